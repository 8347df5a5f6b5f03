"""The queue of a group, over a database that does what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from housing_service.domain.errors import Refusal
from housing_service.service import group_commit, side_track
from housing_service.service.group_commit import Groups


class Lane:
    """A database that answers when it is told to, and notes what it was asked. Members are
    numbers; what ends in 3 stands behind a locked row until that is free."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.patient: list[list[int]] = []
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.asked = asyncio.Event()
        self.row_free = asyncio.Event()

    async def together(self, members: Sequence[int]) -> list[int]:
        self.groups.append(list(members))
        self.asked.set()
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        if any(member % 10 == 3 for member in members) and not self.row_free.is_set():
            raise Refusal("busy")
        return [member * 10 for member in members]

    async def patiently(self, members: Sequence[int]) -> list[int]:
        self.patient.append(list(members))
        if any(member % 10 == 3 for member in members):
            await self.row_free.wait()
        if 99 in members:
            raise ValueError
        return [member * 10 for member in members]

    def made(self, waiting_seconds_max: float = 5) -> Groups[int, int]:
        return Groups("place", self.together, self.patiently, waiting_seconds_max)


async def asked(queue: Groups[int, int], member: int, **options: object) -> object:
    """The answer or the refusal's code; members that end alike want the same pool."""
    try:
        return await queue.ask(member, member % 10, **options)  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal.code


def together(queue: Groups[int, int], *members: int) -> list[asyncio.Task[object]]:
    return [asyncio.create_task(asked(queue, member)) for member in members]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


async def test_the_first_leaves_at_once_and_the_rest_together() -> None:
    lane = Lane()
    lane.row_free.set()
    queue = lane.made()
    asking = together(queue, 1)
    await lane.asked.wait()
    asking += together(queue, *range(2, 101))
    await asyncio.sleep(0)
    lane.gate.set()
    assert await asyncio.gather(*asking) == [member * 10 for member in range(1, 101)]
    assert [len(group) for group in lane.groups] == [1, 64, 35]
    assert lane.patient == []


async def test_a_locked_row_takes_only_its_own_members_aside() -> None:
    lane = Lane()
    queue = lane.made()
    lane.gate.set()
    asking = together(queue, 11, 12, 13, 21, 23)
    healthy = [asking[0], asking[1], asking[3]]
    assert await asyncio.gather(*healthy) == [110, 120, 210]
    await until(lambda: lane.patient == [[13, 23]])
    # Newcomers for the same row wait behind those; everybody else never meets it again.
    asking += together(queue, 33)
    assert await asked(queue, 31) == 310
    assert all(33 not in group for group in lane.groups)
    lane.row_free.set()
    assert await asking[2] == 130
    assert await asking[4] == 230
    # The row is free again, so whoever still waited goes with a group.
    assert await asking[5] == 330
    assert lane.patient == [[13, 23]]
    assert lane.groups[-1] == [33]
    await queue.close()


async def test_the_side_track_is_bounded_in_length_and_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side_track, "MEMBERS_PER_TRACK_MAX", 2)
    lane = Lane()
    queue = lane.made(waiting_seconds_max=0.05)
    lane.gate.set()
    first = together(queue, 13)
    await until(lambda: lane.patient == [[13]])
    waiting = together(queue, 23, 33)
    await asyncio.sleep(0)
    assert await asked(queue, 43) == "busy"
    # At once, and not because its patience ended too.
    assert not any(task.done() for task in waiting)
    assert await asyncio.gather(*waiting) == ["busy", "busy"]
    lane.row_free.set()
    assert await asyncio.gather(*first) == [130]
    await queue.close()
    assert lane.patient == [[13]]


async def test_whoever_has_left_the_side_track_is_not_sent() -> None:
    lane = Lane()
    queue = lane.made()
    lane.gate.set()
    first = together(queue, 13)
    await until(lambda: lane.patient == [[13]])
    left = asyncio.create_task(asked(queue, 23, has_left=lambda: True))
    await asyncio.sleep(0)
    lane.row_free.set()
    assert await left == "busy"
    assert await asyncio.gather(*first) == [130]
    await queue.close()
    assert lane.patient == [[13]]
    assert all(23 not in group for group in lane.groups)


async def test_one_members_fault_is_nobody_elses() -> None:
    lane = Lane()
    queue = lane.made()
    lane.fault = ValueError("a fault that no rule foresees")
    lane.gate.set()
    asking = together(queue, 19, 99, 29)
    good = await asyncio.gather(*asking, return_exceptions=True)
    assert good[0] == 190
    assert isinstance(good[1], ValueError)
    assert good[2] == 290
    assert lane.patient == [[19, 99, 29], [19], [99], [29]]
    await queue.close()


async def test_nobody_in_doubt_is_told_that_nothing_was_written() -> None:
    """The fault may have come after the commit; what is asked again is then taken back."""

    async def fails(members: Sequence[int]) -> list[int]:
        raise ValueError(len(members))

    async def taken_back(members: Sequence[int]) -> list[int]:
        raise Refusal("busy")

    queue: Groups[int, int] = Groups("place", fails, taken_back, 5)
    assert await asyncio.gather(*together(queue, 1, 2)) == ["outcome_unknown"] * 2
    sure: Groups[int, int] = Groups("place", taken_back, taken_back, 5)
    assert await asyncio.gather(*together(sure, 1, 2)) == ["busy"] * 2


async def test_an_unknown_outcome_is_everybodys() -> None:
    lane = Lane()
    queue = lane.made()
    lane.fault = Refusal("outcome_unknown")
    lane.gate.set()
    assert await asyncio.gather(*together(queue, *range(5))) == ["outcome_unknown"] * 5
    assert lane.patient == []


async def test_too_few_or_too_many_answers_are_nobodys() -> None:
    async def one_too_many(members: Sequence[int]) -> list[int]:
        return [0, *members]

    queue: Groups[int, int] = Groups("place", one_too_many, one_too_many, 5)
    assert await asyncio.gather(*together(queue, 1, 2)) == ["outcome_unknown"] * 2


async def test_whoever_has_left_is_not_sent_and_nobody_is_called_back() -> None:
    lane = Lane()
    queue = lane.made()
    first = asyncio.create_task(asked(queue, 1))
    await lane.asked.wait()
    here = asyncio.create_task(asked(queue, 2))
    left = asyncio.create_task(asked(queue, 3, has_left=lambda: True))
    cancelled = asyncio.create_task(asked(queue, 4))
    await asyncio.sleep(0)
    cancelled.cancel()
    first.cancel()
    await asyncio.gather(first, cancelled, return_exceptions=True)
    lane.gate.set()
    assert await here == 20
    assert await left == "busy"
    assert lane.groups == [[1], [2]]


async def test_the_queue_is_bounded_in_length_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MEMBERS_WAITING_MAX", 3)
    lane = Lane()
    queue = lane.made(waiting_seconds_max=0.05)
    first = asyncio.create_task(asked(queue, 1))
    await lane.asked.wait()
    waiting = together(queue, 2, 4, 5)
    await asyncio.sleep(0)
    assert await asked(queue, 6) == "busy"
    # At once, and not because its patience ended too.
    assert not any(task.done() for task in waiting)
    # These three run out of patience while the first is still under way.
    assert await asyncio.gather(*waiting) == ["busy"] * 3
    lane.gate.set()
    assert await first == 10
    await queue.close()
    assert lane.groups == [[1]]
