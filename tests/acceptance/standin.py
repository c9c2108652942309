# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The stand-in for the cloud: starts it, orders faults and reads its log of requests."""

import json
import pathlib
import ssl
import subprocess
import urllib.request

# The credentials it accepts by default, which its --help prints. They give access to nothing.
DOMAIN_ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
ACCESS_KEY = "STANDINACCESSKEY0001"
SECRET_KEY = "StandinSecretKey/k3Vb8QmXw5Rz7Tp2Yc01"
TEMPORARY_ACCESS_KEY = "STANDINTEMPORARY0001"
TEMPORARY_SECRET_KEY = "StandinSecretKey/d9Hn4LsGf6Wj1Ke8Ua02"
SECURITY_TOKEN = "StandinSecurityToken//abc+def=="
POWERLESS_ACCESS_KEY = "STANDINPOWERLESS0001"
POWERLESS_SECRET_KEY = "StandinSecretKey/p2Zx7CvBn4Mq9Ty5Ri03"
TOKEN = "StandinToken-q8Wd3Fj6Ks1Lz5Xc9Vb2Nm7Tg4Hy01"
USER_NAME = "auditor"
PASSWORD = "Standin-Password-1"
DOMAIN_NAME = "standin"
ID_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzdGFuZGluIn0.StandinIdToken-1"
# Accounts whose agencies may be assumed: the first by our account, the second by the first.
DELEGATING_ID = "0d1e2f30415263748596a7b8c9dafbec"
ARCHIVE_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
# The prefixes of all secrets that the stand-in issues.
ISSUED = ("StandinIssuedToken", "StandinIssuedSecret", "StandinIssuedSecurityToken",
          "StandinIssuedMetadataToken")

# Of CTS and IAM. The IAM of Flexible Engine's eu-west-1 is in eu-west-0.
DEFAULT_HOSTS = {
    "eu-west-0": (
        "cts.eu-west-0.prod-cloud-ocb.orange-business.com",
        "iam.eu-west-0.prod-cloud-ocb.orange-business.com",
    ),
    "eu-west-1": (
        "cts.eu-west-1.prod-cloud-ocb.orange-business.com",
        "iam.eu-west-0.prod-cloud-ocb.orange-business.com",
    ),
    "cn-north-1": ("cts.cn-north-1.myhuaweicloud.com", "iam.cn-north-1.myhuaweicloud.com"),
}


class Standin:
    def __init__(self, binary: str, log: pathlib.Path, *flags: str):
        with log.open("w") as stderr:
            self.process = subprocess.Popen(
                [binary, "--max-seconds", "3600", *flags],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        ready = ""
        while "ready at " not in ready:  # with TLS, it first prints where its CA certificate is
            ready = self.process.stdout.readline()
            assert ready, f"the stand-in ended; see {log}"
        self.url = ready.split("ready at ")[1].strip()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def _request(self, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        # No proxy of the environment may be used; the stand-in's certificate is not what these requests test.
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl._create_unverified_context()),
        )
        request = urllib.request.Request(self.url + path, data=data)
        with opener.open(request, timeout=10) as response:
            return json.load(response)

    def reset(self) -> None:
        self._request("/_control/reset", {})

    def order(self, *steps: dict) -> None:
        self._request("/_control", {"next": list(steps)})

    def set(self, **settings) -> None:
        self._request("/_control/set", settings)

    def log(self) -> dict:
        return self._request("/_control/log")

    def calls(self, path: str = "/checkbucket") -> list[dict]:
        return [call for call in self.log()["calls"] if path in call["path"]]

    def environment(self) -> dict[str, str]:
        """Credentials and addresses, as a user would export them."""
        return {
            "HW_REGION_NAME": "eu-west-0",
            "HW_ACCESS_KEY": ACCESS_KEY,
            "HW_SECRET_KEY": SECRET_KEY,
            "HW_AUTH_URL": f"{self.url}/v3",
            "HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0": self.url,
        }
