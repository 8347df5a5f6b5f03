"""How one pool is offered: who may hold it and how, when in the year it is there, the clock of its
locks, and what others see of it. Ordinary forms; each says one thing and comes back here."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text, words_of
from housing_service.web.pages import forms
from housing_service.web.pages.household import party_from
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.pool_view import pool_view
from housing_service.web.pages.rendering import read_at, render
from housing_service.web.pages.schedule_form import schedule_body, schedule_fields
from housing_service.web.pages.shelter import STAFF

KINDS: Final = ("regular", "seasonal", "surge", "reserve")
# From the one that leaves most to the shelter to the one that leaves least.
POLICIES: Final = ("call_only", "confirm", "instant")


async def own_pool(request: web.Request) -> dict[str, Any]:
    """The pool of the address; raises Refusal `pool_not_found` for another organization's."""
    identity = forms.identity_of(request)
    pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
    pool = await services(request).directory.pool(identity, pool_id)
    if pool.get("organization_id") != str(identity.organization_id):
        raise Refusal("pool_not_found")
    return pool


async def show(request: web.Request) -> web.Response:
    """The page as it is now."""
    return await _page(request)


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    pool = await own_pool(request)
    now, pool_id = read_at([pool]), UUID(pool["id"])
    seen: dict[str, Any] = pool
    if pool["confidential"]:
        seen = await use.directory.outsider_preview(identity, pool_id)
    schedule = None
    if pool.get("expected") is not None:
        schedule = schedule_fields(await use.vacancies.schedule(identity, pool_id))
    opening = pool.get("opening") or {}
    return render(
        request,
        "shelter_settings.html",
        title=text("shelter_settings.title"),
        status=refusal.problem.status if refusal else 200,
        now=now,
        pool=pool,
        seen=pool_view(seen, party_from({}), now),
        policies=POLICIES,
        # Services and appointments are neither seasonal nor kept for emergencies.
        kinds=KINDS if pool["unit"] not in ("service", "slot") else (),
        season={
            name: (opening.get(name) or "-").split("-") for name in ("season_from", "season_until")
        },
        months=words_of("months"),
        schedule=schedule,
        problem=forms.problem_of(refusal) if refusal else None,
    )


async def save(request: web.Request) -> web.Response:
    """Saves what one form says. Choosing how others may hold is the shelter's consent to it."""
    what = request.match_info["what"]
    try:
        form = await forms.read_form(request)
        pool = await own_pool(request)
        use, identity, pool_id = services(request), forms.identity_of(request), UUID(pool["id"])
        if what == "policy":
            body = {"hold_policy": form.get("hold_policy", "")}
            await use.counts.set_policy(identity, pool_id, body)
        elif what == "capacity":
            await use.capacity.set_capacity(identity, pool_id, _capacity_body(form))
        elif what == "schedule":
            await use.vacancies.set_schedule(identity, pool_id, schedule_body(form))
        else:
            raise Refusal("not_found")
    except Refusal as refusal:
        if refusal.code in ("pool_not_found", "not_found"):
            raise
        return await _page(request, refusal)
    return forms.see_other(f"/shelter/pools/{pool_id}/settings", "settings-saved")


def _capacity_body(form: forms.Form) -> dict[str, Any]:
    kind = form.get("capacity_kind", "")
    if kind != "seasonal":
        return {"capacity_kind": kind}
    days = {
        name: f"{form.get(f'{name}-month', '').zfill(2)}-{form.get(f'{name}-day', '').zfill(2)}"
        for name in ("season_from", "season_until")
    }
    return {"capacity_kind": kind, **days}


SHELTER_SETTINGS_ROUTES: Final = (
    PageRoute("GET", "/shelter/pools/{pool_id}/settings", show, STAFF),
    PageRoute("POST", "/shelter/pools/{pool_id}/settings/{what}", save, STAFF),
)
