# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""TCP instead of a Unix socket, as on a system without Unix sockets."""

import windows
from test_plan import guarded


def test_plan_runs_over_tcp(workspace, standin, tmp_path):
    log = tmp_path / "core.log"
    workspace.environment |= {
        "CTS_PLUGIN_NETWORK": "tcp",
        "TF_LOG": "debug",
        "TF_LOG_PATH": str(log),
    }
    workspace.write(guarded("audit-traces", "missing-audit-traces"))
    workspace.plan().failed("missing-audit-traces", "OBS.NoSuchBucket")
    assert len(standin.calls()) == 1
    addresses = [line for line in log.read_text().splitlines() if "plugin address" in line]
    assert addresses
    for line in addresses:
        assert "network=tcp" in line and "address=127.0.0.1:" in line


def test_unknown_network_is_refused(workspace, standin, tmp_path):
    log = tmp_path / "core.log"
    workspace.environment |= {
        "CTS_PLUGIN_NETWORK": "carrier-pigeon",
        "TF_LOG": "error",
        "TF_LOG_PATH": str(log),
    }
    workspace.write(guarded("audit-traces"))
    workspace.plan().failed("Failed to read any lines from plugin's stdout")
    # Terraform adds the reason to its error, OpenTofu has it in its log only.
    known = 'on Windows it can only be "tcp"' if windows.is_under_test() else 'it can be "unix"'
    assert f'CTS_PLUGIN_NETWORK is "carrier-pigeon"; {known}' in log.read_text()
    assert standin.log()["calls"] == []
