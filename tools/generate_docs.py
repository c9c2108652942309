#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Generates docs/ from schemas/ with tfplugindocs; --check reports whether docs/ is current instead.

Usage: tools/generate_docs.py [--check]

Pages come from schemas/templates and the descriptions in schemas/*.json, examples from examples/, the
table of the guide on compatibility from the results of tests/compatibility/run.
docs/design is written by hand. Needs Go (the variable GO names it, else PATH).
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
TOOL = "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@v0.25.0"
RECORD = ROOT / "tests/compatibility/recorded.json"
TABLE = "<!-- the table of tests/compatibility/recorded.json -->"
GENERATED = ["index.md", "data-sources", "ephemeral-resources", "actions", "functions", "guides"]


def without_extras(value):
    """What core prints, which has more than our own key."""
    if isinstance(value, dict):
        return {k: without_extras(v) for k, v in value.items() if k != "x_cts"}
    return [without_extras(v) for v in value] if isinstance(value, list) else value


def merged(original, patch):
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(original) if isinstance(original, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def load(path: pathlib.Path):
    """A file with x_cts.like is a merge patch to another one, as provider/schema/loader.h says."""
    document = json.loads(path.read_text())
    if like := document.get("x_cts", {}).get("like"):
        document = merged(json.loads((ROOT / f"schemas/{like}.json").read_text()), document)
    return without_extras(document)


def schema() -> dict:
    """The provider under the short key that tfplugindocs looks for."""
    provider = {"provider": load(ROOT / "schemas/provider.json")}
    for folder, key in {
        "data-sources": "data_source_schemas",
        "ephemeral-resources": "ephemeral_resource_schemas",
        "actions": "action_schemas",
        "functions": "functions",
    }.items():
        found = {p.stem: load(p) for p in sorted((ROOT / "schemas" / folder).glob("*.json"))}
        if found:
            provider[key] = found
    return {"format_version": "1.0", "provider_schemas": {"cts": provider}}


def compatibility() -> str:
    """The results of each core, one row each."""
    kinds = ["data source", "function", "ephemeral resource", "action"]

    def mark(counts: dict[str, int]) -> str:
        return "✗" if counts.get("failed") else "✓" if counts.get("passed") else "–"

    lines = ["| program | version | date | " + " | ".join(kinds) + " | passed | skipped | failed |"]
    lines.append("|---|---|---|" + ":-:|" * len(kinds) + "--:|" * 3)
    for row in json.loads(RECORD.read_text()):
        cells = [{"terraform": "Terraform", "opentofu": "OpenTofu"}[row["core"]], row["version"]]
        cells += [row["date"], *(mark(row["features"][kind]) for kind in kinds)]
        cells += [str(row[ending]) for ending in ("passed", "skipped", "failed")]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def tfplugindocs(*arguments: str) -> None:
    # GOFLAGS of a caller inside another module would not fit.
    environment = os.environ | {"GOFLAGS": "", "GOTOOLCHAIN": "local", "GOWORK": "off"}
    done = subprocess.run(
        [os.environ.get("GO", "go"), "run", TOOL, *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )
    if done.returncode != 0:
        sys.exit(f"tfplugindocs failed:\n{done.stdout}{done.stderr}")


def generate(work: pathlib.Path) -> pathlib.Path:
    """A tree of pages below `work`, which has copies of everything that tfplugindocs reads."""
    schema_file = work / "schema.json"
    schema_file.write_text(json.dumps(schema()))
    for folder in ("examples", "schemas/templates"):
        shutil.copytree(ROOT / folder, work / folder)
    guide = work / "schemas/templates/guides/compatibility.md"
    text, tested, end = guide.read_text().partition("## What was tested\n")
    # Until tests/compatibility/run has run completely there is nothing to show.
    if RECORD.exists():
        text += tested + end.replace(TABLE, compatibility())
    guide.write_text(text.rstrip() + "\n")
    (work / "docs").mkdir()
    common = ["--provider-dir", str(work), "--provider-name", "cts"]
    tfplugindocs("generate", *common, "--providers-schema", str(schema_file),
                 "--website-source-dir", "schemas/templates")
    tfplugindocs("validate", *common, "--providers-schema", str(schema_file))
    return work / "docs"


def differences(made: pathlib.Path) -> list[str]:
    def pages(tree):
        files = [tree / "index.md"] + [f for g in GENERATED for f in (tree / g).glob("*.md")]
        return {str(f.relative_to(tree)): f.read_text() for f in files if f.is_file()}

    ours, theirs = pages(ROOT / "docs"), pages(made)
    return sorted(name for name in ours | theirs if ours.get(name) != theirs.get(name))


def main() -> None:
    with tempfile.TemporaryDirectory() as work:
        made = generate(pathlib.Path(work))
        stale = differences(made)
        if "--check" in sys.argv[1:]:
            if stale:
                sys.exit(f"not current: docs/{', docs/'.join(stale)}. Run tools/generate_docs.py.")
            return
        for name in GENERATED:
            target = ROOT / "docs" / name
            if target.is_dir():
                shutil.rmtree(target)
            if (made / name).is_dir():
                shutil.copytree(made / name, target)
            elif (made / name).is_file():
                shutil.copy(made / name, target)
        print(f"{len(stale)} pages changed" + "".join(f"\n  docs/{name}" for name in stale))


main()
