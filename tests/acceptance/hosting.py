# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Releases of a few versions, and a server that hosts what tools/publish.py makes of them."""

import functools
import http.server
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import threading

from core import SOURCE
from packages import NAME, REPOSITORY, add_package, write_sums

VERSIONS = ["1.0.0", "1.1.0", "2.0.0"]
FOREIGN = ["darwin_arm64", "linux_riscv64", "windows_amd64"]  # platforms that no machine of the tests has
# What an object store derives from a file's name.
TYPES = {".json": "application/json", ".zip": "application/zip"}


class Keyring:
    """A GnuPG home with one throw-away key. Its path is short because gpg-agent has a socket in it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="k", dir="/tmp"))
        self.environment = os.environ | {"GNUPGHOME": str(self.folder)}
        self.run("--passphrase", "", "--quick-generate-key", "throw-away@example.invalid", "rsa2048", "sign", "never")

    def run(self, *arguments) -> str:
        command = ["gpg", "--batch", "--quiet", *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    @property
    def armor(self) -> str:
        return self.run("--armor", "--export")

    @property
    def key_id(self) -> str:
        return re.search(r"^fpr:+(\w+):$", self.run("--with-colons", "--list-keys"), re.M)[1][-16:]

    def sign(self, file: pathlib.Path) -> None:
        self.run("--yes", "--output", f"{file}.sig", "--detach-sign", file)

    def close(self) -> None:
        subprocess.run(["gpgconf", "--kill", "all"], env=self.environment)
        shutil.rmtree(self.folder, ignore_errors=True)


def write_release(folder: pathlib.Path, version: str, binaries: dict[str, bytes], keyring: Keyring | None):
    """What tools/release writes for one version, with these binaries by platform."""
    folder.mkdir()
    for platform, content in binaries.items():
        add_package(folder, version, platform, content)
    manifest = {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}
    (folder / f"{NAME}_{version}_manifest.json").write_text(json.dumps(manifest))
    sums = write_sums(folder, version)
    if keyring:
        keyring.sign(sums)


def publish(release: pathlib.Path, output: pathlib.Path, *flags, keyring: Keyring | None = None):
    return subprocess.run(
        [REPOSITORY / "tools" / "publish.py", SOURCE, release, output, *flags],
        env=keyring.environment if keyring else None, capture_output=True, text=True,
    )  # fmt: skip


class Tls:
    """A certificate for localhost and the authority that issued it."""

    def __init__(self, folder: pathlib.Path):
        self.ca, self.certificate, self.key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
        new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "2"]
        authority = ["-keyout", folder / "ca.key", "-out", self.ca, "-subj", "/CN=test authority"]
        leaf = ["-CA", self.ca, "-CAkey", folder / "ca.key", "-keyout", self.key, "-out", self.certificate,
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-addext", "basicConstraints=critical,CA:FALSE"]  # fmt: skip
        for arguments in (authority, leaf):
            subprocess.run([*new, *arguments], check=True, capture_output=True)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def guess_type(self, path):
        return self.server.types.get(pathlib.PurePath(path).suffix, "application/octet-stream")

    def log_message(self, *_):
        self.server.requested.append(self.path)


class Server(http.server.ThreadingHTTPServer):
    """Hosts a folder over HTTPS, with the content types of an object store."""

    def __init__(self, folder: pathlib.Path, tls: Tls, types: dict[str, str]):
        super().__init__(("localhost", 0), functools.partial(_Handler, directory=folder))
        self.types, self.requested = types, []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls.certificate, tls.key)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        return f"localhost:{self.server_port}"

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    def close(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()
