# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Which variables let the provider's lines into the core's log, as the guide "Reading the log" says."""

import pytest

from test_plan import guarded

LINE = "provider.terraform-provider-cts"


@pytest.mark.parametrize(
    "variables, is_logged",
    [
        ({"TF_LOG": "DEBUG"}, True),
        ({"TF_LOG_PROVIDER": "DEBUG"}, True),
        ({"TF_LOG_PROVIDER_CTS": "TRACE"}, False),
        ({"TF_LOG_PROVIDER": "TRACE", "TF_LOG_PROVIDER_CTS": "DEBUG"}, True),
        ({"TF_LOG_PROVIDER": "TRACE", "TF_LOG_PROVIDER_CTS": "ERROR"}, False),
        ({"TF_LOG_PROVIDER": "ERROR", "TF_LOG_PROVIDER_CTS": "TRACE"}, False),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else None,
)
def test_a_line_of_the_provider_is_in_the_log(workspace, variables, is_logged):
    workspace.environment |= variables | {"TF_LOG_PATH": "terraform.log"}
    workspace.write(guarded("audit-traces"))
    workspace.plan().succeeded()
    log = workspace.folder / "terraform.log"
    assert (log.exists() and LINE in log.read_text()) == is_logged
