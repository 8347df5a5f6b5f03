"""Shared desks: making this computer one, the list of them, one's own PIN, count links, and notices
in this browser."""

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import OPERATOR
from housing_service.service.desks import LABELS
from housing_service.web.auth import (
    browser_family,
    caller_address,
    clear_device,
    device_secret,
    set_device,
    set_session,
)
from housing_service.web.keys import SETTINGS, services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.locking import session_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.pages.sign_in import (
    PAGES_BY_ROLE,
    end_former_session,
    sign_in_refused,
)

_DONE: Final = ("enrolled", "removed", "pin_set", "link_revoked")
_ORGANIZATIONS_MAX: Final = 500


async def _page(
    request: web.Request,
    refusal: Refusal | None = None,
    *,
    new_link: str = "",
    refused_at: str = "",
) -> web.Response:
    use, identity = services(request), forms.identity_of(request)
    staff = identity.role != OPERATOR
    here = await use.desks.desk(device_secret(request))
    pools = await use.directory.pools(identity, own=True) if staff else []
    done = request.query.get("said", "")
    return render(
        request,
        "desks.html",
        title=text("desks.title"),
        module="main_desks.js" if staff else None,
        status=refusal.problem.status if refusal else 200,
        staff=staff,
        this_desk=here["id"] if here else None,
        desks=[_device(one) for one in await use.desks.list(identity)],
        labels=LABELS,
        organizations=[] if staff else await _organizations(request),
        counted=[_choice(pool) for pool in pools if _is_counted(pool)],
        links=[_link(one) for one in await use.count_links.list(identity)] if staff else [],
        new_link=new_link,
        link_days=request.app[SETTINGS].count_link_days,
        said=done if done in _DONE else "",
        problem=forms.problem_of(refusal) if refusal else None,
        refused_at=refused_at,
    )


def _is_counted(pool: dict[str, Any]) -> bool:
    return pool["unit"] != "service" and not pool.get("starts_at")


def _choice(pool: dict[str, Any]) -> dict[str, str]:
    return {"id": str(pool["id"]), "name": f"{pool['program_name']} · {pool['name']}"}


def _device(device: dict[str, Any]) -> dict[str, str]:
    return {
        **device,
        "enrolled_on": phrases.day(device["enrolled_on"]),
        "last_used_on": phrases.day(device["last_used_on"]),
    }


def _link(link: dict[str, Any]) -> dict[str, str]:
    used = link["last_used_on"]
    return {
        "id": link["id"],
        "name": f"{link['program_name']} · {link['pool_name']}",
        "made_on": phrases.day(link["made_on"]),
        "last_used_on": phrases.day(used) if used else "",
        "expires_on": phrases.day(link["expires_on"]),
    }


async def _organizations(request: web.Request) -> list[dict[str, Any]]:
    rows = await services(request).directory.organizations(
        forms.identity_of(request), None, _ORGANIZATIONS_MAX
    )
    return sorted((one for _, one in rows), key=lambda one: str(one["name"]).casefold())


async def show(request: web.Request) -> web.Response:
    return await _page(request)


def _done(what: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/desks?said={what}"})


async def enroll(request: web.Request) -> web.Response:
    """Makes the computer that sends this a shared desk, from now on with a new secret."""
    use, identity = services(request), forms.identity_of(request)
    try:
        form = await forms.read_form(request)
        session_of(request)
        organization = (
            forms.uuid_field(form, "organization_id") if identity.role == OPERATOR else None
        )
        secret = await use.desks.enroll(identity, organization, form.get("label", ""))
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            raise
        return await _page(request, refusal, refused_at="enroll")
    response = _done("enrolled")
    set_device(request, response, secret)
    return response


async def remove(request: web.Request) -> web.Response:
    """Ends a desk and every session that was opened there, this one too if it was."""
    use = services(request)
    try:
        await forms.read_form(request)
        device_id = forms.path_uuid(request, "device_id", "device_not_found")
        here = await use.desks.desk(device_secret(request))
        await use.desks.revoke(forms.identity_of(request), device_id)
    except Refusal as refusal:
        return await _page(request, refusal, refused_at="list")
    response = _done("removed")
    if here is not None and here["id"] == str(device_id):
        clear_device(request, response)
    return response


async def set_pin(request: web.Request) -> web.Response:
    """Gives oneself a PIN, after saying one's password once more."""
    try:
        form = await forms.read_form(request)
        if form.get("pin", "") != form.get("pin_again", ""):
            raise Refusal("invalid_request", text("desks.pins_differ"))
        await services(request).desks.set_pin(
            forms.identity_of(request),
            session_of(request),
            form.get("password", ""),
            form.get("pin", ""),
        )
    except Refusal as refusal:
        return await _page(request, refusal, refused_at="pin")
    return _done("pin_set")


async def make_link(request: web.Request) -> web.Response:
    """A new count link. It is shown once, in the answer itself: nothing keeps it readable."""
    try:
        form = await forms.read_form(request)
        token = await services(request).count_links.make(
            forms.identity_of(request), forms.uuid_field(form, "pool_id")
        )
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            raise
        return await _page(request, refusal, refused_at="links")
    base = request.app[SETTINGS].public_url or f"{request.scheme}://{request.host}"
    return await _page(request, new_link=f"{base.rstrip('/')}/count/{token}")


async def revoke_link(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        link_id = forms.path_uuid(request, "link_id", "count_link_not_found")
        await services(request).count_links.revoke(forms.identity_of(request), link_id)
    except Refusal as refusal:
        return await _page(request, refusal, refused_at="links")
    return _done("link_revoked")


async def sign_in_with_pin(request: web.Request) -> web.Response:
    """Starts a shift at this desk."""
    use = services(request)
    form: forms.Form = {}
    try:
        form = await forms.read_open_form(request)
        token, identity = await use.desks.sign_in(
            device_secret(request),
            forms.uuid_field(form, "account_id"),
            form.get("pin", ""),
            caller_address(request),
            browser_family(request),
        )
    except Refusal as refusal:
        return await sign_in_refused(request, refusal, form)
    await end_former_session(request)
    response = web.Response(status=303, headers={"Location": PAGES_BY_ROLE[identity.role]})
    set_session(request, response, token)
    return response


_STAFF: Final = frozenset({"shelter_staff"})
_KEEPERS: Final = frozenset({"shelter_staff", "operator"})
DESK_ROUTES: Final = (
    PageRoute("GET", "/desks", show, _KEEPERS),
    PageRoute("POST", "/desks", enroll, _KEEPERS),
    PageRoute("POST", "/desks/{device_id}/remove", remove, _KEEPERS),
    PageRoute("POST", "/desks/pin", set_pin, _STAFF),
    PageRoute("POST", "/desks/links", make_link, _STAFF),
    PageRoute("POST", "/desks/links/{link_id}/revoke", revoke_link, _STAFF),
    PageRoute("POST", "/sign-in/pin", sign_in_with_pin, None),
)
