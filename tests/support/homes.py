"""A home whose holds are locks, for tests; and an office's clock beside the database's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from tests.support.api import Answer, Api
from tests.support.world import World

ZONE = "America/Toronto"
WEEK_OPENS: list[int | None] = [540] * 5 + [None] * 2
WEEK_CLOSES: list[int | None] = [1020] * 5 + [None] * 2
STEP_HOURS = (24, 48, 64, 80)
MINUTE = timedelta(minutes=1)


@dataclass
class Home:
    """A program that keeps its places by locks, its staff, and who asks."""

    organization: UUID
    program: UUID
    pool: UUID
    staff: Api
    responder: Api
    operator: Api

    async def expect(
        self, vacancy: str | None = None, pool: UUID | None = None, **said: Any
    ) -> Answer:
        body = {"pool_id": str(pool or self.pool), "confidence": "confirmed", **said}
        return await self.staff.put(f"/v1/expected-vacancies/{vacancy or uuid4()}", body)

    async def reach(self, hold: str, milestone: str) -> Answer:
        return await self.staff.act(hold, "milestones", milestone=milestone)


async def make_home(
    world: World, api: Callable[..., Api], *, free: int = 2, confidential: bool = False,
    kind: str = "transitional_housing", **schedule: Any,
) -> Home:  # fmt: skip
    organization = await world.organization("Long Stay")
    program = await world.program(organization, "A Year", kind, confidential)
    pool = await world.pool(
        program, free, "confirm", "apartment", "Apartments", stale_after_seconds=7 * 86_400,
        people_per_unit=4, hold_minutes_default=60,
    )  # fmt: skip
    home = Home(
        organization,
        program,
        pool,
        api(await world.caller("shelter_staff", organization)),
        api(await world.caller("responder", await world.organization("Night Line"))),
        api(await world.caller("operator")),
    )
    told = await home.staff.put(
        f"/v1/pools/{pool}/lock-schedule", {"lock_milestones": True, **schedule}
    )
    assert told.status == 200, told
    return home


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def local_day(days_ahead: int, now: datetime | None = None) -> str:
    """A day of the home's calendar, counted from today."""
    today = (now or datetime.now(UTC)).astimezone(ZoneInfo(ZONE)).date()
    return (today + timedelta(days=days_ahead)).isoformat()


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of a local day in UTC; of an hour that comes twice the second one, and where an
    hour is left out as late as it would have been."""
    wall = datetime.combine(day, time()) + minute * MINUTE
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    there_and_back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return (second if there_and_back == wall else first).astimezone(UTC)


def working_due(
    start: datetime, minutes: int, zone_name: str, opens: Sequence[int | None],
    closes: Sequence[int | None], holidays: Sequence[date], latest: datetime,
) -> datetime:  # fmt: skip
    """When so many open minutes have passed: by looking at every single minute, in no way as the
    database does it. `start` is a whole minute."""
    zone = ZoneInfo(zone_name)
    known: dict[date, tuple[datetime, datetime] | None] = {}

    def hours(day: date) -> tuple[datetime, datetime] | None:
        if day not in known:
            o, c = opens[day.weekday()], closes[day.weekday()]
            shut = o is None or c is None or day in holidays
            known[day] = None if shut else (moment(day, o or 0, zone), moment(day, c or 0, zone))
        return known[day]

    passed, now = 0, start.astimezone(UTC)
    while now < latest:
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            open_now = hours(day)
            if open_now and open_now[0] <= now < open_now[1]:
                passed += 1
                break
        now += MINUTE
        if passed == minutes:
            return min(now, latest)
    return latest
