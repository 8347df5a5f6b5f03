"""The addresses of reports."""

from __future__ import annotations

from aiohttp.typedefs import Handler

from housing_service.web import reports_api, wire_reports
from housing_service.web.routes import OPERATORS, STAFF, Route

_RANGE = ("from", "to")
_CODES = ("report_not_ready", "invalid_request")


def _both(path: str, handler: Handler, says: str, model: type, *query: str) -> tuple[Route, Route]:
    asked = (*_RANGE, *query)
    return (
        Route("GET", path, handler, OPERATORS, says, answers={200: model}, codes=_CODES,
              query=asked),
        Route("GET", f"{path}.csv", handler, OPERATORS, f"{says}, as CSV", in_contract=False),
    )  # fmt: skip


REPORT_ROUTES: tuple[Route, ...] = (
    *_both("/v1/reports/unmet-need", reports_api.unmet_need,
           "Needs for which nothing was found, by month and one side",
           wire_reports.UnmetNeed, "by", "stay_nights"),
    *_both("/v1/reports/turned-away", reports_api.turned_away,
           "Why holds were declined or let go of, by month", wire_reports.TurnedAway),
    *_both("/v1/reports/programs", reports_api.programs,
           "How programs answer and count, by month", wire_reports.ProgramReport),
    Route("GET", "/v1/reports/reasons", reports_api.own_reasons, STAFF,
          "Why holds of one's own programs ended in a month",
          answers={200: wire_reports.OwnReasons}, codes=("invalid_request",), query=("month",)),
)  # fmt: skip
