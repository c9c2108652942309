#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Starts programs of tests/support for tests that are Windows programs.

Usage: programs.py COMMAND [ARGUMENT]...

Runs COMMAND with CTS_PROGRAMS in its environment: a URL on loopback, where a test starts the stand-in for the
cloud and the fault server, which are programs for Linux. tests/integration/host/program_windows.go has the client.

  POST /start    {"program": VARIABLE, "arguments": [...]} starts the program that an environment variable names, and
                 returns its ID and its first line. "{folder}" in an argument is a folder of its own.
  POST /run      the same, but waits for its end and returns its output
  GET /ID/NAME   a file of that folder
  POST /ID/wake  sends SIGUSR1
  DELETE /ID     kills it
"""

import http.server
import itertools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

PROGRAMS = ("CTS_STANDIN", "FAULT_SERVER")


class Program:
    def __init__(self, request: dict):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cts-program."))
        self.process = subprocess.Popen(
            command(request, str(self.folder)), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        self.line = self.process.stdout.readline()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def command(request: dict, folder: str = "") -> list[str]:
    if request["program"] not in PROGRAMS:
        raise ValueError(f"the program is one of {PROGRAMS}")
    arguments = [argument.replace("{folder}", folder) for argument in request["arguments"] or []]
    return [os.environ[request["program"]], *arguments]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    running: dict[str, Program] = {}
    ids = itertools.count(1)

    def log_message(self, *_) -> None:
        pass

    def respond(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self.respond(self.serve(self.path.strip("/").split("/"), body))
        except (KeyError, ValueError, OSError, subprocess.SubprocessError) as error:
            self.respond(repr(error).encode(), 400)

    do_GET = do_POST = do_DELETE = handle_request

    def serve(self, path: list[str], body: bytes) -> bytes:
        match self.command, *path:
            case "POST", "start":
                program, number = Program(json.loads(body)), str(next(self.ids))
                self.running[number] = program
                return json.dumps({"id": number, "line": program.line}).encode()
            case "POST", "run":
                return subprocess.run(
                    command(json.loads(body)), stdout=subprocess.PIPE, check=True, timeout=60
                ).stdout
            case "POST", number, "wake":
                self.running[number].process.send_signal(signal.SIGUSR1)
            case "DELETE", number:
                self.running.pop(number).stop()
            case "GET", number, name:
                return (self.running[number].folder / pathlib.Path(name).name).read_bytes()
            case _:
                raise ValueError(f"{self.command} {self.path}")
        return b""


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = os.environ | {"CTS_PROGRAMS": f"http://127.0.0.1:{server.server_port}"}
    try:
        return subprocess.run(sys.argv[1:], env=environment).returncode
    finally:
        server.shutdown()
        for program in list(Handler.running.values()):
            program.stop()


if __name__ == "__main__":
    sys.exit(main())
