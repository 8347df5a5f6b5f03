"""The kill switch: one calm page that says what will happen, what will not, and what is off now;
and the holds that it leaves for the operator to look after."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, get_args
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.people_lists import STOP_KINDS, SUSPEND_REASONS
from housing_service.domain.vocabulary import RevokeReason
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.operator import OPERATOR
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.people import organization_name, to_step_up
from housing_service.web.pages.rendering import render

PATH: Final = "/operator/stop"
DONE: Final = frozenset({"stopped", "lifted", "extended", "ended"})
EXTEND_MINUTES: Final = 60


async def show(request: web.Request) -> web.Response:
    return await page(request)


async def page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    """What is off now, the holds to look after, and three switches."""
    use, identity = services(request), forms.identity_of(request)
    known = await use.stopping.organizations(identity)
    organizations = [{**one, "name": organization_name(one)} for one in known]
    code = request.query.get("done", "")
    return render(
        request,
        "operator_stop.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        status=refusal.problem.status if refusal else 200,
        problem=forms.problem_of(refusal) if refusal else None,
        told=text(f"stop.done.{code}") if code in DONE else "",
        stops=[_stop(one) for one in await use.stopping.standing(identity)],
        holds=[_hold(one) for one in await use.stopping.holds(identity)],
        organizations=[one for one in organizations if not one["suspended"]],
        chosen=request.query.get("organization", ""),
        accounts=await _accounts(request, organizations),
        regions=await use.directory.regions(),
        reasons=[(one, text(f"stop.reason.{one}")) for one in SUSPEND_REASONS],
        revoke_reasons=[(one, text(f"stop.revoke.{one}")) for one in get_args(RevokeReason)],
        extend_minutes=EXTEND_MINUTES,
    )


async def _accounts(
    request: web.Request, organizations: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """People of the organization in the address, by sign-in name: a list of everybody would be long
    to read, and longer to leave lying open."""
    use, identity = services(request), forms.identity_of(request)
    asked = request.query.get("organization", "")
    known = next((one for one in organizations if one["id"] == asked), None)
    people = await use.people.people(identity, UUID(known["id"]) if known else None)
    return [
        {"id": one["id"], "name": one["sign_in_name"] or f"{one['role']} {one['id'][:8]}"}
        for one in people
        if not one["you"] and not one["suspended"]
    ]


def _stop(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "name": one["name"] if one["listed"] else organization_name(one),
        "what": text(f"stop.kind.{one['kind']}"),
        "why": text(f"stop.reason.{one['reason']}") if one["reason"] in SUSPEND_REASONS else "",
        "at": phrases.day_time(one["since"], None) + " UTC",
    }


def _hold(one: dict[str, Any]) -> dict[str, Any]:
    until = datetime.fromisoformat(one["expires_at"])
    left = (until - datetime.now(UTC)).total_seconds()
    what = [
        one["pool_name"],
        phrases.units(one["units"], one["unit"]) if one["units"] else None,
        one["region_label"],
    ]
    zone = one["time_zone"]
    return {
        **one,
        "what": " · ".join(part for part in what if part),
        "until": phrases.clock_time(one["expires_at"], zone) + ("" if zone else " UTC"),
        "left": phrases.time_left(left),
        "number": one["extensions"] + 1,
    }


async def stop(request: web.Request) -> web.Response:
    return await _switch(request, False)


async def lift(request: web.Request) -> web.Response:
    return await _switch(request, True)


async def _switch(request: web.Request, lifted: bool) -> web.Response:
    use, identity = services(request).stopping, forms.identity_of(request)
    try:
        form = await forms.read_form(request)
        kind = request.match_info["kind"]
        if kind not in STOP_KINDS:
            raise Refusal("not_found")
        target = _target(form, kind)
        if lifted:
            await use.lift(identity, kind, target, {})
        else:
            await use.stop(identity, kind, target, {"reason": form.get("reason", "")})
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            return to_step_up(PATH)
        return await page(request, refusal)
    return forms.see_other(PATH, "lifted" if lifted else "stopped")


def _target(form: forms.Form, kind: str) -> UUID | str:
    if kind == "region":
        return form.get("target", "").replace("\x00", "")[:40]
    try:
        return UUID(form.get("target", ""))
    except ValueError:
        raise Refusal(f"{kind}_not_found") from None


async def extend(request: web.Request) -> web.Response:
    """Keeps a hold longer whose holder may not act any more."""
    try:
        form = await forms.read_form(request)
        number = forms.number_field(form, "number")
        body: dict[str, Any] = {"number": number or 0, "minutes": EXTEND_MINUTES}
        hold_id = forms.path_uuid(request, "id", "hold_not_found")
        await services(request).holds.act(forms.identity_of(request), hold_id, "extend", body)
    except Refusal as refusal:
        return await page(request, refusal)
    return forms.see_other(PATH, "extended")


async def revoke(request: web.Request) -> web.Response:
    """Ends a hold, for a stated reason: a step of its own, which nothing else takes."""
    try:
        form = await forms.read_form(request)
        hold_id = forms.path_uuid(request, "id", "hold_not_found")
        body = {"reason": form.get("reason", "")}
        await services(request).holds.act(forms.identity_of(request), hold_id, "revoke", body)
    except Refusal as refusal:
        return await page(request, refusal)
    return forms.see_other(PATH, "ended")


OPERATOR_STOP_ROUTES: Final = (
    PageRoute("GET", PATH, show, OPERATOR),
    PageRoute("POST", f"{PATH}/{{kind}}", stop, OPERATOR),
    PageRoute("POST", f"{PATH}/{{kind}}/lift", lift, OPERATOR),
    PageRoute("POST", "/operator/holds/{id}/extend", extend, OPERATOR),
    PageRoute("POST", "/operator/holds/{id}/revoke", revoke, OPERATOR),
)
