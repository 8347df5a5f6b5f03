"""/v1/reports: unmet need, turning away, how programs answer; as JSON, or as CSV by its path."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.reports import STAY_NIGHTS_DEFAULT
from housing_service.web.bodies import json_response
from housing_service.web.csv_table import csv_response
from housing_service.web.keys import identity, services

Json = dict[str, Any]


async def unmet_need(request: web.Request) -> web.Response:
    told = await read_unmet_need(request)
    if not _as_csv(request):
        return json_response(told)
    header = ["month", told["by"], "label", "needs", "placed"]
    header += ["beds"] if told["by"] == "attribute" else []
    rows = [
        [month["month"], row["key"], row["label"], row["needs"], row["placed"]]
        + ([row["beds"]] if "beds" in row else [])
        for month in told["months"]
        for row in month["rows"]
    ]
    return csv_response("unmet-need", header, rows)


async def read_unmet_need(request: web.Request) -> Json:
    """What the query of this request asks for."""
    nights = request.query.get("stay_nights", str(STAY_NIGHTS_DEFAULT))
    if not (nights.isascii() and nights.isdigit() and len(nights) <= 3):
        raise Refusal(
            "invalid_request", fields=[{"field": "stay_nights", "message": "expected a number"}]
        )
    return await services(request).reports.unmet_need(
        identity(request), *_range(request), request.query.get("by", "region"), int(nights)
    )


async def turned_away(request: web.Request) -> web.Response:
    told = await services(request).reports.turned_away(identity(request), *_range(request))
    if not _as_csv(request):
        return json_response(told)
    rows = []
    for month in told["months"]:
        for group in month["groups"]:
            rows.append([month["month"], "all", group["key"], "", group["label"], group["holds"]])
            rows += [
                [month["month"], "all", group["key"], code["key"], code["label"], code["holds"]]
                for code in group["codes"]
            ]
        rows += [
            [month["month"], "confidential", one["key"], "", one["label"], one["holds"]]
            for one in month["confidential"]
        ]
    return csv_response(
        "turned-away", ["month", "programs", "group", "reason", "label", "holds"], rows
    )


async def programs(request: web.Request) -> web.Response:
    told = await services(request).reports.programs(identity(request), *_range(request))
    if not _as_csv(request):
        return json_response(told)
    rows = [
        [month["month"], one["organization_name"], one["name"], one["holds"], one["answered"],
         one["arrived"], one["fresh_percent"]]
        for month in told["months"]
        for one in month["programs"]
    ]  # fmt: skip
    rows += [
        [month["month"], "", "Confidential programs together", month["confidential"]["holds"],
         month["confidential"]["answered"], None, None]
        for month in told["months"]
        if month["confidential"]
    ]  # fmt: skip
    return csv_response(
        "programs",
        ["month", "organization", "program", "holds", "answered", "arrived", "fresh_percent"],
        rows,
    )


async def own_reasons(request: web.Request) -> web.Response:
    month = request.query.get("month")
    return json_response(await services(request).reports.own_reasons(identity(request), month))


def _range(request: web.Request) -> tuple[str | None, str | None]:
    return request.query.get("from"), request.query.get("to")


def _as_csv(request: web.Request) -> bool:
    return request.path.endswith(".csv")
