"""One run: a database and a service of its own, everything measured in turn, all of it stopped."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from housing_service.store.embedded import attach_or_start
from housing_service.store.embedded.layout import Layout
from ops.bench.child import Answers
from ops.bench.crowd import crowd
from ops.bench.database import BenchDatabase
from ops.bench.hold_part import measure_hold_part
from ops.bench.matching_part import matching_rows
from ops.bench.measure_fanout import COMPILED, LOOP, PURE, FanoutRate, measure_fanout
from ops.bench.measure_herd import HerdReturn, measure_herd
from ops.bench.measure_memory import ConsoleMemory, measure_memory
from ops.bench.measure_push import PushDelay, measure_push
from ops.bench.plan import Plan
from ops.bench.rivals import NODE_BUILT, NODE_SEND, WEBSOCKETS
from ops.bench.service import ServiceProcess
from ops.bench.table import Row

Progress = Callable[[str], None]
PARTS = ("startup", "push", "herd", "fanout", "holds", "matching")
FANOUT_BARS = (
    (PURE, LOOP, 0.7),
    (COMPILED, LOOP, 0.9),
    (PURE, NODE_SEND, 1.0),
    (COMPILED, NODE_SEND, 1.2),
    (PURE, WEBSOCKETS, 1.5),
    (PURE, NODE_BUILT, None),
    (COMPILED, NODE_BUILT, None),
)
# Ticks would come in between; they are equal for both sides and no part of the comparison.
# Readers who never read stay, so that they are there for as long as is measured.
_PATIENT = {"HOUSING_SLOW_READER_SECONDS": "3600"}
_NO_TICKS = {"HOUSING_TICK_SECONDS": "3600"}


async def run(plan: Plan, parts: tuple[str, ...], log: IO[bytes], say: Progress) -> list[Row]:
    """Measure these parts and return the rows of the table. Nothing is left running or on disk."""
    rows: list[Row] = []
    if set(parts) - {"matching"}:
        rows += await _with_a_database(plan, parts, log, say)
    if "matching" in parts:
        rows += matching_rows(plan, say)
    return rows


async def _with_a_database(
    plan: Plan, parts: tuple[str, ...], log: IO[bytes], say: Progress
) -> list[Row]:
    rows: list[Row] = []
    with _data_dir() as data_dir:
        say("Making the database...")
        with ServiceProcess(data_dir, log) as first:
            first_seconds = first.started_seconds
        async with attach_or_start(data_dir, lambda _: None) as address:
            BenchDatabase(address.owner_url).seed(plan)
        if {"startup", "push"} & set(parts):
            with ServiceProcess(data_dir, log, settings=_PATIENT) as service:
                if "startup" in parts:
                    rows += _startup_rows(first_seconds, service.started_seconds)
                if "push" in parts:
                    rows += _measure_consoles(service, plan, log, say)
        for count in plan.herd_consoles if "herd" in parts else ():
            say(f"{count:,} consoles come back after a restart...")
            rows += _herd_rows(measure_herd(data_dir, log, count))
        if "fanout" in parts:
            rows += _measure_fanout(data_dir, plan, log, say)
        if "holds" in parts:
            rows += await measure_hold_part(data_dir, plan, log, say)
    return rows


@contextlib.contextmanager
def _data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="housing-bench-") as directory:
        # PostgreSQL gives up root's rights and must be able to pass this directory.
        Path(directory).chmod(0o711)
        layout = Layout(Path(directory) / "data")
        try:
            yield layout.data_dir
        finally:
            # Where the path was too long for a socket, its directory lies elsewhere.
            if layout.socket_note.exists():
                shutil.rmtree(layout.socket_note.read_text(encoding="utf-8").strip())


def _measure_consoles(
    service: ServiceProcess, plan: Plan, log: IO[bytes], say: Progress
) -> list[Row]:
    rows: list[Row] = []
    say("Memory of idle consoles...")
    with crowd(log) as consoles:
        memory = measure_memory(service.port, service.process.pid, consoles, plan)
        rows += _memory_rows(memory)
    for count in plan.push_consoles:
        say(f"From commit to frame with {count:,} consoles...")
        with crowd(log) as consoles:
            consoles.connect(service.port, count, plan.stalled_share)
            rows += _push_rows(measure_push(service, consoles, plan, log))
    return rows


def _measure_fanout(data_dir: Path, plan: Plan, log: IO[bytes], say: Progress) -> list[Row]:
    rows: list[Row] = []
    module = ("ops.bench.steered_service",)
    with ServiceProcess(data_dir, log, module, _NO_TICKS) as service, crowd(log) as consoles:
        orders, answers = service.process.stdin, service.process.stdout
        assert orders is not None and answers is not None
        for count in plan.fanout_consoles:
            say(f"Deliveries to {count:,} consoles...")
            consoles.connect(service.port, count)
            told = Answers(orders, answers)
            rate = measure_fanout(told, consoles, plan, log, beside_others=count >= 5_000)
            rows += _fanout_rows(rate)
    return rows


def _startup_rows(first_seconds: float, second_seconds: float) -> list[Row]:
    return [
        Row("first start to ready, new database", first_seconds, "s", 60, True),
        Row("second start to ready", second_seconds, "s", 10, True),
    ]


def _memory_rows(memory: ConsoleMemory) -> list[Row]:
    detail = f"service before: {memory.before_kib / 1024:.0f} MiB"
    return [
        Row(f"memory per idle console ({memory.consoles:,})", memory.kib_each, "KiB", 30, True,
            detail),
    ]  # fmt: skip


def _push_rows(delay: PushDelay) -> list[Row]:
    name = f"{delay.consoles + delay.stalled:,} consoles, request to frame"
    bar = 200 if delay.consoles < 5_000 else 1_000
    return [
        Row(f"{name}, p50", delay.p50_ms, "ms", None, False,
            f"answer to the writer p50 {delay.answer_p50_ms:.1f} ms; the service uses "
            f"{delay.processor_ms:.0f} ms of processor a change"),
        Row(f"{name}, p99", delay.p99_ms, "ms", bar, True,
            f"{delay.changes} changes, {delay.stalled:,} consoles never read; the "
            f"{delay.undisturbed_changes} that the machine did not stall: "
            f"{delay.undisturbed_p99_ms:.0f} ms"),
        Row(f"{name}, last console", delay.last_p50_ms, "ms", None, False,
            f"p99 {delay.last_p99_ms:.0f} ms"),
    ]  # fmt: skip


def _herd_rows(herd: HerdReturn) -> list[Row]:
    bar = 5 if herd.consoles <= 1_000 else 30
    return [
        Row(f"{herd.consoles:,} consoles in step after kill -9 and restart", herd.all_seconds, "s",
            bar, True,
            f"half of them {herd.half_seconds:.1f} s; ready again {herd.ready_seconds:.1f} s; "
            f"{herd.processor_ms:.2f} ms of processor a console; {herd.refused} refused; "
            f"seed {herd.seed}"),
    ]  # fmt: skip


def _fanout_rows(rate: FanoutRate) -> list[Row]:
    beside = f"{rate.frame_bytes:,} bytes a frame; the loop: {rate.loop_with}"
    bars = FANOUT_BARS if rate.consoles >= 5_000 else FANOUT_BARS[:2]
    rows = []
    for side, other, bar in bars:
        name = f"deliveries to {rate.consoles:,}: {side} / {other}"
        ratio = rate.ratio(side, other)
        if ratio is None:
            rows.append(Row(name, float("nan"), ""))
            continue
        rows.append(
            Row(name, ratio, "", bar if rate.consoles >= 5_000 else None, False,
                f"{rate.per_second[side]:,.0f}/s beside {rate.per_second[other]:,.0f}/s; "
                f"{rate.processor_us[side]:.1f} us of processor beside "
                f"{rate.processor_us[other]:.1f}; {beside}")
        )  # fmt: skip
    return rows
