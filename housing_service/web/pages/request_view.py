"""What cards say about requests: to who asked, to a shelter that is asked, to the operator.

The modules draw the same views, which they read from the page's own addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from housing_service.web.pages import phrases

Json = Mapping[str, Any]
OPEN: Final = ("asking", "waiting")
NO_REQUEST: Final[Json] = {
    "id": "", "title": "", "who": "", "needs": "", "opened": "", "next": "", "room": "",
    "steps": [], "asked": [], "open": False, "can_keep": False,
}  # fmt: skip
NO_ASK: Final[Json] = {
    "id": "", "who": "", "needs": "", "place": "", "asked": "", "said": "", "open": False,
    "unseen": False, "can": False, "cannot": False,
}  # fmt: skip
NO_ROW: Final[Json] = {
    "id": "", "title": "", "urgency": "", "opened": "", "answers": "", "last": "", "who": "",
    "open": False,
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
        "can_keep": is_open,
    }


def _needs(told: Json) -> str:
    return ", ".join(phrases.word("needs", code) for code in told["needs"])


def _next(request: Json, zone: str | None) -> str:
    if request["next_step"] is None:
        return ""
    said = phrases.word("request_next", request["next_step"])
    return said.format(time=phrases.clock_time(request["next_step_at"], zone))


def _step(step: Json, zone: str | None) -> str:
    name, count = step["step"], step["count"]
    if name == "offered" and count:
        name = "offered_before"
    elif name in ("asked", "reminded") and count == 1:
        name += "_one"
    said = phrases.word("request_steps", name).format(n=count)
    return f"{phrases.clock_time(step['at'], zone)} {said}"


def _asked(one: Json) -> str:
    answer = one["answer"] or ("seen" if one["seen"] else "open")
    return f"{one['program_name']}: {phrases.word('ask_answers', answer)}"


def ask_card(ask: Json, now: datetime) -> Json:
    """What a shelter reads: how many come, what to make ready, since when they wait."""
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
        "answers": f"{request['answered']} of {request['asked']}",
        "last": _step(request["steps"][-1], zone),
        "who": ", ".join(part for part in who if part),
        "open": request["state"] in OPEN,
    }
