# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Each fault of the fault server does what its name says, as a raw socket sees it.

The binary is $FAULT_SERVER, or the one of the dev preset.
"""

import gzip
import io
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("FAULT_SERVER", str(ROOT / "build/dev/tests/support/fault-server"))
BODY = b'{"buckets":[{"bucket_name":"audit-traces","bucket_location":"eu-west-0"}]}'
MAX_BYTES = 3_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    flags = ["--ports-file", folder / "ports.json", "--ca-file", folder / "ca.pem"]
    flags += ["--max-bytes", str(MAX_BYTES), "--interval-ms", "1", "--max-seconds", "120"]
    process = subprocess.Popen([BINARY, *flags], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("Fault server ready at http://127.0.0.1:")
    yield {"ca": folder / "ca.pem", **json.loads((folder / "ports.json").read_text())}
    process.terminate()
    assert process.wait(timeout=5) == 0


def connect(server, path, port="plain", timeout=5):
    connection = socket.create_connection(("127.0.0.1", server[port]), timeout=timeout)
    if port.startswith("tls"):
        context = ssl.create_default_context(cafile=server["ca"])
        connection = context.wrap_socket(
            connection, server_hostname="localhost", suppress_ragged_eofs=False
        )
    request = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n\r\n"
    connection.sendall(request.encode() + BODY)
    return connection


def fetch(server, fault, **more):
    """All bytes of the response, and the exception that ended it, or None."""
    data = bytearray()
    with connect(server, f"/fault/{fault}/v3/d/checkbucket", **more) as connection:
        try:
            while piece := connection.recv(1 << 20):
                data += piece
        except OSError as error:
            return bytes(data), error
    return bytes(data), None


def split(response):
    head, _, body = response.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def length_of(head):
    return [int(line[16:]) for line in head.split("\r\n") if line.startswith("Content-Length: ")]


def is_success(body):
    return json.loads(body)["buckets"][0]["check_bucket_response"]["success"] is True


@pytest.mark.parametrize(
    "fault", ["none", "slow-headers", "slow-body", "byte-by-byte", "http-1.0", "length-missing"]
)
def test_correct_responses(server, fault):
    response, error = fetch(server, fault)
    head, body = split(response)
    assert error is None and is_success(body)
    assert head.startswith("HTTP/1.0" if fault == "http-1.0" else "HTTP/1.1")


def test_the_account_in_the_path_can_select_the_fault(server):
    with connect(server, "/v3/empty-body/checkbucket") as connection:
        assert b"Content-Length: 0\r\n" in connection.recv(4096)


def test_slow_body_comes_byte_by_byte(server):
    pieces = []
    with connect(server, "/fault/slow-body/") as connection:
        while piece := connection.recv(4096):
            pieces.append(piece)
    assert len(pieces) > 50


POINTS = ["before-response", "in-status", "in-headers", "after-headers", "in-body", "after-body"]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("end", ["reset", "close", "stall"])
def test_each_end_at_each_point(server, end, point):
    response, error = fetch(server, f"{end}-{point}", timeout=0.3 if end == "stall" else 5)
    kind = {"reset": ConnectionResetError, "close": type(None), "stall": TimeoutError}[end]
    assert isinstance(error, kind)
    head, body = split(response)
    assert (point == "before-response") == (response == b"")
    assert (point in POINTS[3:]) == (b"\r\n\r\n" in response)
    if point in POINTS[3:]:
        share = len(body) / length_of(head)[0]
        assert {"after-headers": share == 0, "in-body": 0 < share < 1}.get(point, share == 1)


def test_reset_at_accept(server):
    response, error = fetch(server, "none", port="reset-at-accept")
    assert response == b"" and isinstance(error, ConnectionResetError)


def test_half_close_sends_nothing(server):
    assert fetch(server, "half-close") == (b"", None)


def test_half_close_still_reads(server):
    with connect(server, "/fault/half-close/") as connection:
        assert connection.recv(1) == b""
        connection.sendall(b"x")
        time.sleep(0.05)
        connection.sendall(b"x")  # a closed socket would send RST after the first byte


def test_huge_length_sends_one_byte(server):
    response, error = fetch(server, "huge-length", timeout=0.3)
    assert isinstance(error, TimeoutError)
    assert split(response)[1] == b"{"


@pytest.mark.parametrize(
    "fault, off", [("length-too-long", 10), ("length-too-short", -10)]
)
def test_wrong_lengths(server, fault, off):
    response, error = fetch(server, fault)
    head, body = split(response)
    assert error is None
    assert length_of(head) == [len(body) + off]


def test_invalid_lengths(server):
    assert length_of(split(fetch(server, "length-negative")[0])[0]) == [-1]
    assert len(set(length_of(split(fetch(server, "length-twice")[0])[0]))) == 2


@pytest.mark.parametrize(
    "fault",
    [
        "huge-body",
        "endless-body",
        "endless-chunks",
        "endless-headers",
        "endless-header",
        "endless-trailers",
        "endless-continue",
    ],
)
def test_endless_responses_end_at_the_limit(server, fault):
    response, _ = fetch(server, fault)
    assert MAX_BYTES <= len(response) < MAX_BYTES + 200_000
    head, body = split(response)
    assert (body == b"") == (fault in ("endless-headers", "endless-header"))


def test_gzip_bomb_is_well_formed(server):
    head, body = split(fetch(server, "gzip-bomb")[0])
    assert "Content-Encoding: gzip" in head
    assert len(body) < 4_000_000
    unpacked = 0
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        while piece := file.read(1 << 24):
            unpacked += len(piece)
    assert unpacked == 1 << 30


@pytest.mark.parametrize(
    "fault, start",
    [("chunked-garbage", b"zz\r\n"), ("chunked-overflow", b"fffffffffffffffff\r\n")],
)
def test_invalid_chunk_sizes(server, fault, start):
    assert split(fetch(server, fault)[0])[1].startswith(start)


def test_missing_last_chunk(server):
    body = split(fetch(server, "chunked-truncated")[0])[1]
    assert body.endswith(b"}\r\n") and b"\r\n0\r\n" not in body


def test_invalid_http(server):
    assert is_success(fetch(server, "http-0.9")[0])
    assert len(fetch(server, "http-2")[0]) == 9
    assert len(fetch(server, "garbage")[0]) == 4096
    assert fetch(server, "status-999")[0].startswith(b"HTTP/1.1 999 \x1b[")


def test_second_response(server):
    with connect(server, "/fault/second-response/") as connection:
        time.sleep(0.1)
        assert connection.recv(65536).count(b"HTTP/1.1 200 OK") == 2


def test_response_contents(server):
    head, body = split(fetch(server, "invalid-utf8")[0])
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    head, body = split(fetch(server, "control-characters")[0])
    assert "\x1b]0;" in head
    assert "\x1b[2J\x07\0" in json.loads(body)["error_msg"]
    head, body = split(fetch(server, "deep-json")[0])
    assert body.count(b"[") == 1_000_000
    head, body = split(fetch(server, "long-message")[0])
    assert len(json.loads(body)["error_msg"]) == 5_000_000
    assert b"<html>" in fetch(server, "captive-portal")[0]
    assert split(fetch(server, "empty-body")[0])[1] == b""


def not_json(constant):
    raise ValueError(constant)


@pytest.mark.parametrize(
    "fault",
    [
        "half-json",
        "two-documents",
        "invalid-utf8",
        "nan",
        "infinity",
        "empty-body",
        "captive-portal",
    ],
)
def test_invalid_json(server, fault):
    with pytest.raises(ValueError):
        json.loads(split(fetch(server, fault)[0])[1], parse_constant=not_json)


def test_changed_responses(server):
    def changed(fault):
        return split(fetch(server, fault)[0])[1]

    def tree(fault):
        return json.loads(changed(fault))

    assert changed("duplicate-key").count(b'"buckets":') == 2
    assert changed("duplicate-inner-key").count(b'"success":true') == 2
    assert changed("lone-surrogate").count(b"ud800") == 5
    assert changed("number-out-of-range").count(b"1e999") == 5
    assert tree("number-of-30-digits")["buckets"][0]["bucket_name"] > 10**29
    assert tree("nulls")["buckets"][0]["check_bucket_response"]["success"] is None
    assert tree("objects-for-values")["buckets"][0]["bucket_name"] == {}
    assert "0" in tree("objects-for-lists")["buckets"]
    assert tree("empty-lists") == {"buckets": []}
    assert tree("empty-objects") == {"buckets": [{}]}
    assert tree("other-names")["buckets"][0]["bucket_name"] == "other-audit-traces"
    assert len(tree("unrequested-bucket")["buckets"]) == 2
    buckets = tree("contradicting-verdicts")["buckets"]
    assert [b["check_bucket_response"]["success"] for b in buckets] == [True, False]
    assert "success" not in tree("success-missing")["buckets"][0]["check_bucket_response"]
    assert is_success(changed("unknown-fields"))
    assert changed("deep-field").count(b"[") > 100_000
    assert changed("wide-json").count(b"[],") == 2_500_000


def request_token(port):
    user = {"name": "auditor", "password": "Standin-Password-1", "domain": {"name": "standin"}}
    body = {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": user}},
            "scope": {"project": {"name": "eu-west-0"}},
        }
    }
    url = f"http://127.0.0.1:{port}/v3/auth/tokens"
    request = urllib.request.Request(url, data=json.dumps(body).encode(), method="POST")
    return urllib.request.urlopen(request, timeout=5)


def test_iam_responds(server):
    with request_token(server["plain"]) as response:
        assert response.status == 201 and response.headers["X-Subject-Token"]
        assert json.load(response)["token"]["project"]["name"] == "eu-west-0"


def test_fault_applies_to_iam(tmp_path):
    flags = ["--ports-file", tmp_path / "ports.json", "--max-seconds", "60"]
    flags += ["--fault", "half-json", "--match", "/v3/auth/tokens", "--times", "1"]
    process = subprocess.Popen([BINARY, *flags], stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        ports = json.loads((tmp_path / "ports.json").read_text())
        with request_token(ports["plain"]) as response, pytest.raises(ValueError):
            json.load(response)
        with request_token(ports["plain"]) as response:
            assert json.load(response)["token"]["project"]["name"] == "eu-west-0"
    finally:
        process.kill()
        process.wait(timeout=5)


def test_redirect_names_another_host(server):
    head, body = split(fetch(server, "redirect-307")[0])
    assert head.startswith("HTTP/1.1 307")
    assert "\r\nLocation: http://127.0.0.1:9/fault/redirect-307/" in head


def test_after_and_times(tmp_path):
    flags = ["--ports-file", tmp_path / "ports.json", "--log-file", tmp_path / "log"]
    flags += ["--fault", "status-500", "--match", "checkbucket", "--after", "1", "--times", "2"]
    process = subprocess.Popen(
        [BINARY, *flags, "--max-seconds", "60"], stdout=subprocess.PIPE, text=True
    )
    try:
        process.stdout.readline()
        ports = json.loads((tmp_path / "ports.json").read_text())

        def status(path="/v3/d/checkbucket", port="plain"):
            with connect(ports, path, port) as connection:
                return connection.recv(65536)[9:12]

        assert [status() for _ in range(4)] == [b"200", b"500", b"500", b"200"]
        assert status("/v3/another-path") != b"500"
        lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
        assert [line["fault"] for line in lines] == ["none"] + ["status-500"] * 2 + ["none"] * 2
        assert lines[0]["target"] == "/v3/d/checkbucket"
    finally:
        process.kill()
        process.wait(timeout=5)


def test_sigusr1_ends_the_faults(tmp_path):
    process = subprocess.Popen(
        [BINARY, "--ports-file", tmp_path / "ports.json", "--fault", "stall-before-response"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        process.stdout.readline()
        ports = json.loads((tmp_path / "ports.json").read_text())
        with connect(ports, "/v3/d/checkbucket") as hanging:
            hanging.settimeout(0.5)
            with pytest.raises(TimeoutError):  # the fault has begun
                hanging.recv(1)
            hanging.settimeout(5)
            process.send_signal(signal.SIGUSR1)
            assert hanging.recv(1) == b""
        with connect(ports, "/v3/d/checkbucket") as connection:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        with connect(ports, "/v3/d/checkbucket", "reset-at-accept") as connection:
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    finally:
        process.kill()
        process.wait(timeout=5)


def test_connect_leads_to_the_requested_host(server):
    with socket.create_connection(("127.0.0.1", server["plain"]), timeout=5) as raw:
        raw.sendall(b"CONNECT cts.proxied.example:443 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert raw.recv(65536).startswith(b"HTTP/1.1 200")
        context = ssl.create_default_context(cafile=server["ca"])
        with context.wrap_socket(raw, server_hostname="cts.proxied.example") as connection:
            head = f"POST /v3/d/checkbucket HTTP/1.1\r\nContent-Length: {len(BODY)}\r\n\r\n"
            connection.sendall(head.encode() + BODY)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_correct_tls(server):
    response, error = fetch(server, "none", port="tls")
    assert error is None and is_success(split(response)[1])


def test_closed_tls_sends_no_close_notify(server):
    response, error = fetch(server, "close-in-body", port="tls")
    assert isinstance(error, ssl.SSLEOFError)


@pytest.mark.parametrize(
    "port, words",
    [
        ("tls-expired", "certificate has expired"),
        ("tls-future", "not yet valid"),
        ("tls-wrong-name", "hostname mismatch"),
        ("tls-self-signed", "self-signed certificate"),
        ("tls-other-ca", "unable to get local issuer"),
        ("tls-1.0", "protocol version"),
        ("tls-1.1", "protocol version"),
        ("tls-no-cipher", "handshake failure"),
        ("tls-reset", "reset by peer"),
        ("tls-close", "eof"),
        ("tls-garbage", "ssl"),
        ("tls-stall", "timed out"),
        ("tls-plain", "wrong version number"),
    ],
)
def test_tls_faults(server, port, words):
    with pytest.raises(OSError) as raised:
        fetch(server, "none", port=port, timeout=0.5)
    assert words in str(raised.value).lower().replace("_", " ")
