"""Reports of a simulated month equal an independent recount, and hide what is small."""

from __future__ import annotations

import csv
import io
import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from housing_service.domain.eligibility.vocabulary import vocabulary
from housing_service.domain.erlang import loss_share
from tests.support.api import Answer
from tests.support.volume import volume
from tests.support.world import World

SEED = int(os.environ.get("HOUSING_SEED", "20261122"))
MONTH = datetime(2026, 9, 1, tzinfo=UTC)
NEEDS = volume(8_000, 20_000)
REGIONS = {"harbor": 0.5, "center": 0.3, "hills": 0.1, "valley": 0.0001, "": 0.0999}
HOUSEHOLDS = {
    "single_adult": 0.55, "couple": 0.1, "adult_with_children": 0.3, "youth_alone": 0.0497,
    "multi_adult": 0.0003,
}  # fmt: skip
MISSING = {"room": 0.6, "wheelchair": 0.2, "pets": 0.15, "methadone": 0.0498, "faith": 0.0002}
KINDS = {"searched": 0.7, "held": 0.25, "asked": 0.05}
RUSH = [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 6, 9, 10, 10, 9, 7, 4, 2]


@dataclass(frozen=True)
class Event:
    """What happened, as it would stand in a log: the recount below reads nothing else."""

    at: datetime
    need: UUID
    region: str
    household: str
    attribute: str
    kind: str


def simulated() -> list[Event]:
    """A month of needs, busiest in the evening; some ask again, some find a place later."""
    chance = random.Random(SEED)

    def one_of(weights: dict[str, float]) -> str:
        return chance.choices(list(weights), list(weights.values()))[0]

    events = []
    for _ in range(NEEDS):
        hour = chance.choices(range(24), RUSH)[0]
        at = MONTH + timedelta(days=chance.randrange(30), hours=hour, minutes=chance.randrange(60))
        first = Event(
            at, UUID(int=chance.getrandbits(128)), one_of(REGIONS), one_of(HOUSEHOLDS),
            one_of(MISSING), one_of(KINDS),
        )  # fmt: skip
        events.append(first)
        for _ in range(chance.choice((0, 0, 0, 1))):
            later = at + timedelta(minutes=chance.randrange(1, 300))
            events.append(
                Event(later, first.need, one_of(REGIONS), first.household, "room", "searched")
            )
        if chance.random() < 0.35:
            placed = at + timedelta(minutes=int(chance.expovariate(1 / 90)) % 1_400)
            events.append(Event(placed, first.need, "", "", "none", "placed"))
    # Of the same minute, what was refused came before what was found.
    return sorted(events, key=lambda event: (event.at, event.kind == "placed"))


async def play(world: World, events: list[Event]) -> None:
    """Each event by the one function that writes, at its own time by the service's clock."""
    await world.owner.execute(
        "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz LANGUAGE sql"
        " VOLATILE AS $$ SELECT coalesce("
        " nullif(current_setting('test.now', true), '')::timestamptz,"
        " timestamptz '2026-10-05 00:00+00') $$;"
        "CREATE FUNCTION pg_temp.play(a timestamptz[], n uuid[], r text[], h text[], m text[],"
        " k text[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1 .. array_length(a, 1) LOOP"
        " PERFORM set_config('test.now', a[i]::text, false);"
        " PERFORM housing.note_demand(n[i], r[i], h[i], m[i], k[i]); END LOOP;"
        " PERFORM set_config('test.now', '', false); END $$"
    )
    columns = zip(
        *((e.at, e.need, e.region, e.household or "not_said", e.attribute, e.kind)
          for e in events),
        strict=True,
    )  # fmt: skip
    await world.owner.execute("SELECT pg_temp.play($1, $2, $3, $4, $5, $6)", *map(list, columns))


