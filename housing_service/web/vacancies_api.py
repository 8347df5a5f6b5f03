"""Locks' schedules, expected vacancies and watches, with their lines of the route table."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from aiohttp import web
from pydantic import Field

from housing_service.domain.errors import Refusal
from housing_service.service.lock_requests import LockSchedule, PutExpectedVacancy
from housing_service.service.requests import Nothing
from housing_service.web import wire
from housing_service.web.bodies import json_response, path_id, query_uuid, read_json
from housing_service.web.keys import identity, services
from housing_service.web.routes import ALL, COUNTING, PLACING, STAFF, Route
from housing_service.web.wire_base import Day, Time, Wire
from housing_service.web.wire_locks import ExpectedVacancy


class LockScheduleAnswer(Wire):
    """How locks of a pool are clocked: minutes of the local day, Monday first; open hours by which
    each step is due."""

    pool_id: UUID
    program_id: UUID
    lock_milestones: bool
    time_zone: str
    opens_minute: list[int | None]
    closes_minute: list[int | None]
    holidays: list[Day]
    acknowledged_working_hours: int
    interview_working_hours: int
    decision_working_hours: int
    move_in_working_hours: int


class Watch(Wire):
    """A pool that the caller watches; `open` says that what is waited for has come."""

    pool_id: UUID
    expires_at: Time
    open: bool
    pool: wire.Pool


class ExpectedVacancyPage(wire.Page):
    items: list[ExpectedVacancy]


class WatchPage(wire.Page):
    items: list[Watch] = Field(max_length=50)


async def get_schedule(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    return json_response(await services(request).vacancies.schedule(identity(request), pool_id))


async def put_schedule(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(
        await services(request).vacancies.set_schedule(identity(request), pool_id, body)
    )


async def list_expected(request: web.Request) -> web.Response:
    pool_id = query_uuid(request, "pool_id")
    if pool_id is None:
        fields = [{"field": "pool_id", "message": "which pool?"}]
        raise Refusal("invalid_request", fields=fields)
    items = await services(request).vacancies.expected(identity(request), pool_id)
    return json_response({"items": items, "next": None})


async def put_expected(request: web.Request) -> web.Response:
    try:
        vacancy_id = UUID(request.match_info["id"])
    except ValueError:
        fields = [{"field": "id", "message": "the caller makes a UUID for the vacancy"}]
        raise Refusal("invalid_request", fields=fields) from None
    body = await read_json(request)
    return json_response(await services(request).vacancies.put(identity(request), vacancy_id, body))


async def withdraw(request: web.Request) -> web.Response:
    vacancy_id = path_id(request, "expected_vacancy_not_found")
    return json_response(await services(request).vacancies.withdraw(identity(request), vacancy_id))


async def vacant(request: web.Request) -> web.Response:
    vacancy_id = path_id(request, "expected_vacancy_not_found")
    body = await read_json(request)
    return json_response(
        await services(request).vacancies.vacant(identity(request), vacancy_id, body)
    )


async def watch(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(await services(request).vacancies.watch(identity(request), pool_id, body))


async def unwatch(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    await services(request).vacancies.unwatch(identity(request), pool_id)
    return json_response({"pool_id": str(pool_id)})


async def list_watches(request: web.Request) -> web.Response:
    items = await services(request).vacancies.watches(identity(request))
    return json_response({"items": items, "next": None})


class Unwatched(Wire):
    pool_id: UUID


ROUTES: Final = (
    Route("GET", "/v1/pools/{id}/lock-schedule", get_schedule, COUNTING,
          "How locks of a pool are clocked", answers={200: LockScheduleAnswer},
          codes=("pool_not_found",)),
    Route("PUT", "/v1/pools/{id}/lock-schedule", put_schedule, COUNTING,
          "Turn locks with milestones on or off and set their clock", body=LockSchedule,
          answers={200: LockScheduleAnswer},
          codes=("pool_not_found", "not_allowed", "pool_not_for_locks", "invalid_request")),
    Route("PUT", "/v1/pools/{id}/watch", watch, PLACING,
          "Watch a pool for a place to open, for 90 days", body=Nothing, answers={200: Watch},
          codes=("pool_not_found", "pool_not_watchable", "watch_limit_reached")),
    Route("DELETE", "/v1/pools/{id}/watch", unwatch, PLACING, "Watch it no longer",
          answers={200: Unwatched}, codes=("pool_not_found",)),
    Route("GET", "/v1/watches", list_watches, PLACING, "Pools the caller watches",
          answers={200: WatchPage}),
    Route("GET", "/v1/expected-vacancies", list_expected, ALL,
          "What is expected to be vacant in a pool", answers={200: ExpectedVacancyPage},
          query=("pool_id",), codes=("pool_not_found", "invalid_request")),
    Route("PUT", "/v1/expected-vacancies/{id}", put_expected, STAFF,
          "Say what will be vacant, or what has changed about it", body=PutExpectedVacancy,
          answers={200: ExpectedVacancy},
          codes=("pool_not_found", "not_allowed", "pool_not_for_locks",
                 "expected_vacancy_id_reused", "expected_vacancy_over",
                 "expected_vacancy_limit_reached", "expected_from_out_of_range",
                 "invalid_request")),
    Route("DELETE", "/v1/expected-vacancies/{id}", withdraw, STAFF, "It is no longer expected",
          answers={200: ExpectedVacancy},
          codes=("expected_vacancy_not_found", "expected_vacancy_over")),
    Route("POST", "/v1/expected-vacancies/{id}/vacant", vacant, STAFF,
          "It is vacant now: its units are free and its locks hold them", body=Nothing,
          answers={200: ExpectedVacancy},
          codes=("expected_vacancy_not_found", "expected_vacancy_over", "report_needs_number")),
)  # fmt: skip
