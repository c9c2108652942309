#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Runs a fuzz target's queries through the vendor's own signer. tests/fuzz/oracle.h describes the form.

Needs the packages of tests/requirements/conformance.txt: tests/fuzz/run starts it with that Python.
Query: access key, secret key, method, host, path, query (as in a URL), body, then names and values of
headers. Response: the names of the signed headers, and Authorization.
"""

import struct
import sys
from urllib.parse import unquote

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer


def sign(texts):
    access, secret, method, host, path, query, body, *headers = texts
    parameters = []
    for item in query.split("&"):
        if item:
            name, _, value = item.partition("=")
            parameters.append((unquote(name, errors="strict"), unquote(value, errors="strict")))
    request = SdkRequest(method=method, schema="https", host=host, resource_path=path,
                         query_params=parameters,
                         header_params=dict(zip(headers[::2], headers[1::2])), body=body)
    authorization = Signer(BasicCredentials(access, secret, "project")).sign(request)
    authorization = authorization.header_params["Authorization"]
    return [authorization.split("SignedHeaders=")[1].split(",")[0], authorization]


def read(count):
    data = sys.stdin.buffer.read(count)
    if len(data) < count:
        sys.exit(0)
    return data


def main():
    while True:
        _, count = read(2)
        texts = [read(struct.unpack("<I", read(4))[0]) for _ in range(count)]
        try:
            results = [text.encode() for text in sign([text.decode() for text in texts])]
            verdict = b"+"
        except Exception:  # noqa: BLE001  any exception of the vendor's code is a refusal
            results, verdict = [], b"-"
        frame = verdict + bytes([len(results)])
        frame += b"".join(struct.pack("<I", len(result)) + result for result in results)
        sys.stdout.buffer.write(frame)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
