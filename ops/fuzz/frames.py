"""`python -m ops.fuzz.frames --frames N`: broken websocket frames against a service of its own.

A witness console must get its changes meanwhile. Prints one line of JSON and ends with 1 when
there are findings.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time

import aiohttp

from ops.fuzz.attacks import Attack, make
from ops.fuzz.faults import logged_faults
from ops.fuzz.findings import Findings
from ops.fuzz.parsers import GROWTH_MIB_MAX, memory_mib
from ops.fuzz.raw import Line, line_to
from ops.fuzz.region import Region
from ops.fuzz.stage import staged
from ops.fuzz.ws_bytes import PONG, TEXT, handshake, next_frame
from tests.support.api import Api, Console

_AT_ONCE = 16
# The service itself waits two seconds for a closing console; the rest is for a busy machine.
_ANSWER_SECONDS_MAX = 30.0


async def play(url: str, region: Region, findings: Findings, frames: int, seconds: float) -> None:
    """So many attacks (a flood counts as one), for at most so long, while a witness looks on."""
    ends_at = time.monotonic() + seconds
    numbers = iter(range(frames))
    await asyncio.sleep(0)
    tasks_before, memory_before = len(asyncio.all_tasks()), memory_mib()

    async def attacker() -> None:
        for number in numbers:
            if time.monotonic() > ends_at:
                return
            await attack_once(url, region, findings, make(findings.seed, number))

    async with aiohttp.ClientSession() as session:
        with logged_faults() as faults:
            staff = Api(session, url, region.token("staff"))
            async with staff.live() as witness:
                await witness.until(lambda console: console.pools, 30)
                done = asyncio.Event()
                watching = asyncio.create_task(_witness(staff, witness, region, findings, done))
                await asyncio.gather(*(attacker() for _ in range(_AT_ONCE)))
                done.set()
                await watching
    for fault in faults:
        findings.add("log", fault, "")
    if not await _settled(tasks_before):
        findings.add("tasks", "tasks are left", f"{len(asyncio.all_tasks())} > {tasks_before}")
    grown = memory_mib() - memory_before
    if grown > GROWTH_MIB_MAX:
        findings.add("memory", f"grows by more than {GROWTH_MIB_MAX} MiB", f"{grown:.0f} MiB")


async def attack_once(url: str, region: Region, findings: Findings, attack: Attack) -> None:
    """One attack on a line of its own, judged."""
    findings.executions += 1
    token = region.token("responder") if attack.signed_in else None
    started = time.monotonic()
    try:
        async with line_to(url) as line:
            if attack.handshake:
                await line.send(handshake(token))
                answer = await line.until(b"\r\n\r\n", _ANSWER_SECONDS_MAX)
                if not answer.startswith(b"HTTP/1.1 101"):
                    findings.add(attack.name, "the handshake was refused", answer)
                    return
            await _send(line, attack)
            if attack.end != "either":
                async with asyncio.timeout(_ANSWER_SECONDS_MAX):
                    await _judge(line, findings, attack)
    except TimeoutError:
        findings.add(attack.name, f"not {attack.end}", b"".join(attack.pieces)[:200])
    except ValueError as error:
        findings.add(attack.name, str(error), b"".join(attack.pieces)[:200])
    findings.slowest_seconds = max(findings.slowest_seconds, time.monotonic() - started)


async def _send(line: Line, attack: Attack) -> None:
    for piece in attack.pieces:
        if not attack.slow:
            await line.send(piece)
            continue
        for at in range(len(piece)):
            await line.send(piece[at : at + 1])
            await asyncio.sleep(0)


async def _judge(line: Line, findings: Findings, attack: Attack) -> None:
    """Read until the attack's end has come; anything else that ends the line is a finding."""
    while (heard := await next_frame(line)) is not None:
        if heard.close_code is not None:
            if attack.end != "closed" or heard.close_code not in attack.codes:
                findings.add(attack.name, f"closed with {heard.close_code}", attack.pieces[0])
            return
        if attack.end == "ponged" and (heard.opcode, heard.payload) == (PONG, b"here"):
            return
        if attack.end == "served" and heard.opcode == TEXT and b'"snapshot"' in heard.payload:
            return
    if attack.end != "closed":
        findings.add(attack.name, "cut off", attack.pieces[0])


async def _witness(
    staff: Api, witness: Console, region: Region, findings: Findings, done: asyncio.Event
) -> None:
    """Report a new count again and again; each must reach the console that looks on."""
    pool, count = region.pools[0], 100
    while not done.is_set():
        count += 1
        answer = await staff.report(pool, units_free=count)
        if answer.status != 201:
            findings.add("witness", f"a report is answered {answer.status}", answer.body)
            return
        try:
            await witness.until(
                lambda console, wanted=count: (
                    console.pools[str(pool)]["units_free_reported"] == wanted
                ),
                _ANSWER_SECONDS_MAX,
            )
        except (TimeoutError, AssertionError) as error:
            findings.add("witness", f"a change did not come: {type(error).__name__}", str(error))
            return
        await asyncio.sleep(0.05)


async def _settled(tasks_before: int) -> bool:
    """Whether every task of an attack ends within half a minute."""
    ends_at = time.monotonic() + _ANSWER_SECONDS_MAX
    while len(asyncio.all_tasks()) > tasks_before:
        if time.monotonic() > ends_at:
            return False
        await asyncio.sleep(0.05)
    return True


async def run(frames: int, seed: int, seconds: float) -> int:
    findings = Findings(seed)
    async with staged() as (running, region, _):
        await play(running.url, region, findings, frames, seconds)
    print(findings.as_json())
    return 1 if findings.kinds else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.fuzz.frames", description=__doc__)
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--seconds", type=float, default=1800)
    chosen = parser.parse_args()
    return asyncio.run(run(chosen.frames, chosen.seed, chosen.seconds))


if __name__ == "__main__":
    sys.exit(main())