def recount(events: list[Event]) -> dict[UUID, tuple[Event, float | None]]:
    """By need: its first refusal, and minutes to its first place after that."""
    found: dict[UUID, tuple[Event, float | None]] = {}
    for event in events:
        known = found.get(event.need)
        if known is None and event.kind != "placed":
            found[event.need] = (event, None)
        elif known is not None and known[1] is None and event.kind == "placed":
            found[event.need] = (known[0], (event.at - known[0].at) / timedelta(minutes=1))
    return found


def side(event: Event, by: str, zone: str) -> str:
    local = event.at.astimezone(ZoneInfo(zone))
    return {
        "region": event.region or "any", "household": event.household, "kind": event.kind,
        "attribute": event.attribute, "day": f"{event.at:%Y-%m-%d}", "hour_of_day": f"{local:%H}",
    }[by]  # fmt: skip


async def read(shelter: Any, by: str, **more: str) -> Answer:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return await shelter.operator.get(f"/v1/reports/unmet-need?from=2026-09&by={by}{query}")


async def equals_the_recount(shelter: Any, events: list[Event]) -> None:
    needs = recount(events)
    assert len(needs) == NEEDS, f"seed {SEED}"
    placed = [minutes for _, minutes in needs.values() if minutes is not None]
    for by in ("region", "household", "kind", "attribute", "day", "hour_of_day"):
        answer = await read(shelter, by)
        assert answer.status == 200, answer
        (told,) = answer["months"]
        counted = Counter(side(event, by, "UTC") for event, _ in needs.values())
        met = Counter(
            side(event, by, "UTC") for event, minutes in needs.values() if minutes is not None
        )
        assert told["needs"] == NEEDS
        assert told["placed"] == (None if by == "attribute" else len(placed))
        hidden = 0
        for row in told["rows"]:
            if row["needs"] is None:
                hidden += counted[row["key"]]
            else:
                assert row["needs"] == counted[row["key"]] >= 5, (by, row, SEED)
            if row["placed"] is not None:
                assert row["placed"] == met[row["key"]] >= 5, (by, row, SEED)
        assert told["not_shown"]["needs"] == hidden
        assert set(counted) <= {row["key"] for row in told["rows"]}
        # Everything that is small is hidden, and something else beside it.
        small = {key for key in counted if counted[key] < 5}
        shown = {row["key"] for row in told["rows"] if row["needs"] is not None}
        assert not small & shown
        assert len(told["rows"]) - len(shown) != 1
    bands = {
        row["key"]: row["needs"]
        for row in (await read(shelter, "day"))["months"][0]["time_to_place"]
    }
    edges = {"placed_15": (0, 15), "placed_60": (16, 60), "placed_240": (61, 240),
             "placed_1440": (241, 1_440)}  # fmt: skip
    assert bands == {
        name: sum(least <= minutes <= most for minutes in placed)
        for name, (least, most) in edges.items()
    }


async def nothing_comes_back_by_subtraction(shelter: Any) -> None:
    """By every side of the month together: sums of shown rows leave at least two hidden rows that
    share what is left."""
    for by in ("region", "household", "kind", "attribute", "day", "hour_of_day"):
        (told,) = (await read(shelter, by))["months"]
        for column, total in (("needs", told["needs"]), ("placed", told["placed"])):
            hidden = [row for row in told["rows"] if row[column] is None]
            shown = sum(row[column] for row in told["rows"] if row[column] is not None)
            if total is None or not hidden:
                continue
            assert len(hidden) >= 2 and total - shown >= 10, (by, column)
    region = {row["key"]: row for row in (await read(shelter, "region"))["months"][0]["rows"]}
    assert region["valley"]["needs"] is None and region["harbor"]["needs"] > 3_000


