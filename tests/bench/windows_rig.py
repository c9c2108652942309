# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The two providers for Windows, and a host for Windows that starts them under wine."""

import os
import pathlib
import subprocess
import sys

from rig import ROOT, Provider, Rig

TOOLS = ROOT / "build/bench-windows"
# Go's programs for Windows, and the service for Linux.
PREPARE = r"""
source "$0/tools/build.sh"
"$root/tools/setup" go zig
go_build() { # SYSTEM FOLDER OUTPUT
  cd "$root/tests/bench/$2"
  GOOS=$1 CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$(usable_go)" build -trimpath \
    -ldflags '-s -w' -o "$root/build/bench-windows/$3" .
}
step "Build the peer for Windows" go_build windows gopeer gopeer.exe
step "Build the host for Windows" go_build windows host benchhost.exe
step "Build the service" go_build linux service service
c_build() { # SOURCE OUTPUT
  "$("$root/cmake/cross/zig.sh" windows_amd64)/cc" -O2 -s -o "$root/build/bench-windows/$2" "$root/tests/bench/$1"
}
step "Build the empty program" c_build empty_windows.c empty.exe
step "Build the recorder" c_build record_windows.c record.exe
cat >"$root/build/bench-windows/benchhost" <<END
#!/usr/bin/env bash
export CTS_WINE=$CTS_WINE
exec "$root/tests/windows/wine" "$root/build/bench-windows/benchhost.exe" "\$@"
END
chmod +x "$root/build/bench-windows/benchhost"
"""


class WindowsRig(Rig):
    def __init__(self, ours: pathlib.Path):
        super().__init__(ours, TOOLS, pathlib.Path())
        self.peer = Provider("peer", TOOLS / "gopeer.exe")
        self.providers = (self.ours, self.peer)

    def host(self, *arguments, **options) -> dict[str, list[float]]:
        """Once more if wine fails to create the process, which it sometimes does; docs/design/windows-tests.md."""
        try:
            return super().host(*arguments, **options)
        except RuntimeError as error:
            if "fork/exec" not in str(error) or "Internal error" not in str(error):
                raise
            print(f"Again: {error}")
            return super().host(*arguments, **options)


def prepare() -> None:
    if "CTS_WINE" not in os.environ:
        sys.exit("Run this by tests/windows/wine.")
    if subprocess.run(["bash", "-c", PREPARE, str(ROOT)]).returncode != 0:
        sys.exit(1)  # the step has printed why
