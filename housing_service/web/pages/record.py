"""The record: what operators, shelters and the clock did, by day, source and region."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from aiohttp import web

from housing_service.domain.operator_lists import AUDIT_SOURCES, AuditSource
from housing_service.service.operator_room import AUDIT_ROWS_MAX
from housing_service.web.bodies import code_of_address
from housing_service.web.csv_table import csv_response
from housing_service.web.keys import services
from housing_service.web.language.current import spoken, text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.operator import OPERATOR
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PATH: Final = "/operator/record"
_COLUMNS: Final = ("at", "who", "did", "program", "pool", "region", "value")


async def show(request: web.Request) -> web.Response:
    """One day of the record, newest first, narrowed by what the address says."""
    use, identity = services(request), forms.identity_of(request)
    zone = await _zone(request)
    day, source, region = _asked(request, zone)
    rows = await _rows(request, zone, day, source, region)
    return render(
        request,
        "operator_record.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        told="",
        rows=rows,
        rows_max=AUDIT_ROWS_MAX,
        day=day.isoformat(),
        today=datetime.now(UTC).astimezone(phrases.zone_of(zone)).date().isoformat(),
        zone=zone or "UTC",
        source=source or "",
        sources=[(one, text(f"operator.record.source.{one}")) for one in AUDIT_SOURCES],
        region=region or "",
        regions=await use.directory.regions(),
        columns=[(name, text(f"operator.record.{name}")) for name in _COLUMNS],
        actor=identity.account_id,
    )


async def save(request: web.Request) -> web.Response:
    """The same as a table."""
    zone = await _zone(request)
    day, source, region = _asked(request, zone)
    rows = await _rows(request, zone, day, source, region)
    header = [text(f"operator.record.{name}") for name in _COLUMNS]
    return csv_response(
        f"record-{day.isoformat()}", header, ([row[name] for name in _COLUMNS] for row in rows)
    )


async def _zone(request: web.Request) -> str | None:
    pools = await services(request).directory.pools(forms.identity_of(request))
    return next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), None)


def _asked(request: web.Request, zone: str | None) -> tuple[date, AuditSource | None, str | None]:
    """Day, source and region of the address; today and all where it says none or nonsense."""
    asked = request.query.get("source")
    source = next((one for one in AUDIT_SOURCES if one == asked), None)
    try:
        day = date.fromisoformat(request.query.get("day", ""))
    except ValueError:
        day = datetime.now(UTC).astimezone(phrases.zone_of(zone)).date()
    if not date(2020, 1, 1) <= day <= date(2199, 1, 1):
        day = datetime.now(UTC).date()
    return day, source, code_of_address(request, "region")


async def _rows(
    request: web.Request, zone: str | None, day: date, source: AuditSource | None,
    region: str | None,
) -> list[dict[str, str]]:  # fmt: skip
    since = datetime.combine(day, time(0), phrases.zone_of(zone))
    until = datetime.combine(day + timedelta(days=1), time(0), phrases.zone_of(zone))
    rows = await services(request).operator_room.audit(
        forms.identity_of(request), since, until, (source,) if source else AUDIT_SOURCES, region
    )
    return [_row(one, zone) for one in rows]


def _row(one: dict[str, Any], zone: str | None) -> dict[str, str]:
    return {
        "at": phrases.clock_time(one["at"].isoformat(), zone, seconds=True),
        "who": _said("operator.record.role", str(one["actor_role"])),
        "did": _said("operator.record.action", str(one["action"])),
        "program": str(one["program"] or ""),
        "pool": str(one["pool"] or ""),
        "region": str(one["region_label"] or ""),
        "value": _said("operator.vetting.by", str(one["value"])) if one["value"] else "",
    }


def _said(section: str, code: str) -> str:
    """The word for a code; one that is newer than the catalogue reads as itself with spaces."""
    key = f"{section}.{code}"
    return text(key) if key in spoken().pages else code.replace("_", " ")


RECORD_ROUTES: Final = (
    PageRoute("GET", PATH, show, OPERATOR),
    PageRoute("GET", "/operator/record.csv", save, OPERATOR),
)
