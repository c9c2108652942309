# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The little of GitHub and GitLab that a pipeline file in examples/pipelines needs: variables, an ID token, and a
place for comments. The files are run as the runners run them; actions and images are left out.
"""

import http.server
import json
import pathlib
import re
import subprocess
import threading
import urllib.parse

import yaml

import standin

AUDIENCE = "sts.huaweicloud.com"
# The values that a reader replaces, for the stand-in.
OWN = {
    "HW_REGION_NAME": "eu-west-0",
    "HW_ASSUME_ROLE_IDP_ID": "ci",
    "HW_ASSUME_ROLE_DOMAIN_ID": standin.DOMAIN_ID,
    "HW_ASSUME_ROLE_AGENCY_NAME": "cts-ci",
}
REQUEST_TOKEN = "request-token"
COMMENT_TOKEN = "comment-token"
# The condition of a step that follows a failed plan, but not a failed init.
AFTER_PLAN = "${{ !cancelled() && steps.plan.outputs.status }}"


class Forge:
    """Issues ID tokens as GitHub does, and takes comments as GitLab does."""

    def __init__(self):
        self.comments: list[str] = []
        forge = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
                allowed = self.headers["Authorization"] == f"bearer {REQUEST_TOKEN}"
                known = allowed and query.get("audience") == [AUDIENCE]
                self.reply(200 if known else 401, {"value": standin.ID_TOKEN})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                known = self.headers["PRIVATE-TOKEN"] == COMMENT_TOKEN and self.path.endswith("/merge_requests/7/notes")
                if known:
                    forge.comments += urllib.parse.parse_qs(body)["body"]
                self.reply(201 if known else 401, {})

            def reply(self, status: int, document: dict):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Run:
    """One run of a pipeline: its exit code and everything that it printed."""

    def __init__(self, folder: pathlib.Path, environment: dict[str, str]):
        self.folder = folder
        self.environment = environment
        self.code = 0
        self.log = ""

    def script(self, shell: list[str], text: str) -> None:
        done = subprocess.run(
            [*shell, text], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
        )  # fmt: skip
        self.log += done.stdout
        self.code = self.code or done.returncode


def command(folder: pathlib.Path, name: str, text: str) -> None:
    """A program in place of one that cannot be had here."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("#!/bin/sh\n" + text)
    (folder / name).chmod(0o755)


def run_github(file: pathlib.Path, run: Run, forge: Forge, bin_folder: pathlib.Path) -> None:
    """Its steps with `run`, in order; after a failure only those whose condition asks for it."""
    job = yaml.safe_load(file.read_text())["jobs"]["plan"]
    outputs = run.folder.parent / "outputs"
    outputs.write_text("")
    request = {}
    if job["permissions"].get("id-token") == "write":
        request = {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{forge.url}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": REQUEST_TOKEN,
        }
    run.environment |= request | {"GITHUB_OUTPUT": str(outputs), "GITHUB_REPOSITORY": "owner/repository"}
    command(bin_folder, "gh", f'echo "$@" >{run.folder.parent}/gh; cp comment.md {run.folder.parent}/comment\n')

    def value(text) -> str:
        found = re.findall(r"^(\w+)=(.*)$", outputs.read_text(), re.M)
        known = {f"steps.plan.outputs.{name}": text for name, text in found} | {
            "github.workspace": str(run.folder), "github.token": "token", "github.event.number": "7"}  # fmt: skip
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda expression: known[expression[1]], str(text))

    run.environment |= {name: value(text) for name, text in job["env"].items()} | OWN
    run.environment["TF_CLI_CONFIG_FILE"] = run.environment.pop("CLI_CONFIG")
    for step in job["steps"]:
        if "run" in step and (run.code == 0 or (step.get("if") == AFTER_PLAN and "status=" in outputs.read_text())):
            run.environment |= {name: value(text) for name, text in step.get("env", {}).items()}
            run.script(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"], step["run"])
    if (run.folder.parent / "gh").exists():
        arguments = (run.folder.parent / "gh").read_text()
        assert arguments.startswith("pr comment 7 --repo owner/repository "), arguments
        forge.comments.append((run.folder.parent / "comment").read_text())


def run_gitlab(file: pathlib.Path, run: Run, forge: Forge, bin_folder: pathlib.Path) -> None:
    """`before_script` and `script` in one shell, which ends at the first failure."""
    job = yaml.safe_load(file.read_text())["plan"]
    known = {"CI_PROJECT_DIR": str(run.folder), "CI_API_V4_URL": f"{forge.url}/api/v4", "CI_PROJECT_ID": "1",
             "CI_MERGE_REQUEST_IID": "7", "COMMENT_TOKEN": COMMENT_TOKEN}  # fmt: skip
    variables = {name: text.replace("$CI_PROJECT_DIR", str(run.folder)) for name, text in job["variables"].items()}
    tokens = {name: standin.ID_TOKEN for name, token in job["id_tokens"].items() if token["aud"] == AUDIENCE}
    command(bin_folder, "apk", 'test "$*" = "add --no-cache curl jq"\n')
    run.environment |= known | variables | tokens | OWN
    run.environment["TF_CLI_CONFIG_FILE"] = run.environment.pop("CLI_CONFIG")
    run.script(["sh", "-ec"], "\n".join(job["before_script"] + job["script"]))