async def beds_follow_the_loss_formula(shelter: Any) -> None:
    (told,) = (await read(shelter, "attribute", stay_nights="7"))["months"]
    rows = {row["key"]: row for row in told["rows"]}
    assert set(vocabulary()) | {"room", "open", "several"} == set(rows)
    wheelchair = rows["wheelchair"]
    load = wheelchair["needs"] / 720 * 7 * 24
    assert loss_share(wheelchair["beds"], load) <= 0.05 < loss_share(wheelchair["beds"] - 1, load)
    assert rows["faith"]["beds"] is None is rows["faith"]["needs"]
    for bad in ("by=name", "by=region&stay_nights=0", "by=region&stay_nights=x"):
        refused = await shelter.operator.get(f"/v1/reports/unmet-need?from=2026-09&{bad}")
        assert (refused.status, refused.code) == (422, "invalid_request"), bad


async def csv_says_the_same_and_runs_no_formula(world: World, shelter: Any) -> None:
    await world.owner.execute(
        "UPDATE housing.region SET label = '=HYPERLINK(1)' WHERE code = 'hills'"
    )
    told = (await read(shelter, "region"))["months"][0]["rows"]
    answer = await shelter.operator.get("/v1/reports/unmet-need.csv?from=2026-09&by=region")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [line["region"] for line in lines] == [row["key"] for row in told]
    for line, row in zip(lines, told, strict=True):
        assert line["needs"] == ("not shown" if row["needs"] is None else str(row["needs"]))
    assert {line["label"] for line in lines} >= {"'=HYPERLINK(1)", "Harbor"}
    for which in ("turned-away", "programs"):
        answer = await shelter.operator.get(f"/v1/reports/{which}.csv?from=2026-09")
        assert answer.status == 200 and answer.body.startswith(b"month,")


async def test_a_simulated_month_equals_an_independent_recount(
    world: World, shelter: SimpleNamespace
) -> None:
    """Some 20,000 needs, played once; then everything that can be asked about them."""
    for region in filter(None, REGIONS):
        await world.region(region, region.title())
    events = simulated()
    await play(world, events)
    await equals_the_recount(shelter, events)
    await nothing_comes_back_by_subtraction(shelter)
    await beds_follow_the_loss_formula(shelter)
    await csv_says_the_same_and_runs_no_formula(world, shelter)


async def test_only_operators_and_only_months_that_are_settled(
    world: World, shelter: SimpleNamespace
) -> None:
    paths = [f"/v1/reports/{which}{form}" for which in ("unmet-need", "turned-away", "programs")
             for form in ("", ".csv")]  # fmt: skip
    for path in paths:
        for who in (shelter.responder, shelter.staff):
            refused = await who.get(f"{path}?from=2026-09")
            assert (refused.status, refused.code) == (403, "not_allowed"), path
        for bad in ("", "?from=2026", "?from=2026-09-01", "?from=2026-02&to=2026-01",
                    "?from=2024-01&to=2026-01"):  # fmt: skip
            assert (await shelter.operator.get(path + bad)).code == "invalid_request", bad
    for now, ready in (("2026-10-04 23:59", False), ("2026-10-05 00:00", True)):
        await world.owner.execute(
            "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz LANGUAGE sql"
            f" VOLATILE AS $$ SELECT timestamptz '{now}+00' $$"
        )
        for path in paths:
            answer = await shelter.operator.get(f"{path}?from=2026-09")
            assert (answer.status, answer.code) == (
                (200, None) if ready else (409, "report_not_ready")
            )
    both = await shelter.operator.get("/v1/reports/unmet-need?from=2026-08&to=2026-09")
    assert [month["month"] for month in both["months"]] == ["2026-08", "2026-09"]
    assert [month["needs"] for month in both["months"]] == [None, None]


