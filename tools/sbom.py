#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Writes what is linked into the binary that ships: a CycloneDX bill of materials and a file of notices.

Usage: sbom.py BUILD_FOLDER [--built NAME=FOLDER]... [--zig FOLDER]

Writes sbom.cdx.json and NOTICE into BUILD_FOLDER; `cmake --install` calls it. The options are for Windows and macOS:

  --built NAME=FOLDER   a library that cmake/cross/build.sh has built. Those that the binary does not use may be there
  --zig FOLDER          the compiler's package, whose own libraries are linked in

For Linux nothing is listed by hand. Archives come from the linker's map, which names each member it took;
header-only libraries come from the compiler's list of headers; the package of a file comes from
dpkg, or from the lists in the folder from which a cross-build takes its libraries. For other systems
the archives are those that the linker was given, and linked_zig.py lists what zig adds. Only
the licence of a package is written in linked.py: a new package stops the release until
somebody has read it. The same build gives the same bytes.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib

import linked_debian
import linked_zig
from linked import Component, cache_of


def described(part: Component) -> dict:
    """A component in CycloneDX."""
    document = {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.name,
        "version": part.version,
        "scope": "required",
        "licenses": [{"expression": part.licence}],
        "purl": part.purl,
    }
    if part.edits:
        patches = [{"type": "unofficial", "diff": {"url": f"cmake/cross/{file}"}} for file, _ in part.edits]
        document["pedigree"] = {"patches": patches}
    references = [reference("source-distribution", file, digest) for file, digest in part.files]
    references += [reference("other", f"cmake/cross/{file}", digest) for file, digest in part.edits]
    return document | ({"externalReferences": references} if references else {})


def reference(kind: str, url: str, digest: str) -> dict:
    return {"type": kind, "url": url, "hashes": [{"alg": "SHA-256", "content": digest}]}


def write_bill(
    target: pathlib.Path, version: str, platform: str, binary: bytes,
    parts: list[Component], epoch: int,
) -> None:
    system, architecture = platform.split("_")
    root = f"pkg:generic/terraform-provider-cts@{version}?arch={architecture}&os={system}"
    when = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "terraform-provider-cts",
                "version": version,
                "purl": root,
                "licenses": [{"expression": "MPL-2.0"}],
                "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(binary).hexdigest()}],
            },
        },
        "components": [described(part) for part in parts],
        "dependencies": [{"ref": root, "dependsOn": [part.purl for part in parts]}]
        + [{"ref": part.purl} for part in parts],
    }
    target.write_text(json.dumps(document, indent=2) + "\n")


def write_notices(target: pathlib.Path, parts: list[Component]) -> None:
    """The licences of everything that is linked in; packages of one source share theirs."""
    lines = [
        "terraform-provider-cts is licensed under MPL-2.0; see LICENSE. This binary contains the",
        "following libraries, under the licences quoted here.",
        "",
    ]
    groups: dict[str, list[Component]] = {}
    for part in parts:
        groups.setdefault(part.source, []).append(part)
    for group in groups.values():
        names = ", ".join(f"{part.name} {part.version}" for part in group)
        lines += ["=" * 78, f"{names} ({group[0].licence})", "=" * 78, ""]
        if group[0].edits:
            lines += [f"Changed by {', '.join(f'cmake/cross/{file}' for file, _ in group[0].edits)}.", ""]
        lines += [group[0].notice.strip(), ""]
    target.write_text("\n".join(lines))


def prefix(text: str) -> tuple[str, pathlib.Path]:
    name, separator, folder = text.partition("=")
    if not separator or not pathlib.Path(folder).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not NAME=FOLDER with a folder that exists")
    return name, pathlib.Path(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--built", type=prefix, action="append", default=[])
    parser.add_argument("--zig", type=pathlib.Path)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    cache = cache_of(build)
    name = "terraform-provider-cts"
    if platform := cache.get("CTS_TARGET"):
        if not arguments.zig:
            parser.error(f"--zig is needed for {platform}")
        system = platform.split("_")[0]
        name += ".exe" if system == "windows" else ""
        found = linked_zig.components(build, name, system, dict(arguments.built), arguments.zig)
    else:
        cross = bool(cache.get("CTS_CROSS_SYSROOT"))
        platform = "linux_arm64" if cross or os.uname().machine == "aarch64" else "linux_amd64"
        found = linked_debian.components(build, cache)
    parts = sorted(found, key=lambda part: (part.source, part.name))
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    binary = (build / name).read_bytes()
    write_bill(build / "sbom.cdx.json", cache["CMAKE_PROJECT_VERSION"], platform, binary, parts, epoch)
    write_notices(build / "NOTICE", parts)


if __name__ == "__main__":
    main()
