"""The region's services: each says its word, gives appointments, and is looked after."""

from __future__ import annotations

from datetime import timedelta

from housing_service.demo.service_desk import tend_services
from housing_service.demo.service_plans import SERVICES
from housing_service.domain.vocabulary import INTAKES, SERVICE_KINDS
from tests.conftest import Serve
from tests.demo.region import make_region, people_of
from tests.support.world import World


def test_every_kind_has_one_and_every_word_is_said() -> None:
    assert {service.program.kind for service in SERVICES} == SERVICE_KINDS
    assert {service.intake for service in SERVICES} == {*INTAKES, None}
    assert {slot.policy for service in SERVICES for slot in service.slots} == {"instant", "confirm"}


async def test_they_stand_as_they_were_planned(database_url: str, world: World) -> None:
    await make_region(database_url)
    rows = await world.owner.fetch(
        "SELECT p.source_key AS key, p.intake, p.intake_from - current_date AS days,"
        " g.confidential, p.outsider_availability AS outside, p.reported_at FROM housing.pool p"
        " JOIN housing.program g ON g.id = p.program_id WHERE p.unit = 'service'"
    )
    planned = {service.key: service for service in SERVICES}
    assert {row["key"] for row in rows} == set(planned)
    for row in rows:
        service = planned[row["key"]]
        silent = service.intake is None
        assert (row["intake"], row["reported_at"] is None) == (service.intake, silent)
        assert row["days"] is None or abs(row["days"] - (service.from_days or 0)) <= 1
        if row["confidential"]:
            assert row["outside"] == "may_have_room"
    slots = await world.owner.fetch(
        "SELECT p.starts_at - now() AS ahead, p.units_free_reported AS free,"
        " p.units_total AS total, e.pool_id IS NOT NULL AS answered FROM housing.pool p"
        " LEFT JOIN housing.eligibility e ON e.pool_id = p.id WHERE p.unit = 'slot'"
    )
    assert len(slots) == sum(len(service.slots) for service in SERVICES)
    for slot in slots:
        assert slot["ahead"] > timedelta(hours=8) and slot["answered"]
        assert slot["free"] == slot["total"] > 0


async def test_their_staff_confirm_change_and_add(
    database_url: str, world: World, serve: Serve
) -> None:
    await make_region(database_url)
    await world.owner.execute("DELETE FROM housing.report r USING housing.pool p"
                              " WHERE p.id = r.pool_id AND p.unit = 'slot'")  # fmt: skip
    await world.owner.execute("UPDATE housing.pool SET starts_at = now() - interval '1 hour'"
                              " WHERE unit = 'slot'")  # fmt: skip
    running = await serve()
    people = people_of(running, seed=11)
    for _ in range(60):
        for person in people._staff:
            pools = await running.services.directory.pools(person, own=True)
            await tend_services(people.scene, person, pools)
        if people.scene.tally["slot"] and people.scene.tally["intake"] > 30:
            break
    kinds = await world.owner.fetch(
        "SELECT r.kind, count(*) AS said FROM housing.report r JOIN housing.pool p"
        " ON p.id = r.pool_id WHERE p.unit = 'service' GROUP BY r.kind"
    )
    assert {row["kind"] for row in kinds} == {"intake", "unchanged"}
    assert await world.owner.fetchval(
        "SELECT count(*) FROM housing.pool WHERE unit = 'slot' AND starts_at > now()"
    )
