# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Each fault of the fault server is the one it is named after, seen from a raw socket.

The binary is $FAULT_SERVER, or the one of the dev preset.
"""

import gzip
import io
import json
import os
import pathlib
import socket
import ssl
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("FAULT_SERVER", str(ROOT / "build/dev/tests/support/fault-server"))
BODY = b'{"buckets":[{"bucket_name":"audit-traces","bucket_location":"eu-west-0"}]}'
MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    flags = ["--ports-file", folder / "ports.json", "--ca-file", folder / "ca.pem"]
    flags += ["--most-bytes", str(MOST_BYTES), "--interval-ms", "1", "--max-seconds", "120"]
    process = subprocess.Popen([BINARY, *flags], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("Fault server ready at http://127.0.0.1:")
    yield {"ca": folder / "ca.pem", **json.loads((folder / "ports.json").read_text())}
    process.terminate()
    assert process.wait(timeout=5) == 0


def connect(server, path, port="plain", timeout=5):
    connection = socket.create_connection(("127.0.0.1", server[port]), timeout=timeout)
    if port != "plain":
        context = ssl.create_default_context(cafile=server["ca"])
        connection = context.wrap_socket(
            connection, server_hostname="localhost", suppress_ragged_eofs=False
        )
    request = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n\r\n"
    connection.sendall(request.encode() + BODY)
    return connection


def ask(server, fault, **more):
    """All bytes of the answer, and the exception that ended it or None."""
    data = bytearray()
    with connect(server, f"/fault/{fault}/v3/d/checkbucket", **more) as connection:
        try:
            while piece := connection.recv(1 << 20):
                data += piece
        except OSError as error:
            return bytes(data), error
    return bytes(data), None


def split(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def length_of(head):
    return [int(line[16:]) for line in head.split("\r\n") if line.startswith("Content-Length: ")]


def is_success(body):
    return json.loads(body)["buckets"][0]["check_bucket_response"]["success"] is True


@pytest.mark.parametrize("fault", ["none", "slow-headers", "slow-body", "http-1.0"])
def test_answers_that_are_right(server, fault):
    answer, error = ask(server, fault)
    head, body = split(answer)
    assert error is None and is_success(body)
    assert head.startswith("HTTP/1.0" if fault == "http-1.0" else "HTTP/1.1")


def test_the_account_in_the_path_may_name_the_fault(server):
    with connect(server, "/v3/empty-body/checkbucket") as connection:
        assert b"Content-Length: 0\r\n" in connection.recv(4096)


def test_slow_means_byte_by_byte(server):
    pieces = []
    with connect(server, "/fault/slow-body/") as connection:
        while piece := connection.recv(4096):
            pieces.append(piece)
    assert len(pieces) > 50


@pytest.mark.parametrize("fault", ["reset-before-answer", "reset-in-headers", "reset-in-body"])
def test_resets(server, fault):
    answer, error = ask(server, fault)
    assert isinstance(error, ConnectionResetError)
    head, body = split(answer)
    assert (fault == "reset-before-answer") == (answer == b"")
    if fault == "reset-in-headers":
        assert b"\r\n\r\n" not in answer
    if fault == "reset-in-body":
        assert 0 < len(body) < length_of(head)[0]


@pytest.mark.parametrize("fault", ["close-before-answer", "half-close"])
def test_nothing_and_the_end(server, fault):
    assert ask(server, fault) == (b"", None)


def test_half_close_still_reads(server):
    with connect(server, "/fault/half-close/") as connection:
        assert connection.recv(1) == b""
        connection.sendall(b"x")
        time.sleep(0.05)
        connection.sendall(b"x")  # a closed socket would have answered the first with RST


@pytest.mark.parametrize("fault", ["silence", "huge-length"])
def test_never_ends(server, fault):
    answer, error = ask(server, fault, timeout=0.3)
    assert isinstance(error, TimeoutError)
    assert split(answer)[1] == (b"{" if fault == "huge-length" else b"")


@pytest.mark.parametrize(
    "fault, off", [("length-too-long", 10), ("length-too-short", -10), ("close-in-body", None)]
)
def test_lengths_that_lie(server, fault, off):
    answer, error = ask(server, fault)
    head, body = split(answer)
    assert error is None
    if off is None:
        assert len(body) < length_of(head)[0]
    else:
        assert length_of(head) == [len(body) + off]


def test_lengths_that_make_no_sense(server):
    assert length_of(split(ask(server, "length-negative")[0])[0]) == [-1]
    assert len(set(length_of(split(ask(server, "length-twice")[0])[0]))) == 2


@pytest.mark.parametrize(
    "fault",
    ["huge-body", "endless-chunks", "endless-headers", "endless-header", "endless-continue"],
)
def test_floods_go_on_to_the_limit(server, fault):
    answer, _ = ask(server, fault)
    assert MOST_BYTES <= len(answer) < MOST_BYTES + 200_000
    head, body = split(answer)
    assert (body == b"") == (fault in ("endless-headers", "endless-header"))


def test_gzip_bomb_is_well_formed(server):
    head, body = split(ask(server, "gzip-bomb")[0])
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
def test_chunks_that_are_none(server, fault, start):
    assert split(ask(server, fault)[0])[1].startswith(start)


def test_chunks_without_the_last(server):
    body = split(ask(server, "chunked-cut")[0])[1]
    assert body.endswith(b"}\r\n") and b"\r\n0\r\n" not in body


def test_what_is_no_http(server):
    assert is_success(ask(server, "http-0.9")[0])
    assert len(ask(server, "garbage")[0]) == 4096
    assert ask(server, "odd-status")[0].startswith(b"HTTP/1.1 999 \x1b[")


def test_one_answer_too_many(server):
    with connect(server, "/fault/second-answer/") as connection:
        time.sleep(0.1)
        assert connection.recv(65536).count(b"HTTP/1.1 200 OK") == 2


def test_contents(server):
    head, body = split(ask(server, "invalid-utf8")[0])
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    head, body = split(ask(server, "control-characters")[0])
    assert "\x1b]0;" in head
    assert "\x1b[2J\x07\0" in json.loads(body)["error_msg"]
    head, body = split(ask(server, "deep-json")[0])
    assert body.count(b"[") == 1_000_000
    head, body = split(ask(server, "long-message")[0])
    assert len(json.loads(body)["error_msg"]) == 5_000_000
    assert b"<html>" in ask(server, "captive-portal")[0]
    assert split(ask(server, "empty-body")[0])[1] == b""


def test_good_tls(server):
    answer, error = ask(server, "none", port="tls")
    assert error is None and is_success(split(answer)[1])


def test_cut_tls_says_no_farewell(server):
    answer, error = ask(server, "close-in-body", port="tls")
    assert isinstance(error, ssl.SSLEOFError)


@pytest.mark.parametrize(
    "port, words",
    [
        ("tls-expired", "certificate has expired"),
        ("tls-future", "not yet valid"),
        ("tls-wrong-name", "hostname mismatch"),
        ("tls-self-signed", "self-signed certificate"),
        ("tls-other-ca", "unable to get local issuer"),
        ("tls-1.1", "protocol version"),
        ("tls-reset", "reset by peer"),
        ("tls-silence", "timed out"),
        ("tls-plain", "wrong version number"),
    ],
)
def test_tls_faults(server, port, words):
    with pytest.raises(OSError) as raised:
        ask(server, "none", port=port, timeout=0.5)
    assert words in str(raised.value).lower().replace("_", " ")
