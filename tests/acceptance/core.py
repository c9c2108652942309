# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""A real Terraform or OpenTofu, its working directory and its output.

Everything is read from the cores' JSON output: the output for people is wrapped at 78 columns, at places
that a test cannot predict.
"""

import dataclasses
import json
import os
import pathlib
import signal
import subprocess

import windows

SOURCE = "terraform.local/cts/cts"
# Under wine, a provider takes longer to start, and a configuration may have 70 of them.
SLOWER = 3 if os.environ.get("CTS_SLOW_BINARY") else 1
REQUIRED_PROVIDERS = f"""
terraform {{
  required_providers {{
    cts = {{
      source = "{SOURCE}"
    }}
  }}
}}
"""


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    severity: str
    summary: str
    detail: str
    line: int | None
    file: str | None

    @property
    def text(self) -> str:
        return f"{self.summary} {self.detail}"

    @staticmethod
    def read(event: dict) -> "Diagnostic":
        where = event.get("range") or {}
        return Diagnostic(
            severity=event["severity"],
            summary=event["summary"],
            detail=windows.with_paths_of_linux(event.get("detail", "")),
            line=where.get("start", {}).get("line"),
            file=where.get("filename"),
        )


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How one command ended."""

    code: int
    stdout: str
    stderr: str
    events: list[dict]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        return [Diagnostic.read(e["diagnostic"]) for e in self.events if "diagnostic" in e]

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity == "error"]

    @property
    def warnings(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity == "warning"]

    @property
    def outputs(self) -> dict:
        for event in reversed(self.events):  # apply first reports them as planned, without values
            if event.get("type") == "outputs":
                return {name: o.get("value") for name, o in event["outputs"].items()}
        return {}

    def succeeded(self) -> "Outcome":
        assert self.code == 0, self.report()
        return self

    def failed(self, word: str, *more: str) -> Diagnostic:
        """Requires an error that contains all of these texts, and returns the first such error."""
        words = (word, *more)
        assert self.code == 1, self.report()
        for error in self.errors:
            if all(word in error.text for word in words):
                return error
        raise AssertionError(f"no error says all of {words}:\n{self.report()}")

    def report(self) -> str:
        said = "\n".join(f"  {d.severity}: {d.summary}\n    {d.detail}" for d in self.diagnostics)
        return f"exit {self.code}\n{said or self.stdout[-4000:]}\n{self.stderr[-4000:]}"


@dataclasses.dataclass(frozen=True)
class Core:
    name: str
    command: str
    version: tuple[int, ...]

    @staticmethod
    def of(name: str, command: str, environment: dict[str, str]) -> "Core":
        said = subprocess.run(
            [command, "version", "-json"],
            env=environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        version = json.loads(said)["terraform_version"]  # OpenTofu uses this name too
        return Core(name, command, tuple(int(part) for part in version.split("-")[0].split(".")))

    @property
    def is_terraform(self) -> bool:
        return self.name == "terraform"

    @property
    def title(self) -> str:
        return {"terraform": "Terraform", "opentofu": "OpenTofu"}[self.name]

    def __str__(self) -> str:
        return f"{self.title} {'.'.join(map(str, self.version))}"


class Workspace:
    """A folder with a configuration, and the environment that a core runs in."""

    def __init__(self, core: Core, folder: pathlib.Path, environment: dict[str, str]):
        self.core = core
        self.folder = folder
        self.environment = environment

    def write(self, configuration: str, name: str = "main.tf") -> None:
        """Writes the file unchanged: line numbers in tests count from its first line."""
        (self.folder / name).write_text(configuration)

    def start(self, *arguments: str) -> subprocess.Popen:
        """Starts a command in a process group of its own, as a shell does."""
        return subprocess.Popen(
            [self.core.command, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def finish(self, process: subprocess.Popen, timeout: float = 120) -> Outcome:
        timeout *= SLOWER
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            stdout, stderr = process.communicate()
            raise AssertionError(f"no end after {timeout} s:\n{stdout[-2000:]}\n{stderr[-2000:]}")
        return Outcome(process.returncode, stdout, stderr, _events(stdout))

    def run(self, *arguments: str, timeout: float = 120) -> Outcome:
        return self.finish(self.start(*arguments), timeout)

    def init(self) -> Outcome:
        return self.run("init", "-input=false", "-no-color")

    def validate(self) -> Outcome:
        outcome = self.run("validate", "-json")
        document = json.loads(outcome.stdout)
        events = [{"diagnostic": d} for d in document["diagnostics"]]
        return dataclasses.replace(outcome, events=events)

    def plan(self, *arguments: str) -> Outcome:
        return self.run("plan", "-json", "-input=false", "-out=plan.bin", *arguments)

    def planned(self) -> dict:
        """The last plan, as `show -json` prints it."""
        return json.loads(self.run("show", "-json", "plan.bin").succeeded().stdout)

    def planned_outputs(self) -> dict:
        outputs = self.planned()["planned_values"].get("outputs", {})
        return {name: output.get("value") for name, output in outputs.items()}

    def apply(self, *arguments: str) -> Outcome:
        return self.run("apply", "-json", "-input=false", "-auto-approve", *arguments)

    def destroy(self, *arguments: str) -> Outcome:
        return self.run("destroy", "-json", "-input=false", "-auto-approve", *arguments)


def _events(stdout: str) -> list[dict]:
    events = []
    for line in stdout.splitlines():
        if line.startswith("{"):
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                events.append(event)
    return events
