# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Writes the results: a page, a picture and the record that later runs are compared with."""

import html
import json
import os
import platform
import re
import subprocess

from figures import Result
from rig import ROOT

PAGE = ROOT / "docs/design/performance.md"
PICTURE = ROOT / "docs/design/performance.svg"
RECORD = ROOT / "tests/bench/recorded.json"
WINDOWS_RECORD = ROOT / "tests/bench/recorded_windows.json"
WINDOWS_TITLE = "\n## Windows\n"


def number(value: float) -> str:
    if value == int(value) and value < 1e6:
        return f"{int(value):,}"
    digits = 2 if value < 10 else 1 if value < 1000 else 0
    return f"{value:,.{digits}f}"


def with_unit(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return number(value) if unit == "calls" else f"{number(value)} {unit}"


def _machine() -> str:
    release = platform.freedesktop_os_release()["PRETTY_NAME"]
    cpu = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    model = f" ({cpu[1].strip()})" if cpu else ""
    kernel = platform.release().split("-")[0]
    return f"{os.cpu_count()} cores{model}, {release}, Linux {kernel}, {platform.machine()}"


def _versions(go: str, terraform: str) -> str:
    module = (ROOT / "tests/bench/gopeer/go.mod").read_text()
    framework = re.search(r"terraform-plugin-framework (v\S+)", module)[1]

    def said(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    compiler = said(go, "env", "GOVERSION").strip().removeprefix("go")
    core = json.loads(said(terraform, "version", "-json"))["terraform_version"]
    gcc = said("g++", "-dumpfullversion").strip()
    return f"GCC {gcc}; Go {compiler} and terraform-plugin-framework {framework}; Terraform {core}"


def _row(result: Result, rounds: int) -> str:
    figure = result.figure
    ratio = "" if result.peer is None else f"{result.score:.3f}×"
    limit, mark = "", ""
    if figure.most is not None:
        limit = f"{figure.most:.2f}×" if figure.has_peer else number(figure.most)
        mark = "✓" if result.is_met else "✗"
    cells = (figure.text, with_unit(result.ours, figure.unit), with_unit(result.peer, figure.unit),
             ratio, limit, mark, str(rounds))  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def write_page(results: list[tuple[Result, int]], date: str, go: str, terraform: str) -> None:
    with_limit = [r for r, _ in results if r.is_met is not None]
    met = sum(bool(r.is_met) for r in with_limit)
    rows = "\n".join(_row(result, rounds) for result, rounds in results)
    PAGE.write_text(f"""<!-- Written by tests/bench/run. Do not edit. -->
# Performance

Measured on {date}: {_machine()}; {_versions(go, terraform)}. {met} of {len(with_limit)} limits are met.

![Ratios to the peer, and their limits](performance.svg)

The peer is a minimal Go implementation of the same data source (`tests/bench/gopeer`):
terraform-plugin-framework, one plain call, no credentials, no signature, no retries, no messages. It
does less than this provider, so what it leaves out never favours the provider. Both are started
alternately, round by round, on the same machine. A figure is the median of its rounds, and a ratio is the
quotient of two medians. The absolute numbers depend on the machine and its load, the ratios less so.

| figure | ours | peer | ratio | at most | | rounds |
|---|---|---|---|---|---|---|
{rows}

- *First RPC*: from go-plugin's start of the process, with AutoMTLS, to the response to its health check.
- *Overhead*: the time of a read beyond that of the same calls by a bare client to the same service, which
  responds after 20 ms unless said otherwise. For 1,000 and 10,000 buckets the peer makes one call; the
  provider makes calls of 100, at most 12 in parallel, and so does its bare client.
- Reads of many buckets are those that follow the first read of a process. Until the service has accepted
  the credentials once, one call at a time uses them, so a first read of many calls takes the time of one
  more call.
- *Peak memory at 10,000 buckets*: after three such reads.
- *Stop*: the time from the host's request to the exit of the process.
- *Wall time* of 1,000 instances is that of a whole plan, in which reads share calls.
- *Other machines*: a ratio of a few milliseconds depends on the processor. On a faster one (Intel Xeon, 2026-11-30), where the
  peer's first RPC took 24.2 ms, four ratios were above their limits: 0.21 (line), 0.44 (first RPC), 0.32 (its CPU) and
  0.051 (overhead of 1,000 buckets). The code of the day before was as quick in starts made in turn. Compare builds on one machine only.
- `tests/run.sh --label bench` measures again, with fewer rounds, and fails if a ratio or a number of
  calls is more than 20% above the one recorded here. It does not compare with the limits: those are for this table.
{_windows_section()}""")


def write_picture(results: list[Result]) -> None:
    """One bar per ratio; a line at its limit."""
    shown = [r for r in results if r.peer is not None and r.figure.most is not None]
    left, width, step, top = 430, 420, 26, 50
    longest = max([1.0] + [r.score for r in shown]) * 1.05

    def x(ratio: float) -> float:
        return left + ratio / longest * width

    height = top + step * len(shown) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 80}" height="{height}" '
        'font-family="sans-serif" font-size="13">',
        "<title>Ratios to the Go peer, and their limits</title>",
        f'<rect width="{left + width + 80}" height="{height}" fill="#ffffff"/>',
        '<text x="12" y="22" font-size="15" font-weight="bold" fill="#24292f">'
        "This provider as a share of the Go peer (less is better)</text>",
    ]
    for i, result in enumerate(shown):
        y = top + i * step
        bar, limit = x(result.score), x(result.figure.most)
        color = "#2e7d5b" if result.is_met else "#c0392b"
        parts += [
            f'<text x="{left - 10}" y="{y + 13}" text-anchor="end" fill="#24292f">'
            f"{html.escape(result.figure.text)}</text>",
            f'<rect x="{left}" y="{y}" width="{max(bar - left, 1):.1f}" height="17" fill="{color}"/>',
            f'<line x1="{limit:.1f}" y1="{y - 3}" x2="{limit:.1f}" y2="{y + 20}" '
            'stroke="#24292f" stroke-width="2"/>',
            f'<text x="{max(bar, limit) + 7:.1f}" y="{y + 13}" fill="{color}">{result.score:.3f}×</text>',
        ]
    bottom = top + step * len(shown)
    parts += [
        f'<line x1="{x(1):.1f}" y1="{top - 8}" x2="{x(1):.1f}" y2="{bottom}" '
        'stroke="#8c959f" stroke-dasharray="4 3"/>',
        f'<text x="{x(1):.1f}" y="{bottom + 16}" text-anchor="middle" fill="#57606a">'
        "the peer</text>",
        f'<text x="{left}" y="{bottom + 16}" fill="#57606a">thick line: limit</text>',
        "</svg>",
    ]
    PICTURE.write_text("\n".join(parts) + "\n")


