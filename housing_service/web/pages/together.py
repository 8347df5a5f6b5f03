"""Keeping people together: who goes where, a place for each part, all of them held or none.

Three steps on one page, each an ordinary form: say who goes where, choose a place for each, hold
them. Afterwards a page of the set shows what became of each place, and asks about the rest when
one was let go of. Nothing is kept between the steps but what the form carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.requests import HOLD_SET_PARTS_MAX, HOLD_SET_PARTS_MIN
from housing_service.web.keys import SETTINGS, services
from housing_service.web.language.current import data_language, text, words_of
from housing_service.web.pages import forms, need_field, phrases
from housing_service.web.pages.hold_view import hold_view
from housing_service.web.pages.household import as_wire, party_from
from housing_service.web.pages.needs_form import time_zone
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.pool_view import pool_view
from housing_service.web.pages.rendering import read_at, render

Json = Mapping[str, Any]
CHOICES_MAX = 4
_SEARCHED_MAX = 60
_TO_HOLD = ("instant", "confirm")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the household, and where they are to go."""

    number: int
    party: dict[str, int]
    kind: str
    pool_id: str
    hold_id: str
    said: str = ""

    @property
    def who(self) -> str:
        return phrases.household(self.party)


async def show(request: web.Request) -> web.Response:
    return await _page(request, _parts({}), "who")


async def answer(request: web.Request) -> web.Response:
    """One step on; what was entered stays."""
    form: forms.Form = {}
    try:
        form = await forms.read_form(request)
        step = form.get("step", "")
        parts = _parts(form)
        if step == "more":
            return await _page(request, _parts(form, one_more=True), "who")
        if step != "hold":
            return await _page(request, parts, "places")
        if any(not part.pool_id for part in parts):
            missing = [
                _saying(part, "" if part.pool_id else text("together.choose")) for part in parts
            ]
            return await _page(request, missing, "places", status=422)
        return await _hold(request, form, parts)
    except Refusal as refusal:
        return await _page(request, _parts(form), "places", refusal)


async def _hold(request: web.Request, form: forms.Form, parts: list[Part]) -> web.Response:
    set_id = forms.uuid_field(form, "set_id")
    body = {
        "parts": [
            {"hold_id": part.hold_id, "pool_id": part.pool_id, "party": part.party}
            for part in parts
        ],
        **need_field.named(form, need_field.need_of({"need_id": form.get("need_id", "")})),
    }
    try:
        await services(request).hold_sets.place(forms.identity_of(request), set_id, body)
    except Refusal as refusal:
        if refusal.code != "hold_set_not_placed":
            raise
        told = refusal.extras["parts"]
        # New ids: these parts were refused, the next try is another request.
        need_id = form.get("need_id", "")
        again = [
            _saying(
                _anew(part), " ".join((one.get("detail", ""), one.get("next_step", ""))).strip()
            )
            for part, one in zip(parts, told, strict=True)
        ]
        return await _page(request, again, "places", refusal, need_id=need_id)
    return forms.see_other(f"/console/together/{set_id}", "held_together")


async def show_set(request: web.Request) -> web.Response:
    """What became of each place of a set."""
    use, identity = services(request), forms.identity_of(request)
    set_id = forms.path_uuid(request, "set_id", "hold_set_not_found")
    found = await use.hold_sets.get(identity, set_id)
    pools = await use.directory.pools(identity)
    by_id, now = {str(pool["id"]): pool for pool in pools}, read_at(pools)
    zone = time_zone(pools)
    cards = [
        hold_view(hold, by_id.get(str(hold["pool_id"])), now, staff=False, zone=zone)
        for hold in found["holds"]
    ]
    live = [card for card in cards if card.live]
    return render(
        request,
        "together.html",
        title=text("together.title_set"),
        step="set",
        now=now,
        cards=cards,
        live=len(live),
        reached=sum(bool(hold.get("arrival_said_at")) for hold in found["holds"]),
        ended=len(cards) - len(live),
        help_line=request.app[SETTINGS].help_line,
    )


def _parts(form: forms.Form, *, one_more: bool = False) -> list[Part]:
    count = forms.number_field(form, "parts", 1) or HOLD_SET_PARTS_MIN
    count = min(max(count + one_more, HOLD_SET_PARTS_MIN), HOLD_SET_PARTS_MAX)
    return [_part(form, number) for number in range(1, count + 1)]


def _part(form: forms.Form, number: int) -> Part:
    own = {
        name.removeprefix(f"{number}."): text
        for name, text in form.items()
        if name.startswith(f"{number}.")
    }
    kind = own.get("kind", "")
    return Part(
        number,
        as_wire(party_from(own)),
        kind if kind in words_of("kinds") else "",
        own.get("pool_id", ""),
        own.get("hold_id") or str(uuid4()),
    )


def _anew(part: Part) -> Part:
    return Part(part.number, part.party, part.kind, part.pool_id, str(uuid4()), part.said)


def _saying(part: Part, said: str) -> Part:
    return Part(part.number, part.party, part.kind, part.pool_id, part.hold_id, said)


async def _page(
    request: web.Request,
    parts: list[Part],
    step: str,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
    need_id: str = "",
) -> web.Response:
    choices = [await _choices(request, part) for part in parts] if step == "places" else []
    return render(
        request,
        "together.html",
        title=text("together.title"),
        status=refusal.problem.status if refusal else status,
        step=step,
        need_id=need_id or str(uuid4()),
        parts=parts,
        choices=choices,
        kinds=list(words_of("kinds").items()),
        can_add=len(parts) < HOLD_SET_PARTS_MAX,
        can_hold=bool(choices) and all(choices),
        problem=forms.problem_of(refusal) if refusal else None,
        help_line=request.app[SETTINGS].help_line,
    )


async def _choices(request: web.Request, part: Part) -> list[dict[str, Any]]:
    """The best places for one part that can be held now, the one chosen before first."""
    use, identity = services(request), forms.identity_of(request)
    asked: dict[str, Any] = {
        "household": part.party,
        "limit": _SEARCHED_MAX,
        "language": data_language(),
    }
    if part.kind:
        asked["kind"] = part.kind
    found = await use.finding.search(identity, asked)
    to_hold = [
        pool
        for pool in found["items"]
        if pool["has_room"] and pool["hold_policy_effective"] in _TO_HOLD
    ]
    to_hold.sort(key=lambda pool: pool["id"] != part.pool_id)
    now = read_at(to_hold)
    return [_choice(pool, part, now) for pool in to_hold[:CHOICES_MAX]]


def _choice(pool: Json, part: Part, now: datetime) -> dict[str, Any]:
    questions = [one["words"] for one in pool["reasons"] if one["fit"] == "ask"]
    return {
        "view": pool_view(pool, party_from(part.party), now),
        "asks": pool["hold_policy_effective"] == "confirm",
        "questions": questions[:3],
        "chosen": pool["id"] == part.pool_id,
    }


_RESPONDER: Final = frozenset({"responder"})

TOGETHER_ROUTES: Final = (
    PageRoute("GET", "/console/together", show, _RESPONDER),
    PageRoute("POST", "/console/together", answer, _RESPONDER),
    PageRoute("GET", "/console/together/{set_id}", show_set, _RESPONDER),
)
