"""A month of unmet need, reasons and outcomes for pages to show, put into the tables directly."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from housing_service.web.pages.reports import settled_months
from tests.support.world import World


def latest_month() -> str:
    """The latest month that can be told."""
    return settled_months(datetime.now(UTC))[0]


async def fill_month(world: World, seed: int = 7) -> str:
    """Needs of three regions and a rare one, reasons and outcomes of every program there is;
    returns the month, as YYYY-MM."""
    chance, month = random.Random(seed), latest_month()
    starts = datetime.fromisoformat(f"{month}-01T00:00:00+00:00")
    for code, label in (("harbor", "Harbor District"), ("center", "City Centre"),
                        ("hills", "Hill Towns"), ("valley", "Long Valley")):  # fmt: skip
        await world.region(code, label)
    rows: dict[tuple[object, ...], int] = {}
    for _ in range(900):
        hour = starts + timedelta(days=chance.randrange(28), hours=chance.choice((2, 18, 20, 21)))
        key = (
            hour,
            chance.choices(("harbor", "center", "hills", "any", "valley"), (5, 4, 2, 2, 0.01))[0],
            chance.choices(("single_adult", "adult_with_children", "couple"), (6, 3, 1))[0],
            chance.choice(("searched", "held")),
            chance.choices(("not_placed", "placed_15", "placed_60", "placed_240"), (7, 1, 1, 1))[0],
        )  # fmt: skip
        rows[key] = rows.get(key, 0) + 1
    await world.owner.executemany(
        "INSERT INTO housing.demand VALUES ($1, $2, $3, $4, $5, $6)",
        [(*key, needs) for key, needs in rows.items()],
    )
    missing = {"room": 500, "wheelchair": 210, "pets": 120, "methadone": 66, "faith": 4}
    await world.owner.executemany(
        "INSERT INTO housing.demand_attribute VALUES ($1, $2, $3)",
        [(starts.date(), name, needs) for name, needs in missing.items()],
    )
    for reason, holds in (("no_bed", 40), ("already_filled", 12), ("no_fit_age", 9),
                          ("needs_higher_care", 30), ("after_intake_hours", 7)):  # fmt: skip
        await world.owner.execute(
            "INSERT INTO housing.decline_total SELECT p.id, $1, $2, $3"
            " FROM housing.pool p JOIN housing.program g ON g.id = p.program_id"
            " WHERE NOT g.confidential ORDER BY p.id LIMIT 1",
            starts.date(), reason, holds,
        )  # fmt: skip
    await world.owner.execute(
        "INSERT INTO housing.hold_outcome SELECT p.id, $1, o, CASE o WHEN 'arrived' THEN 22 ELSE 3"
        " END FROM housing.pool p, unnest(ARRAY['arrived', 'timed_out', 'declined']) o",
        starts.date(),
    )
    return month
