"""The operator's list of organizations and their people. Who works for an organization of which
nobody may know is counted and not named."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.operator import OPERATOR
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.people import DONE as _DONE
from housing_service.web.pages.people import (
    do_change,
    do_end,
    do_invite,
    do_revoke,
    organization_name,
    people_of,
    see,
    to_step_up,
)
from housing_service.web.pages.rendering import render

PATH: Final = "/operator/people"


async def show(request: web.Request) -> web.Response:
    return await page(request)


async def page(
    request: web.Request, refusal: Refusal | None = None, new_link: str = ""
) -> web.Response:
    """All organizations, and the people of the one in the address."""
    identity = forms.identity_of(request)
    known = await services(request).stopping.organizations(identity)
    organizations = [{**one, "name": organization_name(one)} for one in known]
    asked = await _chosen(request)
    chosen = next((one for one in organizations if one["id"] == asked), None)
    return render(
        request,
        "operator_people.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        status=refusal.problem.status if refusal else 200,
        problem=forms.problem_of(refusal) if refusal else None,
        told=_told(request),
        new_link=new_link,
        at=PATH,
        organizations=organizations,
        chosen=chosen,
        organization_id=chosen["id"] if chosen else "",
        **await people_of(request, identity, UUID(chosen["id"]) if chosen else None),
    )


async def _chosen(request: web.Request) -> str:
    """The organization of the address, or the one a form was about."""
    asked = request.query.get("organization", "")
    if not asked and request.method == "POST":
        asked = (await forms.read_form(request)).get("organization_id", "")
    return asked


def _told(request: web.Request) -> str:
    code = request.query.get("done", "")
    if code == "entered":
        return text("people.done.entered")
    return text(f"people.done.{code}") if code in _DONE else ""


async def _path(request: web.Request) -> str:
    """This page with the organization that the form was about."""
    asked = (await forms.read_form(request)).get("organization_id", "")
    try:
        return f"{PATH}?organization={UUID(asked)}"
    except ValueError:
        return PATH


async def enter(request: web.Request) -> web.Response:
    """Enters a new organization; nobody is in it until somebody was invited."""
    try:
        form = await forms.read_form(request)
        organization_id = forms.uuid_field(form, "new_id")
        body = {
            "name": form.get("name", ""),
            "victim_service_provider": form.get("victim_service_provider") == "on",
        }
        identity = forms.identity_of(request)
        _, made = await services(request).people.put_organization(identity, organization_id, body)
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            return to_step_up(PATH)
        return await page(request, refusal)
    return see(f"{PATH}?organization={made['id']}", "entered")


async def invite(request: web.Request) -> web.Response:
    return await do_invite(request, page, await _path(request))


async def end(request: web.Request) -> web.Response:
    return await do_end(request, page, await _path(request))


async def change(request: web.Request) -> web.Response:
    return await do_change(request, page, await _path(request))


async def revoke(request: web.Request) -> web.Response:
    return await do_revoke(request, page, await _path(request))


OPERATOR_PEOPLE_ROUTES: Final = (
    PageRoute("GET", PATH, show, OPERATOR),
    PageRoute("POST", f"{PATH}/organizations", enter, OPERATOR),
    PageRoute("POST", f"{PATH}/invitations", invite, OPERATOR),
    PageRoute("POST", f"{PATH}/invitations/{{id}}/revoke", revoke, OPERATOR),
    PageRoute("POST", f"{PATH}/{{id}}/end", end, OPERATOR),
    PageRoute("POST", f"{PATH}/{{id}}/role", change, OPERATOR),
)
