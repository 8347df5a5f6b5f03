"""The record of the caller's own organization."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.organization_record import DAYS_MAX
from housing_service.web import wire_record as told
from housing_service.web.bodies import json_response
from housing_service.web.keys import identity, services
from housing_service.web.routes import PLACING, Route


async def record(request: web.Request) -> web.Response:
    until = _time(request, "until") or datetime.now(UTC)
    since = _time(request, "since") or until - timedelta(days=DAYS_MAX)
    rows = await services(request).record.rows(identity(request), since, until)
    return json_response({"items": rows, "next": None})


def _time(request: web.Request, name: str) -> datetime | None:
    text = request.query.get(name)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 1990 <= at.year <= 2200:
        message = "a time with its zone"
        raise Refusal("invalid_request", fields=[{"field": name, "message": message}])
    return at


RECORD_API_ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/audit", record, PLACING,
          "What was done in and about the caller's own organization, newest first",
          answers={200: told.RecordPage}, query=("since", "until"),
          codes=("not_allowed", "invalid_request")),
)  # fmt: skip
