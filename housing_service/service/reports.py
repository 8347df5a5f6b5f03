"""Reports for operators: unmet need, why people were turned away, how programs answer and count.

Whole counts come from the database; what leaves this module has its small numbers hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from housing_service.domain import report_words as words
from housing_service.domain.demand import ANY_REGION, BESIDE_ATTRIBUTES
from housing_service.domain.eligibility.vocabulary import vocabulary
from housing_service.domain.erlang import beds_for
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.reasons import GROUPS, reasons
from housing_service.domain.suppression import Shown, hidden_rows, shown_table
from housing_service.service.report_months import days_of, hours_of, month_of, months_between
from housing_service.store import demand as store
from housing_service.store import directory
from housing_service.store.database import Database

JsonObject = dict[str, Any]
Labels = Mapping[str, str]
STAY_NIGHTS_DEFAULT, STAY_NIGHTS_MAX = 14, 365
LOST_SHARE_MAX = 0.05
_NOT_TOLD = "not_told"


class Reports:
    """Use cases around reports, for one process. `cell_min` is the least number ever shown."""

    def __init__(self, database: Database, *, cell_min: int, time_zone: str) -> None:
        self._database = database
        self._cell_min = cell_min
        self._time_zone = time_zone

    async def unmet_need(
        self,
        identity: Identity,
        since: str | None,
        until: str | None,
        by: str,
        stay_nights: int = STAY_NIGHTS_DEFAULT,
    ) -> JsonObject:
        """Needs for which nothing was found, month by month, by one of their sides; by attribute
        also the beds that would have sufficed. Raises Refusal `not_allowed`, `report_not_ready`,
        `invalid_request`."""
        if by not in words.BREAKDOWNS or not 1 <= stay_nights <= STAY_NIGHTS_MAX:
            field = "stay_nights" if by in words.BREAKDOWNS else "by"
            raise Refusal("invalid_request", fields=[{"field": field, "message": "not known"}])
        months = []
        for month in months_between(since, until):
            rows = await store.demand_report(
                self._database, identity.account_id, month, by, self._time_zone
            )
            labels = await self._labels(by, month, rows)
            told = unmet_month(rows, labels, self._cell_min)
            if by == "attribute":
                _add_beds(told, hours_of(month), stay_nights)
            months.append({"month": f"{month:%Y-%m}", **told})
        return {
            "by": by,
            "cell_min": self._cell_min,
            "stay_nights": stay_nights if by == "attribute" else None,
            "time_zone": self._time_zone if by == "hour_of_day" else "UTC",
            "months": months,
        }

    async def _labels(self, by: str, month: date, rows: Sequence[JsonObject]) -> Labels:
        """Every row there can be, with its words: which rows there are says nothing then."""
        if by == "region":
            known = await directory.list_regions(self._database)
            gone = {row["key"]: row["label"] or row["key"] for row in rows}
            regions = {region["code"]: region["label"] for region in known}
            return {**gone, **regions, ANY_REGION: words.ANY_REGION}
        if by == "attribute":
            attributes = {code: item.label["en"] for code, item in vocabulary().items()}
            return {code: words.BESIDE_ATTRIBUTES[code] for code in BESIDE_ATTRIBUTES} | attributes
        if by == "day":
            return {day: day for day in days_of(month)}
        if by == "hour_of_day":
            return {f"{hour:02}": f"{hour:02}:00" for hour in range(24)}
        return words.HOUSEHOLDS if by == "household" else words.KINDS

    async def turned_away(
        self, identity: Identity, since: str | None, until: str | None
    ) -> JsonObject:
        """Why holds were declined or let go of, month by month: by group, and by those reasons of
        programs that are not private. Raises as `unmet_need`."""
        return await self._by_month(identity, since, until, store.turned_away, turned_away_month)

    async def programs(
        self, identity: Identity, since: str | None, until: str | None
    ) -> JsonObject:
        """How programs answered and counted, month by month; confidential ones in one line without
        a name. Raises as `unmet_need`."""
        return await self._by_month(identity, since, until, store.program_report, programs_month)

    async def _by_month(
        self, identity: Identity, since: str | None, until: str | None, read: Any, tell: Any
    ) -> JsonObject:
        months = []
        for month in months_between(since, until):
            rows = await read(self._database, identity.account_id, month)
            months.append({"month": f"{month:%Y-%m}", **tell(rows, self._cell_min)})
        return {"cell_min": self._cell_min, "months": months}

    async def own_reasons(self, identity: Identity, month: str | None) -> JsonObject:
        """Why holds of the caller's own programs ended, as whole totals of one month: nobody else
        reads these. Raises Refusal `invalid_request`."""
        rows = await store.own_reasons(
            self._database, identity.account_id, month_of(month, "month")
        )
        items = [
            {
                "pool_id": str(row["pool_id"]),
                "pool_name": row["pool_name"],
                "reason": row["reason"],
                "label": reasons()[row["reason"]].label["en"],
                "holds": row["holds"],
            }
            for row in rows
        ]
        return {"month": month, "items": items}


def unmet_month(rows: Sequence[JsonObject], labels: Labels, cell_min: int) -> JsonObject:
    """One month's needs by one side as they may be shown. `rows` are key, outcome and needs, with
    outcome null where how it went on is not known."""
    needs, placed = dict.fromkeys(labels, 0), dict.fromkeys(labels, 0)
    bands = dict.fromkeys(words.BANDS, 0)
    for row in rows:
        key, outcome, count = row["key"], row["outcome"], row["needs"]
        needs[key] = needs.get(key, 0) + count
        placed.setdefault(key, 0)
        if outcome in bands:
            placed[key] += count
            bands[outcome] += count
    shown = shown_table({key: (needs[key], placed[key]) for key in needs}, cell_min)
    return {
        "needs": shown.total,
        "placed": shown.placed_total,
        "rows": [_row(key, labels.get(key, key), shown.rows[key]) for key in needs],
        "not_shown": _not_shown(shown),
        "time_to_place": _time_to_place(bands, shown.placed_total is not None, cell_min),
    }


def _row(key: str, label: str, cells: tuple[int, int | None] | None) -> JsonObject:
    needs, placed = cells if cells is not None else (None, None)
    return {"key": key, "label": label, "needs": needs, "placed": placed}


def _not_shown(shown: Shown[str]) -> JsonObject:
    hidden = sum(cells is None for cells in shown.rows.values())
    told = sum(cells[0] for cells in shown.rows.values() if cells is not None)
    return {"rows": hidden, "needs": None if shown.total is None else shown.total - told}


def _time_to_place(bands: Mapping[str, int], told: bool, cell_min: int) -> list[JsonObject]:
    shown = shown_table({key: (count, 0) for key, count in bands.items()}, cell_min)
    found = []
    for key, label in words.BANDS.items():
        cells = shown.rows[key] if told else None
        found.append({"key": key, "label": label, "needs": cells[0] if cells else None})
    return found


def _add_beds(told: JsonObject, period_hours: int, stay_nights: int) -> None:
    """The estimate looks at shown numbers only, so it tells nothing of hidden ones."""
    for row in told["rows"]:
        shown = row["needs"] is not None
        row["beds"] = (
            beds_for(row["needs"], period_hours, 24 * stay_nights, LOST_SHARE_MAX)
            if shown
            else None
        )


def turned_away_month(rows: Sequence[JsonObject], cell_min: int) -> JsonObject:
    """One month's reasons as they may be shown."""
    open_rows = [row for row in rows if not row["confidential"]]
    by_group = {group: 0 for group in GROUPS}
    for row in open_rows:
        by_group[row["reason_group"]] += row["holds"]
    shown = shown_table({group: (count, 0) for group, count in by_group.items()}, cell_min)
    groups = []
    for group in GROUPS:
        cells = shown.rows[group]
        told = cells[0] if cells is not None else None
        mine = [row for row in open_rows if row["reason_group"] == group]
        groups.append(
            {
                "key": group,
                "label": words.REASON_GROUPS[group],
                "holds": told,
                "codes": _codes(group, mine, cell_min, told is not None),
            }
        )
    # Of confidential programs there is no total that anything could be taken from.
    hidden = {row["reason_group"]: row["holds"] for row in rows if row["confidential"]}
    confidential = [
        {
            "key": group,
            "label": words.REASON_GROUPS[group],
            "holds": hidden[group] if hidden.get(group, 0) >= cell_min else None,
        }
        for group in GROUPS
    ]
    return {"holds": shown.total, "groups": groups, "confidential": confidential}


