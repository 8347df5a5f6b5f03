"""What cards say about requests: to who asked, to a shelter that is asked, to the operator.

The modules draw the same views, which they read from the page's own addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from housing_service.web.language.current import text
from housing_service.web.pages import phrases

Json = Mapping[str, Any]
OPEN: Final = ("asking", "waiting")
NO_REQUEST: Final[Json] = {
    "id": "", "title": "", "who": "", "needs": "", "opened": "", "next": "", "room": "",
    "steps": [], "asked": [], "open": False, "can_keep": False, "until": "", "placed": False,
    "pass_on_href": "",
}  # fmt: skip
NO_SHORTAGE: Final[Json] = {
    "short": "", "can_more": False, "more": "", "pool_id": "", "report_id": "",
    "based_on_version": "", "delta": "", "count_at": "",
}  # fmt: skip
NO_ASK: Final[Json] = {
    "id": "", "who": "", "needs": "", "place": "", "asked": "", "said": "", "open": False,
    "unseen": False, "can": False, "cannot": False, **NO_SHORTAGE,
}  # fmt: skip
NO_ROW: Final[Json] = {
    "id": "", "title": "", "urgency": "", "opened": "", "answers": "", "last": "", "next": "",
    "who": "", "open": False,
}  # fmt: skip


def request_card(request: Json, zone: str | None, names: Mapping[str, str]) -> Json:
    """A request as its responder reads it; `names` are those of places by pool id."""
    is_open = request["state"] in OPEN
    return {
        "id": request["id"],
        "title": phrases.word("request_states", request["state"]),
        "who": phrases.household(request["party"]),
        "needs": _needs(request),
        "opened": phrases.word("urgencies", request["urgency"]),
        "next": _next(request, zone) if is_open else "",
        "room": ", ".join(names.get(pool, "") for pool in request["room_at"]) if is_open else "",
        "steps": [_step(step, zone) for step in request["steps"]],
        "asked": [_asked(one) for one in request["asked"]],
        "open": is_open,
        "pass_on_href": f"/console/pass-on/request/{request['id']}" if is_open else "",
        "can_keep": is_open,
        "until": _until(request, zone) if is_open else "",
        "placed": request["state"] == "placed",
    }


def _needs(told: Json) -> str:
    return ", ".join(phrases.word("needs", code) for code in told["needs"])


def _next(request: Json, zone: str | None) -> str:
    if request["next_step"] is None:
        return ""
    time = phrases.clock_time(request["next_step_at"], zone)
    return phrases.word("request_next", request["next_step"], time=time)


def _until(request: Json, zone: str | None) -> str:
    said = phrases.day_time if request["urgency"] == "this_week" else phrases.clock_time
    time = said(request["open_until"], zone)
    return phrases.phrase("stays_open", time=time)


def _step(step: Json, zone: str | None) -> str:
    name, count = step["step"], step["count"]
    if name == "offered" and count:
        name = "offered_before"
    said = phrases.word("request_steps", name, n=count)
    return f"{phrases.clock_time(step['at'], zone)} {said}"


def _asked(one: Json) -> str:
    answer = one["answer"] or ("seen" if one["seen"] else "open")
    return f"{one['program_name']}: {phrases.word('ask_answers', answer)}"


def ask_cards(asks: Iterable[Json], pools: Iterable[Json], now: datetime) -> list[Json]:
    """A card for each; `pools` are the shelter's own."""
    by_id = {str(pool["id"]): pool for pool in pools}
    return [ask_card(ask, by_id.get(str(ask["pool_id"])), now) for ask in asks]


def ask_card(ask: Json, pool: Json | None, now: datetime) -> Json:
    """What a shelter reads: how many come, what to make ready, since when they wait, and whether
    by its own count of `pool` enough is free for them."""
    asked_at = phrases.parse_time(ask["asked_at"])
    age = (now - asked_at).total_seconds() if asked_at else 0.0
    answer = ask["answer"]
    return {
        "id": ask["id"],
        "who": phrases.household(ask["party"]),
        "needs": _needs(ask),
        "place": f"{ask['pool_name']} · {phrases.units(ask['units'], ask['unit'])}",
        "asked": phrases.ago(age),
        "said": phrases.word("ask_answers", answer) if answer else "",
        "open": answer is None,
        "unseen": ask["seen_at"] is None and answer is None,
        "can": answer != "we_can",
        "cannot": answer is None,
        **NO_SHORTAGE,
        **(_shortage(ask, pool) if pool and answer != "we_can" else {}),
    }


def _shortage(ask: Json, pool: Json) -> Json:
    """What stands in place of "We can" where by the shelter's count too little is free: the way to
    the count, or to say how many more there are and to keep them, in one step."""
    free, held = pool["units_free_reported"], int(pool["units_held"] or 0)
    count_at = f"#count-{pool['id']}"
    if free is None:
        said = phrases.phrase("no_count_so_far")
        return {"short": said, "can": False, "count_at": count_at}
    missing = int(ask["units"]) + held - int(free)
    if missing <= 0:
        return {}
    return {
        "short": phrases.phrase(
            "by_your_count", units=phrases.units(max(0, int(free) - held), ask["unit"])
        ),
        "can": False,
        "can_more": True,
        "more": phrases.phrase(
            "one_more" if missing == 1 else "some_more", n=missing, total=free + missing
        ),
        "pool_id": str(pool["id"]),
        # It builds on one count, so that what is sent twice, or late, counts once or not at all.
        "report_id": str(uuid4()),
        "based_on_version": str(pool["counts_version"]),
        "delta": str(missing),
    }


def operator_row(request: Json, zone: str | None, now: datetime) -> Json:
    """How a request goes; who asks and for whom once it has come to the operator."""
    opened_at = phrases.parse_time(request["opened_at"])
    age = (now - opened_at).total_seconds() if opened_at else 0.0
    who = [request["organization_name"] or "", request["line"] or ""]
    if request["party"] is not None:
        who.append(phrases.household(request["party"]))
    return {
        "id": request["id"],
        "title": phrases.word("request_states", request["state"]),
        "urgency": phrases.word("urgencies", request["urgency"]),
        "opened": phrases.ago(age),
        "answers": text(
            "operator.requests.answers_of", n=request["answered"], all=request["asked"]
        ),
        "last": _step(request["steps"][-1], zone),
        "next": _next(request, zone),
        "who": ", ".join(part for part in who if part),
        "open": request["state"] in OPEN,
    }
