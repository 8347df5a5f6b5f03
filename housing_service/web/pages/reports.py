"""The operator's reports of one month, as tables and charts that work without any script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.report_words import BREAKDOWNS, SHARES
from housing_service.service.reports import STAY_NIGHTS_DEFAULT
from housing_service.web.keys import services
from housing_service.web.language import numbers
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.chart import bars, columns
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.pages.report_labels import needs_labelled, reasons_labelled

Json = Mapping[str, Any]
MONTHS_OFFERED: Final = 12
# A month is told when nothing in it can change any more.
SETTLED_AFTER: Final = timedelta(days=4)
_IN_TIME: Final = frozenset({"hour_of_day", "day"})
# So many rows without a number are named one by one; more of them stand in one line.
HIDDEN_ROWS_NAMED_MAX: Final = 8
_STAYS: Final = (1, 7, 14, 30, 90)


async def show(request: web.Request) -> web.Response:
    """What the query asks for; what can't be told says why and what to do."""
    months = settled_months(datetime.now(UTC))
    month = request.query.get("month", months[0])
    by = request.query.get("by", "region")
    nights = forms.number_field(request.query, "stay_nights", 3) or STAY_NIGHTS_DEFAULT
    use, identity = services(request).reports, forms.identity_of(request)
    told: dict[str, Any] = {}
    problem: Refusal | None = None
    try:
        needs = await use.unmet_need(identity, month, None, by, nights)
        # What would have helped is counted apart; how it went on stands with the other sides.
        whole = await use.unmet_need(identity, month, None, "kind") if by == "attribute" else needs
        told = {
            "need": need_view(needs_labelled(needs), needs_labelled(whole)["months"][0]),
            "away": reasons_labelled((await use.turned_away(identity, month, None))["months"][0]),
            "programs": (await use.programs(identity, month, None))["months"][0],
            "cell_min": needs["cell_min"],
        }
        told["away_confidential"] = [
            one for one in told["away"]["confidential"] if one["holds"] is not None
        ]
    except Refusal as refusal:
        problem = refusal
    return render(
        request,
        "reports.html",
        title=text("reports.title"),
        status=problem.problem.status if problem else 200,
        problem=forms.problem_of(problem) if problem else None,
        month=month,
        months=[(one, month_said(one)) for one in months],
        said=month_said(month) if told else "",
        by=by,
        breakdowns=[(code, text(f"reports.breakdown.{code}")) for code in BREAKDOWNS],
        nights=nights,
        stays=_STAYS,
        shares={code: text(f"reports.share.{code}") for code in SHARES},
        number=numbers.number,
        **{
            "need": None,
            "away": None,
            "programs": None,
            "cell_min": 0,
            "away_confidential": (),
            **told,
        },
    )


def settled_months(now: datetime) -> list[str]:
    """The months that can be told by now, latest first."""
    first = (now - SETTLED_AFTER).date().replace(day=1)
    found: list[str] = []
    for _ in range(MONTHS_OFFERED):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(f"{first:%Y-%m}")
    return found


def month_said(month: str) -> str:
    return numbers.month(date.fromisoformat(f"{month}-01"))


def need_view(told: Json, whole: Json) -> dict[str, Any]:
    """The tiles and times of the `whole` month, the rows of the table and the chart over them."""
    (month,) = told["months"]
    by = told["by"]
    shown = [row for row in month["rows"] if row["needs"] is not None]
    hidden = [row for row in month["rows"] if row["needs"] is None]
    if by not in _IN_TIME:
        shown.sort(key=lambda row: (-row["needs"], row["label"]))
    named = by in _IN_TIME or len(hidden) <= HIDDEN_ROWS_NAMED_MAX
    rows = month["rows"] if by in _IN_TIME else shown + (hidden if named else [])
    placed, needs = whole["placed"], whole["needs"]
    return {
        "by": by,
        "heading": text(f"reports.breakdown.{by}"),
        "needs": needs,
        "placed": placed,
        "left": needs - placed if needs is not None and placed is not None else None,
        "rows": rows,
        "not_shown": month["not_shown"],
        "not_named": 0 if named else len(hidden),
        "split": any(row["placed"] is not None for row in month["rows"]),
        "beds": by == "attribute",
        "stay_nights": told["stay_nights"],
        "time_zone": told["time_zone"] if by in _IN_TIME else "",
        "time_to_place": whole["time_to_place"],
        "bars": bars(shown) if by not in _IN_TIME else [],
        "columns": columns(month["rows"]) if by in _IN_TIME and shown else None,
    }


REPORT_PAGE_ROUTES: Final = (PageRoute("GET", "/operator/reports", show, frozenset({"operator"})),)
