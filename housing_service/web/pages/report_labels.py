"""The words of a report's rows in the language spoken now; the API tells them in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from housing_service.domain.demand import ANY_REGION, BESIDE_ATTRIBUTES
from housing_service.domain.eligibility.vocabulary import vocabulary
from housing_service.domain.reasons import reasons
from housing_service.web.language.current import own_words, text

Json = Mapping[str, Any]


def needs_labelled(told: Json) -> Json:
    """A report of unmet need with its rows in words."""
    by = told["by"]
    return {**told, "months": [_month(month, by) for month in told["months"]]}


def _month(month: Json, by: str) -> Json:
    return {
        **month,
        "rows": [{**row, "label": _label(by, row)} for row in month["rows"]],
        "time_to_place": [
            {**row, "label": text(f"reports.band.{row['key']}")} for row in month["time_to_place"]
        ],
    }


def _label(by: str, row: Json) -> str:
    key = str(row["key"])
    if by == "attribute" and key not in BESIDE_ATTRIBUTES:
        known = vocabulary().get(key)
        return own_words(known.label) if known else str(row["label"])
    if by in ("attribute", "household", "kind"):
        return text(f"reports.{by}.{key}")
    if by == "region" and key == ANY_REGION:
        return text("reports.region.any")
    return str(row["label"])


def reasons_labelled(month: Json) -> Json:
    """A month's reasons in words: groups, and the codes within them."""
    return {
        **month,
        "groups": [
            {**_group(one), "codes": [{**code, "label": _reason(code)} for code in one["codes"]]}
            for one in month["groups"]
        ],
        "confidential": [_group(one) for one in month["confidential"]],
    }


def _group(one: Json) -> Json:
    return {**one, "label": text(f"reports.group.{one['key']}")}


def _reason(code: Json) -> str:
    known = reasons().get(code["key"])
    return own_words(known.label) if known else text("reports.group.not_told")
