# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What is measured, in groups that share a way of measuring, and the allowed ratio to the peer.

A figure is the provider's value divided by the peer's, both medians of interleaved rounds; or, without a
peer, a number of calls.
"""

import dataclasses
import statistics
from collections.abc import Callable

from rig import Provider, Rig

Samples = dict[str, list[float]]


@dataclasses.dataclass(frozen=True)
class Figure:
    key: str
    text: str
    unit: str
    value: Callable[[Samples], float]
    most: float | None = None  # limit of the ratio; without a peer, of the calls
    has_peer: bool = True


def median_of(name: str) -> Callable[[Samples], float]:
    return lambda samples: statistics.median(samples[name])


def overhead(*names: str) -> Callable[[Samples], float]:
    """The time of a read beyond that of the same calls by a bare client."""

    def value(samples: Samples) -> float:
        reads = [sample for name in names for sample in samples[name]]
        return statistics.median(reads) - statistics.median(samples["service_ms"])

    return value


@dataclasses.dataclass(frozen=True)
class Group:
    name: str
    rounds: int
    rounds_to_check: int
    run: Callable[[Rig, Provider], Samples]
    figures: tuple[Figure, ...]
    delay_ms: int = 20


def _of_many(buckets: int) -> Callable[[Rig, Provider], Samples]:
    def run(rig: Rig, provider: Provider) -> Samples:
        # The peer sends all buckets in one call; the provider sends calls of 100, so the bare client does too.
        call_size = buckets if provider is rig.peer else 100
        return rig.host(provider, buckets=buckets, reads=3, call_size=call_size)

    return run


def _https(trust: Callable[[Rig], dict[str, str]]) -> Callable[[Rig, Provider], Samples]:
    return lambda rig, provider: rig.host(
        provider, url=rig.service.https, bare=False, reads=1, **trust(rig)
    )


def _one_plan(instances: int, parallelism: int, send_after: str | None = None):
    def run(rig: Rig, provider: Provider) -> Samples:
        if send_after and provider is rig.peer:
            return {}
        return rig.plan(provider, instances, parallelism, send_after)

    return run


def size(_: Rig, provider: Provider) -> Samples:
    return {"size_mb": [provider.binary.stat().st_size / 1e6]}


CALLS = median_of("calls")

GROUPS = (
    Group("start", 25, 9, lambda rig, provider: rig.host(provider, reads=10), (
        Figure("line", "exec to handshake line", "ms", median_of("line_ms"), 0.12),
        Figure("line_cpu", "CPU to the handshake line", "ms", median_of("line_cpu_ms")),
        Figure("first_rpc", "exec to first RPC response", "ms", median_of("first_rpc_ms"), 0.38),
        Figure("first_rpc_cpu", "CPU to first RPC response, all threads",
               "ms", median_of("first_rpc_cpu_ms"), 0.30),
        Figure("schema", "GetProviderSchema", "ms", median_of("schema_ms")),
        Figure("first_read", "first read", "ms", median_of("first_read_ms")),
        Figure("read", "next reads", "ms", median_of("read_ms")),
        Figure("read_overhead", "overhead of a read above the service's own time",
               "ms", overhead("read_ms"), 0.50),
        Figure("rss_schema", "memory after the schema", "MiB", median_of("rss_schema_mib")),
        Figure("peak", "peak memory after 10 reads", "MiB", median_of("peak_mib"), 0.30),
        Figure("stop", "stop", "ms", median_of("stop_ms"), 1.0),
    )),
    Group("at once", 10, 5, lambda rig, provider: rig.host(provider, reads=1, parallel=100), (
        Figure("parallel", "100 reads at once", "ms", median_of("parallel_ms")),
    )),
    Group("1,000 buckets", 10, 5, _of_many(1000), (
        Figure("read_1000", "one read of 1,000 buckets", "ms", median_of("read_ms")),
        Figure("overhead_1000", "overhead of one read of 1,000 buckets",
               "ms", overhead("first_read_ms", "read_ms"), 0.05),
    )),
    Group("10,000 buckets", 5, 3, _of_many(10000), (
        Figure("read_10000", "one read of 10,000 buckets", "ms", median_of("read_ms")),
        Figure("overhead_10000", "overhead of one read of 10,000 buckets",
               "ms", overhead("first_read_ms", "read_ms"), 0.05),
        Figure("peak_10000", "peak memory at 10,000 buckets", "MiB", median_of("peak_mib"), 0.25),
    )),
    Group("HTTPS", 15, 7, _https(Rig.trust_beside_system), (
        Figure("https", "first read over HTTPS, CA beside the system's roots",
               "ms", median_of("first_read_ms"), 1.0),
    )),
    Group("HTTPS, bundle", 15, 7, _https(Rig.trust_in_bundle), (
        Figure("https_bundle", "first read over HTTPS, CA and system's roots in one bundle",
               "ms", median_of("first_read_ms"), 1.0),
    )),
    Group("10 instances", 5, 3, _one_plan(10, 10), (
        Figure("calls_10", "calls for 10 instances at once, Terraform",
               "calls", CALLS, 1, has_peer=False),
    )),
    Group("300 instances", 3, 1, _one_plan(300, 30), (
        Figure("calls_300", "calls for 300 instances at -parallelism=30, 30 ms service",
               "calls", CALLS, 45, has_peer=False),
    ), delay_ms=30),
    Group("1,000 instances", 3, 1, _one_plan(1000, 10), (
        Figure("calls_1000", "calls for 1,000 instances, default parallelism",
               "calls", CALLS, 320, has_peer=False),
        Figure("wall_1000", "plan of 1,000 instances, wall time", "s", median_of("wall_s"), 1.0),
    )),
    Group("1,000 instances, 50 ms", 3, 1, _one_plan(1000, 10, "50ms"), (
        Figure("calls_1000_50ms", 'the same with send_after = "50ms"',
               "calls", CALLS, 150, has_peer=False),
    )),
    Group("size", 1, 1, size, (
        Figure("size", "stripped binary", "MB", median_of("size_mb"), 0.70),
    )),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Result:
    figure: Figure
    ours: float
    peer: float | None

    @property
    def score(self) -> float:
        """The value that the limit applies to, and that must not get worse."""
        return self.ours if self.peer is None else self.ours / self.peer

    @property
    def is_met(self) -> bool | None:
        return None if self.figure.most is None else self.score <= self.figure.most


def merge(into: Samples, more: Samples) -> None:
    for name, values in more.items():
        into.setdefault(name, []).extend(values)


def measure(group: Group, rig: Rig, rounds: int, samples: dict[str, Samples]) -> list[Result]:
    """Runs the providers in turn, adds to `samples` and returns the figures of all samples."""
    rig.service.delay(group.delay_ms)
    providers = rig.providers if any(f.has_peer for f in group.figures) else (rig.ours,)
    for number in range(rounds):
        # The order alternates, because the second provider may find warmer caches.
        for provider in providers if number % 2 == 0 else reversed(providers):
            merge(samples.setdefault(provider.name, {}), group.run(rig, provider))
    return [
        Result(f, f.value(samples["ours"]), f.value(samples["peer"]) if f.has_peer else None)
        for f in group.figures
    ]
