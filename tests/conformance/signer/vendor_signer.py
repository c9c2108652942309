#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Signs random requests with the vendor's own SDK, as an oracle for provider/auth/signer.cc.

    python3 -m venv venv && venv/bin/pip install huaweicloudsdkcore==3.1.219
    venv/bin/python vendor_signer.py --seed 1 --count 200 > vendor_vectors.json

The same seed writes the same file. To test other requests, use another seed, write the vectors to another
file and set CTS_SIGNER_VECTORS to it for the conformance test.

Left out on purpose: a Content-Type other than JSON (the SDK then does not sign the payload; the
provider never sends one), header values that end in white space beyond ASCII (Python strips it),
and paths that are not UTF-8 after decoding (Python replaces the bytes).
"""

import argparse
import datetime
import importlib.metadata
import json
import random
import sys
from urllib.parse import quote

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

SDK_VERSION = "3.1.219"
PATH_PIECES = ["v3", "checkbucket", "a b", "a%2Fb", "é", "数据", "~user", "x.y-z_0", "100%25", "a+b",
               "semi;colon", "a:b@c", "(1)*!'", "😀", "", "%7E", "%41"]
QUERY_TEXTS = ["", "eu-west-0", "eu-west-0_a b", "a/b", "a&b=c", "é", "数", "*~-_.", "1+1", "%", "😀",
               "A", "a", "Z", "z", "10", "9", "\u00ff", "\uffee"]
HEADER_VALUES = ["value", "  padded  ", "a  b", "x=1;y=2", "é-utf-8", "0", "tok//en+==", "\ttab"]
BODIES = ["", "{}", '{"buckets":[]}', '{"n":"bücket"}', "\n", "x" * 300, '{"a":"\\u0000"}', "数据\r\n"]


def random_text(rng, alphabet, low, high):
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(low, high)))


def make_vector(rng, number):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    access_key = random_text(rng, letters, 1, 24)
    secret_key = random_text(rng, letters + letters.lower() + "/+= é", 1, 90)
    host = rng.choice(["cts.eu-west-0.example", "iam.example:8443", "127.0.0.1:1", "[::1]:8080"])
    path = "/" + "/".join(rng.choice(PATH_PIECES) for _ in range(rng.randint(0, 5)))
    query = [(rng.choice(QUERY_TEXTS) or "k", rng.choice(QUERY_TEXTS))
             for _ in range(rng.randint(0, 5))]
    date = datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=rng.randrange(10**9))
    headers = {"Host": host, "X-Sdk-Date": date.strftime("%Y%m%dT%H%M%SZ")}
    if rng.random() < 0.7:
        headers["Content-Type"] = rng.choice(["application/json", "application/json;charset=UTF-8"])
    for name in ("X-Project-Id", "X-Domain-Id", "X-Security-Token", "x-lower", "X-UPPER", "User-Agent",
                 "Accept", "X_Skipped"):
        if rng.random() < 0.3:
            headers[name] = rng.choice(HEADER_VALUES)
    method = rng.choice(["GET", "POST", "PUT", "DELETE"])
    body = rng.choice(BODIES)

    request = SdkRequest(method=method, schema="https", host=host, resource_path=path,
                         query_params=list(query), header_params=dict(headers), body=body)
    signed = Signer(BasicCredentials(access_key, secret_key, "project")).sign(request)
    authorization = signed.header_params["Authorization"]
    url = f"https://{host}{path}"
    if query:
        url += "?" + "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in query)
    return {
        "id": f"R{number}",
        "access_key": access_key,
        "secret_key": secret_key,
        "method": method,
        "url": url,
        "headers": headers,
        "body": body,
        "signed_headers": authorization.split("SignedHeaders=")[1].split(",")[0].split(";"),
        "authorization": authorization,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    version = importlib.metadata.version("huaweicloudsdkcore")
    if version != SDK_VERSION:
        sys.exit(f"huaweicloudsdkcore is {version}, not {SDK_VERSION}")
    rng = random.Random(arguments.seed)
    vectors = [make_vector(rng, number) for number in range(arguments.count)]
    document = {"source": f"huaweicloudsdkcore {version}, vendor_signer.py --seed {arguments.seed}"
                          f" --count {arguments.count}",
                "vectors": vectors}
    # ASCII, one vector per line, so that a diff is readable.
    lines = ",\n".join(json.dumps(vector) for vector in vectors)
    print(json.dumps({"source": document["source"]})[:-1] + ', "vectors": [\n' + lines + "\n]}")


if __name__ == "__main__":
    main()