def _codes(
    group: str, rows: Sequence[JsonObject], cell_min: int, group_told: bool
) -> list[JsonObject]:
    counts = {
        code: 0
        for code, one in reasons().items()
        if one.group == group and one.side == "program" and not one.private
    }
    if any(one.group == group and code not in counts for code, one in reasons().items()):
        counts[_NOT_TOLD] = 0
    for row in rows:
        counts[row["reason"] or _NOT_TOLD] += row["holds"]
    cells = {code: (count,) for code, count in counts.items()}
    hidden = hidden_rows(cells, cell_min, frozenset({_NOT_TOLD} & counts.keys()))
    return [
        {
            "key": code,
            "label": reasons()[code].label["en"] if code != _NOT_TOLD else words.NOT_TOLD,
            "holds": count if group_told and code not in hidden else None,
        }
        for code, count in counts.items()
    ]


def programs_month(rows: Sequence[JsonObject], cell_min: int) -> JsonObject:
    """One month's programs, those that answer and count best first."""
    named = [_program(row, cell_min) for row in rows if row["program_id"] is not None]
    named.sort(key=lambda one: (_rank(one["answered"]), -(one["fresh_percent"] or 0), one["name"]))
    together = [row for row in rows if row["program_id"] is None]
    confidential = None
    if together and together[0]["holds"] >= cell_min:
        row = together[0]
        confidential = {
            "holds": row["holds"],
            "answered": words.share_word(row["holds"] - row["not_answered"], row["holds"]),
        }
    return {"programs": named, "confidential": confidential}


def _program(row: JsonObject, cell_min: int) -> JsonObject:
    holds = row["holds"]
    told = holds >= cell_min
    fresh = row["fresh_share"]
    program_id: UUID = row["program_id"]
    return {
        "program_id": str(program_id),
        "name": row["program_name"],
        "organization_name": row["organization_name"],
        "holds": holds if told else None,
        "answered": words.share_word(holds - row["not_answered"], holds) if told else None,
        "arrived": words.share_word(row["arrived"], holds) if told else None,
        "fresh_percent": None if fresh is None else round(100 * fresh),
    }


def _rank(answered: str | None) -> int:
    return [*words.SHARES, None].index(answered)
