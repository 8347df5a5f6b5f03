"""A coordinator's page: who of their organization may sign in, and links with which others join."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.people_lists import INVITED_ROLES
from housing_service.web.keys import SETTINGS, services
from housing_service.web.language.current import text
from housing_service.web.pages import days, forms, phrases
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PATH: Final = "/people"
DONE: Final = frozenset({"ended", "changed", "revoked"})
Page = Callable[..., Awaitable[web.Response]]


def told(request: web.Request) -> str:
    """What was done by the last form, in words."""
    code = request.query.get("done", "")
    return text(f"people.done.{code}") if code in DONE else ""


async def people_of(
    request: web.Request, identity: Identity, organization_id: UUID | None
) -> dict[str, Any]:
    """What the list needs: people, open links, and roles that can be given."""
    use = services(request).people
    people = await use.people(identity, organization_id)
    roles = [
        role
        for role in INVITED_ROLES
        if identity.role == "operator" or any(one["role"] == role for one in people)
    ]
    return {
        "people": [_person(one) for one in people],
        "invitations": [
            {**one, "until": phrases.day_time(one["expires_at"], None) + " UTC"}
            for one in await use.invitations(identity, organization_id)
        ],
        "roles": roles,
        "invitation_hours": use.invitation_hours,
    }


def _person(one: dict[str, Any]) -> dict[str, Any]:
    seen = one["last_seen_on"]
    return {
        **one,
        "name": one["sign_in_name"] or text("people.program_account"),
        "seen": text("people.last_seen", day=days.day(seen)) if seen else text("people.not_seen"),
    }


def organization_name(one: dict[str, Any]) -> str:
    """What an operator calls an organization; of one that nobody may know, the end of its alias."""
    if one["listed"]:
        return str(one["name"])
    return text("people.hidden_name", mark=str(one["name"]).rpartition(" ")[2])


def join_address(request: web.Request, token: str) -> str:
    """The whole address of a link, as it is sent on."""
    public_url = request.app[SETTINGS].public_url
    base = public_url.rstrip("/") if public_url else f"{request.scheme}://{request.host}"
    return f"{base}/join/{token}"


def to_step_up(path: str) -> web.Response:
    """Who is about to do this is asked first; then the page comes back."""
    return web.Response(status=303, headers={"Location": f"/step-up?back={path}"})


async def show(request: web.Request) -> web.Response:
    return await page(request)


async def page(
    request: web.Request, refusal: Refusal | None = None, new_link: str = ""
) -> web.Response:
    identity = forms.identity_of(request)
    if not identity.coordinator:
        raise Refusal("not_allowed")
    return render(
        request,
        "people.html",
        title=text("people.title"),
        status=refusal.problem.status if refusal else 200,
        problem=forms.problem_of(refusal) if refusal else None,
        told=told(request),
        new_link=new_link,
        at=PATH,
        organization_id="",
        **await people_of(request, identity, None),
    )


async def invite(request: web.Request) -> web.Response:
    return await do_invite(request, page, PATH)


async def end(request: web.Request) -> web.Response:
    return await do_end(request, page, PATH)


async def change(request: web.Request) -> web.Response:
    return await do_change(request, page, PATH)


async def revoke(request: web.Request) -> web.Response:
    return await do_revoke(request, page, PATH)


async def do_invite(request: web.Request, again: Page, path: str) -> web.Response:
    """Makes a link and shows it, once."""
    try:
        form = await forms.read_form(request)
        body = {
            "role": form.get("role", ""),
            "coordinator": form.get("coordinator") == "on",
            "organization_id": form.get("organization_id") or None,
        }
        made = await services(request).people.invite(forms.identity_of(request), body)
    except Refusal as refusal:
        return to_step_up(path) if _asks(refusal) else await again(request, refusal)
    return await again(request, None, join_address(request, made.token))


async def do_end(request: web.Request, again: Page, path: str) -> web.Response:
    """Somebody has left."""
    try:
        await forms.read_form(request)
        account_id = forms.path_uuid(request, "id", "account_not_found")
        await services(request).people.end(forms.identity_of(request), account_id, {})
    except Refusal as refusal:
        return to_step_up(path) if _asks(refusal) else await again(request, refusal)
    return see(path, "ended")


async def do_change(request: web.Request, again: Page, path: str) -> web.Response:
    """Somebody does other work from now on."""
    try:
        form = await forms.read_form(request)
        account_id = forms.path_uuid(request, "id", "account_not_found")
        body = {"role": form.get("role", ""), "coordinator": form.get("coordinator") == "on"}
        await services(request).people.change(forms.identity_of(request), account_id, body)
    except Refusal as refusal:
        return to_step_up(path) if _asks(refusal) else await again(request, refusal)
    return see(path, "changed")


async def do_revoke(request: web.Request, again: Page, path: str) -> web.Response:
    """A link opens nothing any more."""
    try:
        await forms.read_form(request)
        invitation_id = forms.path_uuid(request, "id", "invitation_not_found")
        await services(request).people.revoke(forms.identity_of(request), invitation_id, {})
    except Refusal as refusal:
        return to_step_up(path) if _asks(refusal) else await again(request, refusal)
    return see(path, "revoked")


def _asks(refusal: Refusal) -> bool:
    return refusal.code == "step_up_required"


def see(path: str, done: str) -> web.Response:
    joined = "&" if "?" in path else "?"
    return web.Response(status=303, headers={"Location": f"{path}{joined}done={done}"})


_COORDINATORS: Final = frozenset({"responder", "shelter_staff"})

PEOPLE_ROUTES: Final = (
    PageRoute("GET", PATH, show, _COORDINATORS),
    PageRoute("POST", f"{PATH}/invitations", invite, _COORDINATORS),
    PageRoute("POST", f"{PATH}/invitations/{{id}}/revoke", revoke, _COORDINATORS),
    PageRoute("POST", f"{PATH}/{{id}}/end", end, _COORDINATORS),
    PageRoute("POST", f"{PATH}/{{id}}/role", change, _COORDINATORS),
)
