"""The fictional region as a whole: one document for the database, and who acts in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from housing_service.demo.agencies import AGENCIES, PLACES, TIME_ZONE, VISITORS
from housing_service.demo.drawing import drawn_from
from housing_service.demo.extra_capacity import capacity_document
from housing_service.demo.gates import Said
from housing_service.demo.longer_answers import RECOVERY_ANSWERS, TRANSITIONAL_ANSWERS
from housing_service.demo.longer_programs import RECOVERY, TRANSITIONAL
from housing_service.demo.night_answers import (
    DESK_ANSWERS,
    SAFE_HOUSE_ANSWERS,
    SHELTER_ANSWERS,
)
from housing_service.demo.night_programs import SAFE_HOUSES, SHELTERS, VOUCHERS_AND_DAY_ROOMS
from housing_service.demo.records import Agency, PoolPlan, ProgramPlan, demo_id
from housing_service.demo.service_plans import SERVICES, ServicePlan
from housing_service.domain.eligibility.answers import check_answers, write_answers
from housing_service.domain.eligibility.vocabulary import VERSION
from housing_service.domain.identity import RESPONDER, SHELTER_STAFF, Identity, Role
from housing_service.domain.vocabulary import (
    HOUSEHOLDS,
    SERVICE_STALE_AFTER_SECONDS,
    STALE_AFTER_SECONDS,
)

JsonObject = dict[str, Any]

PROGRAMS: tuple[ProgramPlan, ...] = (
    *SHELTERS,
    *SAFE_HOUSES,
    *VOUCHERS_AND_DAY_ROOMS,
    *TRANSITIONAL,
    *RECOVERY,
    *(service.program for service in SERVICES),
)
# By program, and by program and pool where a pool answers something else.
ANSWERS: dict[str, Said] = {
    **SHELTER_ANSWERS,
    **SAFE_HOUSE_ANSWERS,
    **DESK_ANSWERS,
    **TRANSITIONAL_ANSWERS,
    **RECOVERY_ANSWERS,
}
_AGENCY = {agency.key: agency for agency in AGENCIES}
_PLACE = {place.code: place for place in PLACES}
# Transitional housing locks a place while papers are done.
_HOLD_MINUTES = {"transitional_housing": (72 * 60, 7 * 24 * 60)}
_HOLD_MINUTES_ELSE = (60, 180)
_YOUNG_COUNT_AGE = (0.02, 0.45)


def pools() -> Iterator[tuple[ProgramPlan, PoolPlan]]:
    """Every pool with its program, in the order of the lists."""
    return ((program, pool) for program in PROGRAMS for pool in program.pools)


def pool_plans() -> dict[UUID, PoolPlan]:
    """How each pool was meant to stand, by its id."""
    return {program.pool_id(pool): pool for program, pool in pools()}


def answers_of(program: ProgramPlan, pool: PoolPlan) -> Said:
    """What a pool's staff have answered, as they would send it; empty where they never have.
    Households served and the largest household are the pool's own."""
    return {**ANSWERS.get(program.key, {}), **ANSWERS.get(program.pool_key(pool), {})}


def quiet_pools(setting: str) -> frozenset[UUID]:
    """The pools simulated people leave alone: a number of them, those of the visitors' own
    sign-ins first, or exactly the ids given, separated by commas."""
    if not setting.isdigit():
        return frozenset(UUID(part) for part in setting.split(","))
    visitors = [visitor.agency for visitor in VISITORS if visitor.role == SHELTER_STAFF]
    ranked = sorted(
        pools(),
        key=lambda item: visitors.index(item[0].agency) if item[0].agency in visitors else 99,
    )
    return frozenset(program.pool_id(pool) for program, pool in ranked[: int(setting)])


def simulated(agency: Agency, role: Role) -> list[Identity]:
    """The simulated people of one agency, as the service knows signed-in callers."""
    count = agency.staff if role == SHELTER_STAFF else agency.responders
    return [
        Identity(
            account_id=demo_id("account", f"{agency.key}/{role}/{number}"),
            role=role,
            organization_id=agency.id,
            organization_name=agency.name,
            sees_confidential=agency.stage == "full",
        )
        for number in range(1, count + 1)
    ]


def simulated_people() -> list[tuple[Agency, Identity]]:
    """Everybody who is simulated."""
    return [
        (agency, identity)
        for agency in AGENCIES
        for role in (RESPONDER, SHELTER_STAFF)
        for identity in simulated(agency, role)
    ]


def visitors(role: Role) -> list[Identity]:
    """The visitors' own sign-ins of one role, as the service knows them."""
    return [
        Identity(
            account_id=visitor.id,
            role=visitor.role,
            organization_id=_AGENCY[visitor.agency].id,
            organization_name=_AGENCY[visitor.agency].name,
            sees_confidential=True,
        )
        for visitor in VISITORS
        if visitor.role == role and visitor.agency
    ]


