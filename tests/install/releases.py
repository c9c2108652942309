# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Folders with the files of a release, as tools/release lays them out, and a server for them."""

import contextlib
import functools
import http.server
import pathlib
import shutil
import ssl
import subprocess
import threading

from machine import SCRIPT
from packages import NAME, add_package, write_sums

LINUX = "linux_amd64"
PLATFORMS = ["darwin_arm64", LINUX, "windows_amd64"]


def make(
    folder: pathlib.Path, version: str, binary: bytes | None = None, platforms: list[str] | None = None
) -> pathlib.Path:
    """Adds a version to a folder."""
    folder.mkdir(exist_ok=True)
    for platform in platforms or PLATFORMS:
        add_package(folder, version, platform, binary or f"{version} for {platform}\n".encode())
    shutil.copy(SCRIPT, folder / "install.sh")
    write_sums(folder, version)
    return folder


def tamper(file: pathlib.Path) -> None:
    """Changes one byte in the middle."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


class Keys:
    """A keyring with throw-away keys."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        for name, expires in (("release", "never"), ("other", "never"), ("expired", "seconds=1")):
            # The expired one was made a day ago.
            self.gpg("--faked-system-time", "20260101T000000!" if name == "expired" else "20260102T000000!",
                     "--passphrase", "", "--quick-generate-key", f"{name}@example.invalid", "rsa2048", "sign", expires)  # fmt: skip
            self.gpg("--armor", "--output", folder / f"{name}.asc", "--export", f"{name}@example.invalid")

    def gpg(self, *arguments) -> str:
        return subprocess.run(
            ["gpg", "--homedir", self.folder, "--batch", "--quiet", *arguments], check=True, capture_output=True, text=True
        ).stdout  # fmt: skip

    def file(self, name: str) -> pathlib.Path:
        return self.folder / f"{name}.asc"

    def fingerprint(self, name: str) -> str:
        listed = self.gpg("--with-colons", "--list-keys", f"{name}@example.invalid")
        return next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))

    def sign(self, folder: pathlib.Path, version: str, name: str) -> None:
        sums = folder / f"{NAME}_{version}_SHA256SUMS"
        moment = ["--faked-system-time", "20260101T000000!"] if name == "expired" else []
        self.gpg(*moment, "--yes", "--local-user", f"{name}@example.invalid", "--output", f"{sums}.sig", "--detach-sign", sums)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/moved/"):
            self.send_response(302)
            self.send_header("Location", self.server.elsewhere + self.path.removeprefix("/moved"))
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format, *args):
        self.server.requested.append(self.path)


class Server:
    """Serves a folder on loopback: below / the files, below /moved/ redirections to another server."""

    def __init__(self, folder: pathlib.Path, certificate: pathlib.Path | None = None, elsewhere: str = ""):
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder))
        )
        self._server.elsewhere = elsewhere
        self._server.requested = self.requested = []
        self.url = f"http://localhost:{self._server.server_port}"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")  # BusyBox's wget does not offer SHA-2
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.url = self.url.replace("http:", "https:")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def serving(folder: pathlib.Path, certificate: pathlib.Path | None = None, elsewhere: str = ""):
    server = Server(folder, certificate, elsewhere)
    try:
        yield server
    finally:
        server.stop()


def make_certificate(folder: pathlib.Path) -> pathlib.Path:
    """A file with a key and a certificate for localhost that is its own authority."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    both = folder / "both.pem"
    both.write_text(key.read_text() + certificate.read_text())
    return both
