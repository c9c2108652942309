# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What is measured and with what: the two providers, the service on loopback, the host, a real core.

Providers get nothing of the developer's environment: a proxy or a certificate bundle that only one of the
two reads would distort the comparison.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOMAIN_ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


def _environment(**extra: str) -> dict[str, str]:
    kept = ("PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME")
    return {name: os.environ[name] for name in kept if name in os.environ} | extra


@dataclasses.dataclass(frozen=True)
class Provider:
    """One of the two providers, and how its provider block is written."""

    name: str
    binary: pathlib.Path

    def settings(self, url: str, send_after: str | None = None) -> dict:
        if self.name == "peer":
            return {"url": url, "domain_id": DOMAIN_ID}
        settings = {
            "region": "eu-west-0",
            "access_key": "BENCHMARKKEY00000001",
            "secret_key": "BenchmarkSecret/00000000000000000000001",
            # Configured, as for the peer: a look-up would be another call.
            "domain_id": DOMAIN_ID,
            "project_id": "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
            "endpoints": {"cts": url, "metadata": ""},
        }
        if send_after:
            settings["batching"] = {"send_after": send_after}
        return settings


class Service:
    """The stand-in for CTS in this benchmark, see service/main.go."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path):
        self._process = subprocess.Popen(
            [binary, "-ca", folder / "ca.pem"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
        )
        ready = json.loads(self._process.stdout.readline())
        self.http, self.https, self.ca = ready["http"], ready["https"], pathlib.Path(ready["ca"])
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=10)

    def delay(self, milliseconds: int) -> None:
        self._opener.open(f"{self.http}/delay?ms={milliseconds}", data=b"", timeout=10).close()

    def take_calls(self) -> int:
        """Calls since the last time this was called."""
        with self._opener.open(f"{self.http}/calls", timeout=10) as answer:
            return int(answer.read())


class Rig:
    def __init__(self, ours: pathlib.Path, tools: pathlib.Path, terraform: pathlib.Path):
        self.ours = Provider("ours", ours)
        self.peer = Provider("peer", tools / "gopeer")
        self.providers = (self.ours, self.peer)
        self._tools = tools
        self._terraform = terraform
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="cts-bench."))
        self.service = Service(tools / "service", self._folder)

    def close(self) -> None:
        self.service.stop()
        shutil.rmtree(self._folder)

    def host(
        self, provider: Provider, url: str | None = None, bare: bool = True, **options
    ) -> dict[str, list[float]]:
        """One round of benchhost. `options` are its flags; names in capitals are its environment variables."""
        environment = {name: str(options.pop(name)) for name in list(options) if name.isupper()}
        url = url or self.service.http
        flags = [f"-{name.replace('_', '-')}={value}" for name, value in options.items()]
        if bare:
            flags += ["-service", self.service.http]
        done = subprocess.run(
            [self._tools / "benchhost", "-binary", provider.binary,
             "-settings", json.dumps(provider.settings(url)), *flags],
            env=_environment(**environment), capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"{provider.name}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def trust_beside_system(self) -> dict[str, str]:
        """The service's CA in a file, and the system's roots in the distribution's directory."""
        return {"SSL_CERT_FILE": str(self.service.ca), "SSL_CERT_DIR": "/etc/ssl/certs"}

    def trust_in_bundle(self) -> dict[str, str]:
        """One file with the system's roots and the service's CA, and no directory."""
        bundle = self._folder / "bundle.pem"
        system = next((pathlib.Path(b).read_text() for b in BUNDLES if os.path.exists(b)), "")
        bundle.write_text(system + self.service.ca.read_text())
        empty = self._folder / "no-certificates"
        empty.mkdir(exist_ok=True)
        return {"SSL_CERT_FILE": str(bundle), "SSL_CERT_DIR": str(empty)}

    def plan(
        self, provider: Provider, instances: int, parallelism: int, send_after: str | None = None
    ) -> dict[str, list[float]]:
        """A plan with that many instances under a real Terraform: seconds and calls."""
        with self._workspace(provider, instances, send_after) as workspace:
            self.service.take_calls()
            flags = ("-input=false", "-no-color", f"-parallelism={parallelism}")
            environment = {"TF_CLI_CONFIG_FILE": str(workspace / "cli.tfrc"), "CHECKPOINT_DISABLE": "1"}
            began = time.monotonic()
            done = subprocess.run(
                [self._terraform, "plan", *flags],
                cwd=workspace,
                env=_environment(**environment),
                capture_output=True,
                text=True,
                timeout=600,
            )
            seconds = time.monotonic() - began
        if done.returncode != 0:
            raise RuntimeError(f"{provider.name}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return {"wall_s": [seconds], "calls": [self.service.take_calls()]}

    @contextlib.contextmanager
    def _workspace(self, provider: Provider, instances: int, send_after: str | None):
        workspace = pathlib.Path(tempfile.mkdtemp(dir=self._folder))
        installed = workspace / "provider"
        installed.mkdir()
        # The name that dev_overrides looks for.
        (installed / "terraform-provider-cts").symlink_to(provider.binary.resolve())
        (workspace / "cli.tfrc").write_text(
            "provider_installation {\n"
            f'  dev_overrides {{ "terraform.local/cts/cts" = "{installed}" }}\n'
            "}\n"
        )
        bucket = {"bucket_name": "audit-traces-${count.index}", "bucket_location": "eu-west-0"}
        each = {"count": instances, "buckets": [bucket]}
        configuration = {
            "terraform": {"required_providers": {"cts": {"source": "terraform.local/cts/cts"}}},
            "provider": {"cts": provider.settings(self.service.http, send_after)},
            "data": {"cts_bucket_check": {"each": each}},
        }
        (workspace / "main.tf.json").write_text(json.dumps(configuration))
        yield workspace
        shutil.rmtree(workspace)
