"""The console's part "What comes next": services and appointments beside the beds.

It is looked for only when kinds are ticked; the household and needs travel as they do for beds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from housing_service.domain.eligibility.vocabulary import vocabulary
from housing_service.domain.party import Party
from housing_service.domain.vocabulary import SERVICE_UNITS
from housing_service.web.language.current import own_words, words_of
from housing_service.web.pages import days, phrases
from housing_service.web.pages.fit_view import fit_of_found
from housing_service.web.pages.household import units_needed
from housing_service.web.pages.service_view import day_of, said_of

Json = Mapping[str, Any]
Form = Mapping[str, str]
_FIELD: Final = "services."


def asked_kinds(form: Form) -> list[str]:
    """The kinds that are ticked."""
    return [code for code in words_of("kinds") if form.get(_FIELD + code)]


def is_place(pool: Json) -> bool:
    """Whether a pool is somewhere to stay."""
    return pool["unit"] not in SERVICE_UNITS


def next_services(
    form: Form, pools: Sequence[Json], found: Sequence[Json], party: Party, now: datetime
) -> dict[str, Any]:
    """What the part shows: a chip for each kind there is here, and a line for each that was
    found."""
    present = {pool["kind"] for pool in pools if not is_place(pool)}
    asked = asked_kinds(form)
    kinds = words_of("kinds").items()
    return {
        "chips": [(_FIELD + code, said) for code, said in kinds if code in present],
        "asked": {_FIELD + code: "1" for code in asked},
        "programs": _by_program([_line(pool, party, now) for pool in found]),
        "was_asked": bool(asked),
    }


def _by_program(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One card a program, where its first line stands: its services, and its appointments."""
    cards: dict[str, dict[str, Any]] = {}
    for line in lines:
        card = cards.setdefault(line["program_id"], {"head": line, "services": [], "slots": []})
        card["slots" if line["when"] else "services"].append(line)
        if not line["when"] and card["head"]["when"]:
            card["head"] = {**line, "tone": card["head"]["tone"]}
    return list(cards.values())


def _line(pool: Json, party: Party, now: datetime) -> dict[str, Any]:
    fit = fit_of_found(pool)
    return {
        **line_of(pool, now),
        **_hold(pool, party),
        "fit": fit["fit"],
        "fit_said": fit["fit_said"] if fit["fit"] != "fits" else "",
        "sentences": fit["sentences"],
    }


def line_of(pool: Json, now: datetime) -> dict[str, Any]:
    """One service or appointment in words. Of a confidential program only what outsiders read; who
    looks for it asks a worker."""
    hidden = "availability" in pool
    is_slot = pool["unit"] == "slot" and not hidden
    said = _slot_said(pool) if is_slot else said_of(pool)
    return {
        "id": str(pool["id"]),
        "program_id": str(pool["program_id"]),
        "program": str(pool["program_name"]),
        "name": "" if hidden or is_slot else _own_name(pool),
        "what": _what(pool),
        "kind": phrases.word("kinds", pool["kind"]),
        "when": days.pool_title(pool) if is_slot else "",
        "said": said,
        "tone": _tone(pool),
        "since": "" if hidden else day_of(pool, now),
        "freshness": phrases.freshness(pool, now) if hidden or pool.get("reported_at") else "",
        "line": str(pool.get("intake_line") or ""),
        "dial": "".join(c for c in str(pool.get("intake_line") or "") if c in "+0123456789"),
        "band": str(pool.get("freshness") or "unknown"),
        "hidden": hidden,
        "languages": _languages(pool),
    }


def _what(pool: Json) -> str:
    region = str(pool.get("region_label") or "")
    return " · ".join(part for part in (phrases.word("kinds", pool["kind"]), region) if part)


def _own_name(pool: Json) -> str:
    name = str(pool.get("name") or "")
    return "" if name == pool["program_name"] else name


def _slot_said(pool: Json) -> str:
    if pool["state"] in ("closed", "paused"):
        return phrases.word("pool_badges", pool["state"])
    free = int(pool.get("units_available") or 0)
    return phrases.phrase("slots_free", units=phrases.units(free, "slot"))


def _tone(pool: Json) -> str:
    if "availability" in pool:
        return "ask"
    if pool["state"] == "open":
        return "taking"
    closed = pool.get("hold_policy_effective") == "closed" or pool.get("intake") == "closed"
    return "closed" if closed else "ask"


def _hold(pool: Json, party: Party) -> dict[str, Any]:
    """The button of an appointment that can be held or asked for."""
    asks = pool.get("hold_policy_effective") == "confirm"
    can_hold = (
        pool["unit"] == "slot"
        and "availability" not in pool
        and (asks or pool.get("hold_policy_effective") == "instant")
        and int(pool.get("units_available") or 0) >= units_needed(pool, party)
    )
    if not can_hold:
        return {"can_hold": False, "hold_label": ""}
    return {"can_hold": True, "hold_label": phrases.phrase("ask_slot" if asks else "hold_slot")}


def _languages(pool: Json) -> str:
    known = vocabulary()["languages"].values or {}
    codes = pool.get("languages") or ()
    return ", ".join(own_words(known[code]) if code in known else code for code in codes)
