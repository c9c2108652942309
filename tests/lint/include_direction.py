#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Checks the #include lines under provider/ against the direction in docs/design/architecture.md.

Prints each line that breaks it and exits 1. The graph here has the direct edges; a folder may include
everything that is reachable from it.
"""

import pathlib
import re
import sys

EDGES = {
    "text": [],
    "base": ["text"],
    "cty": ["base"],
    "http": ["base"],
    "service": ["http"],
    "auth": ["service"],
    "cts": ["session"],
    "batch": ["cts"],
    "schema": ["cty"],
    "framework": ["schema"],
    "tfplugin6": ["framework"],
    "configure": ["framework", "auth"],
    "session": ["auth"],
    "bucket_check": ["framework", "batch"],
    "plugin": ["base"],
    "static": ["base"],
}

# What a folder may include, but not pass on to the folders above it.
OWN = {"session": ["configure"]}

# Foreign headers and the only folders that may include them.
FOREIGN = [
    (
        re.compile(r"^curl/"),
        re.compile(r"^http/(curl_(error|request)\.h|(dns_client|name_lookup|name_resolver)\.cc)$|^plugin/wipe_on_free\.cc$"),
    ),
    (re.compile(r"^absl/"), re.compile(r"^(text/ascii|plugin/grpc_server|static/grpc_executor_windows)\.cc$")),
    (re.compile(r"^ares\.h$"), re.compile(r"^http/(curl_transport|dns_client|ip_address)\.cc$")),
    (
        re.compile(r"^openssl/"),
        re.compile(r"^(auth/signer|plugin/certificate|plugin/wipe_on_free|static/quick_tls|base/openssl_init|http/ca_bundle|http/tls_context)\.cc$"),
    ),
    (
        re.compile(r"^(grpc|grpcpp|google/protobuf)/|\.(pb|grpc\.pb)\.h$"),
        re.compile(r"^(tfplugin6|plugin)/|^static/grpc_event_engine\.cc$"),
    ),
    # Adds nine seconds of compilation to each file that includes it: never in a header.
    (re.compile(r"^grpcpp/"), re.compile(r"\.cc$")),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def reachable(folder: str) -> set[str]:
    seen: set[str] = set()
    waiting = [folder, *OWN.get(folder, [])]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting.extend(EDGES[one])
    return seen


def problem(file: str, header: str) -> str | None:
    """What is wrong if `file` (below provider/) includes `header`; None if nothing is."""
    for pattern, allowed in FOREIGN:
        if pattern.search(header) and not allowed.search(file):
            return f"{header} may only be seen by {allowed.pattern}"
    if not header.startswith("provider/"):
        return None
    folder, _, rest = file.partition("/")
    target, _, target_rest = header.removeprefix("provider/").partition("/")
    if not rest:  # main.cc and its neighbours wire everything together
        return None
    if not target_rest:
        return f"{header}: nothing below includes what stands at the top"
    if folder not in EDGES:
        return f"folder {folder} is not in the graph: add it to the design and here"
    if target not in reachable(folder):
        return f"{folder} may not know {target} (only {', '.join(sorted(reachable(folder)))})"
    return None


def problems(root: pathlib.Path) -> list[str]:
    found = []
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".h", ".cc"}:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = INCLUDE.match(line)
            if include:
                text = problem(path.relative_to(root).as_posix(), include[1])
                if text:
                    found.append(f"{path}:{number}: {text}")
    return found


def main() -> int:
    root = pathlib.Path(__file__).resolve().parents[2] / "provider"
    found = problems(root)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