async def test_why_people_were_turned_away(world: World, shelter: SimpleNamespace) -> None:
    async def said(program: UUID, **counts: int) -> None:
        pool = await world.pool(program)
        for reason, holds in counts.items():
            await world.owner.execute(
                "INSERT INTO housing.decline_total VALUES ($1, '2026-09-01', $2, $3)",
                pool, reason, holds,
            )  # fmt: skip

    await said(shelter.program, no_bed=40, already_filled=12, no_fit_age=9, mat_not_supported=8,
               needs_higher_care=30, previously_barred=25, after_intake_hours=7)  # fmt: skip
    houses = []
    for number in range(3):
        organization = await world.organization(f"House {number}")
        houses.append(await world.program(organization, f"H{number}", "safe_house", True))
    await said(houses[0], no_bed=6, previously_barred=9)
    await said(houses[1], no_bed=6, previously_barred=9)
    await said(houses[2], no_bed=6)
    await world.owner.execute(
        "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz LANGUAGE sql"
        " VOLATILE AS $$ SELECT timestamptz '2026-11-01 00:00+00' $$"
    )
    answer = await shelter.operator.get("/v1/reports/turned-away?from=2026-09")
    (told,) = answer["months"]
    groups = {group["key"]: group for group in told["groups"]}
    assert told["holds"] == 131 and groups["no_room"]["holds"] == 52
    codes = {one["key"]: one["holds"] for group in told["groups"] for one in group["codes"]}
    assert codes["no_bed"] == 40 and codes["already_filled"] == 12
    # Private codes have no line; what they add up to is never one subtraction away.
    assert "previously_barred" not in answer.body and "mat_not_supported" not in codes
    for group in told["groups"]:
        hidden = [one for one in group["codes"] if one["holds"] is None]
        assert len(hidden) != 1
    # Nine and nine, but of two programs: nobody reads that one of them said so.
    hidden = {one["key"]: one["holds"] for one in told["confidential"]}
    assert hidden["no_room"] == 18 and hidden["not_a_fit_tonight"] is None


async def test_how_programs_answer_and_count(world: World, shelter: SimpleNamespace) -> None:
    outcome = "INSERT INTO housing.hold_outcome VALUES ($1, '2026-09-03', $2, $3)"
    for state, holds in (("arrived", 30), ("timed_out", 1), ("declined", 4)):
        await world.owner.execute(outcome, shelter.instant, state, holds)
    for day in range(30):
        await world.owner.execute(
            "INSERT INTO housing.report (id, pool_id, reporter_role, kind, units_free, observed_at,"
            " received_at, applied, counts_version) SELECT $1, $2, 'feed', 'number', 1, x, x, true,"
            " 1 FROM (SELECT timestamptz '2026-09-01 00:00+00' + $3 * interval '1 day') AS t (x)",
            uuid4(), shelter.instant, day,
        )  # fmt: skip
    quiet = await world.program(await world.organization("Q"), "Quiet nights")
    await world.owner.execute(outcome, await world.pool(quiet), "timed_out", 3)
    house = await world.program(await world.organization("H"), "Hidden", "safe_house", True)
    await world.owner.execute(outcome, await world.pool(house), "arrived", 99)
    await world.owner.execute(
        "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz LANGUAGE sql"
        " VOLATILE AS $$ SELECT timestamptz '2026-11-01 00:00+00' $$"
    )
    answer = await shelter.operator.get("/v1/reports/programs?from=2026-09")
    (told,) = answer["months"]
    first, second = told["programs"]
    # Two pools of six hours, one of which was counted once a day: a quarter, and half of that.
    assert (first["holds"], first["answered"], first["arrived"]) == (35, "nearly_always", "mostly")
    assert first["fresh_percent"] == 12
    assert (second["name"], second["holds"], second["answered"]) == ("Quiet nights", None, None)
    assert told["confidential"] is None and "Hidden" not in str(answer.body)
    for number in range(2):
        other = await world.program(
            await world.organization(f"H{number}"), f"Hidden {number}", "safe_house", True
        )
        await world.owner.execute(outcome, await world.pool(other), "timed_out", 1)
    answer = await shelter.operator.get("/v1/reports/programs?from=2026-09")
    assert answer["months"][0]["confidential"] == {"holds": 101, "answered": "nearly_always"}
    assert "Hidden" not in str(answer.body)
