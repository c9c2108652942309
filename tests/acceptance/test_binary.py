# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""How the binary that ships is linked: fully static, hardened, nothing that loads a library."""

import os
import pathlib
import re
import subprocess

import pytest

# In a static glibc binary these load modules of another glibc, or read files nobody expects.
FORBIDDEN = re.compile(
    r"^(getaddrinfo|gethostby.*|getserv.*|getpw.*|getgr.*|getspnam.*|iconv.*|setlocale|newlocale|"
    r"dlopen|wordexp|glob)$"
)


def readelf(binary, *flags) -> str:
    return subprocess.run(
        ["readelf", "--wide", *flags, binary], capture_output=True, text=True, check=True
    ).stdout


def test_the_binary_needs_no_loader_and_no_library(provider):
    assert "INTERP" not in readelf(provider, "--program-headers")
    assert "(NEEDED)" not in readelf(provider, "--dynamic")


def test_the_binary_is_relocatable_read_only_after_start_and_without_an_executable_stack(provider):
    assert "DYN (" in readelf(provider, "--file-header")
    headers = readelf(provider, "--program-headers")
    assert re.search(r"GNU_RELRO", headers)
    assert re.search(r"GNU_STACK .* RW ", headers)
    dynamic = readelf(provider, "--dynamic")
    assert "BIND_NOW" in dynamic and "(RELR)" in dynamic


def test_the_binary_is_stripped_and_small(provider):
    assert ".symtab" not in readelf(provider, "--sections")
    assert provider.stat().st_size < 14_000_000


def test_our_objects_call_nothing_that_loads_libraries():
    build = pathlib.Path(os.environ["CTS_PROVIDER"]).parent
    archives = sorted((build / "provider").rglob("libprovider_*.a"))
    if not archives:
        pytest.fail(f"no archives of ours below {build}")
    calls = {}
    for archive in archives:
        listing = subprocess.run(
            ["nm", "--undefined-only", "--format=posix", archive],
            capture_output=True, text=True, check=True,
        ).stdout
        for line in listing.splitlines():
            symbol = line.split(" ")[0].split("@")[0]
            if FORBIDDEN.match(symbol):
                calls.setdefault(archive.name, set()).add(symbol)
    assert calls == {}


def test_it_starts_in_an_empty_root(provider, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("chroot needs root")
    root = tmp_path / "root"
    root.mkdir()
    (root / "provider").write_bytes(provider.read_bytes())
    (root / "provider").chmod(0o755)
    done = subprocess.run(["chroot", root, "/provider", "--version"], capture_output=True, text=True)
    assert done.returncode == 0 and "terraform-provider-cts" in done.stdout, done.stderr