def region_document(password_hashes: dict[str, str]) -> JsonObject:
    """Everything the database needs to make the region; `password_hashes` are by login."""
    signed_in = [
        {
            "id": str(visitor.id),
            "role": visitor.role,
            "organization_id": str(_AGENCY[visitor.agency].id) if visitor.agency else None,
            "login": visitor.login,
            "password_hash": password_hashes[visitor.login],
            "coordinator": visitor.coordinator,
        }
        for visitor in VISITORS
    ]
    return {
        "regions": [
            {
                "code": place.code,
                "label": place.label,
                "population": place.population,
                "tile_x": place.tile[0],
                "tile_y": place.tile[1],
            }
            for place in PLACES
        ],
        "organizations": [_organization(agency) for agency in AGENCIES],
        "lines": [_line(agency) for agency in AGENCIES if agency.line],
        "accounts": signed_in + [_account(identity) for _, identity in simulated_people()],
        "programs": [_program(program) for program in PROGRAMS],
        "pools": [_pool(program, pool) for program, pool in pools()],
        **capacity_document(),
        "services": [_service(service) for service in SERVICES],
    }


def _account(identity: Identity) -> JsonObject:
    return {
        "id": str(identity.account_id),
        "role": identity.role,
        "organization_id": str(identity.organization_id),
        "login": None,
        "password_hash": None,
        "coordinator": False,
    }


def _organization(agency: Agency) -> JsonObject:
    return {
        "id": str(agency.id),
        "key": agency.key,
        "name": agency.name,
        "victim_service_provider": agency.victim_service_provider,
        "stage": agency.stage,
        "organization_hold_limit": agency.organization_hold_limit,
        "responder_hold_limit": agency.responder_hold_limit,
    }


def _line(agency: Agency) -> JsonObject:
    return {
        "id": str(demo_id("line", agency.key)),
        "organization_id": str(agency.id),
        "line": f"555-{agency.line:04d}",
    }


def _program(program: ProgramPlan) -> JsonObject:
    return {
        "id": str(program.id),
        "key": program.key,
        "organization_id": str(_AGENCY[program.agency].id),
        "kind": program.kind,
        "name": program.name,
        "confidential": program.confidential,
        "region_code": _PLACE[program.place].code,
        "intake_line": f"555-{program.line:04d}",
        "time_zone": TIME_ZONE,
        "line": program.street,
        "city": _PLACE[program.place].label if program.street else None,
        "postal_code": program.postal_code,
    }


def _service(service: ServicePlan) -> JsonObject:
    agency = _AGENCY[service.program.agency]
    return {
        "id": str(demo_id("pool", service.key)),
        "key": service.key,
        "program_id": str(service.program.id),
        "name": service.name,
        "stale_after_seconds": SERVICE_STALE_AFTER_SECONDS,
        "households": list(HOUSEHOLDS),
        "time_zone": TIME_ZONE,
        "intake": service.intake,
        "from_days": service.from_days,
        "word_age_seconds": round(service.word_age * SERVICE_STALE_AFTER_SECONDS),
        "report_id": str(demo_id("report", service.key)),
        "reporter_id": str(simulated(agency, SHELTER_STAFF)[0].account_id),
        "answers": write_answers(check_answers(service.answers)),
        "vocabulary_version": VERSION,
        "slots": [
            {
                "id": str(demo_id("pool", f"{service.key}/{slot.in_days}/{slot.hour}")),
                "in_days": slot.in_days,
                "hour": slot.hour,
                "units": slot.units,
                "policy": slot.policy,
            }
            for slot in service.slots
        ],
    }


def _pool(program: ProgramPlan, pool: PoolPlan) -> JsonObject:
    minutes_default, minutes_max = _HOLD_MINUTES.get(program.kind, _HOLD_MINUTES_ELSE)
    pool_id = program.pool_id(pool)
    stale_after_seconds = STALE_AFTER_SECONDS[program.kind]
    age = pool.count_age
    if age is None:
        age = drawn_from(pool_id).uniform(*_YOUNG_COUNT_AGE)
    return {
        "id": str(pool_id),
        "key": program.pool_key(pool),
        "program_id": str(program.id),
        "name": pool.name,
        "unit": pool.unit,
        "people_per_unit": pool.people_per_unit,
        "infants_need_unit": pool.infants_need_unit,
        "households_served": list(pool.households) if pool.households else None,
        "party_people_max": pool.party_people_max,
        "units_total": pool.total,
        "hold_policy": pool.policy,
        "hold_minutes_default": minutes_default,
        "hold_minutes_max": minutes_max,
        "stale_after_seconds": stale_after_seconds,
        "pause_reason": pool.paused,
        "is_closed": pool.closed,
        "units_free": pool.free,
        "units_out_of_service": pool.out_of_service,
        "count_age_seconds": round(age * stale_after_seconds),
        "report_id": str(demo_id("report", program.pool_key(pool))),
        "answers": write_answers(check_answers(answers_of(program, pool))),
        "vocabulary_version": VERSION,
        "reporter_id": str(simulated(_AGENCY[program.agency], SHELTER_STAFF)[0].account_id),
    }