def write_record(results: list[Result], date: str) -> None:
    scores = {r.figure.key: round(r.score, 4) for r in results}
    RECORD.write_text(json.dumps({"date": date, "scores": scores}, indent=2) + "\n")


def read_record() -> dict[str, float]:
    return json.loads(RECORD.read_text())["scores"]


def write_windows(
    results: list[tuple[Result, int]], empty: dict[str, float], date: str, wine: str
) -> None:
    """Records the figures of Windows, and replaces their section of the page. `empty` has the "peak" of an
    empty program."""
    rows = [_row(result, rounds) for result, rounds in results]
    scores = {r.figure.key: round(r.score, 4) for r, _ in results}
    size = next(r.ours for r, _ in results if r.figure.key == "size")
    document = {"date": date, "wine": wine, "scores": scores, "rows": rows, "empty": empty, "size": size}
    WINDOWS_RECORD.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    before = PAGE.read_text().split(WINDOWS_TITLE)[0]
    PAGE.write_text(before + _windows_section())


def windows_scores() -> dict[str, float]:
    return json.loads(WINDOWS_RECORD.read_text())["scores"] if WINDOWS_RECORD.exists() else {}


def _windows_section() -> str:
    if not WINDOWS_RECORD.exists():
        return ""
    recorded = json.loads(WINDOWS_RECORD.read_text())
    rows = "\n".join(recorded["rows"])
    empty = recorded["empty"]
    return f"""{WINDOWS_TITLE}
Measured on {recorded["date"]}: the provider for Windows and the same peer built for Windows, started alternately by
the same host for Windows, all under {recorded["wine"]} on Linux. Nobody has measured on a real Windows yet.

| figure | ours | peer | ratio | at most | | rounds |
|---|---|---|---|---|---|---|
{rows}

- *Memory* is the working set and its peak, which the host asks Windows for (`GetProcessMemoryInfo`). Under wine they
  come from `VmRSS` and `VmHWM` of the Linux process, and include what wine's own libraries take in every process.
- An empty program that loads the DLLs that the provider needs has {with_unit(empty["peak"], "MiB")} at its peak. So much of ours
  is the system's.
- Of the {with_unit(recorded["size"], "MB")} of the program, the pages that were used count, and those around them that Linux
  maps with them. [Where a start goes](start-up.md#on-windows) says what makes them fewer.
- wine 8 takes 0.94 MiB for each thread: 241 pages at the top of its stack, with any stack size. Ours has 5 to
  7 threads after ten reads, depending on which calls overlap, so its peak is 17 to 19 MiB. The empty program with six more
  threads would have {with_unit(empty["peak"] + 6 * 0.94, "MiB")} before it does any work.
- The end of a process delays the next start, so the host waits before each
  ([What wine 8 does differently](windows-tests.md#what-wine-8-does-differently)).
- On Windows the line comes after gRPC has started, because gRPC must listen by itself there. So more of the time to the
  first RPC has passed when the line is written.
- Under wine, 4 to 80 ms pass between the line and the first response, with either provider, so the ratio of the first RPC
  differs from run to run: 0.50, 0.57, 0.58 and 0.59 on 2026-12-01.
- The CPU time of another process is not known under wine, so it is not measured.
- `tests/bench/windows` measures again; the label `windows` of `tests/run.sh` runs it with fewer rounds.
"""
