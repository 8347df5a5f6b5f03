"""What waits for the operator's decision: organizations, programs and pools that are new."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.operator_lists import CONSENT_BY, CONSENT_HOW, VETTING_KINDS
from housing_service.web.bodies import code_of_address
from housing_service.web.csv_table import csv_response
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.operator import OPERATOR, told
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.people import organization_name, to_step_up
from housing_service.web.pages.rendering import render

PATH: Final = "/operator/vetting"


async def show(request: web.Request) -> web.Response:
    return await page(request, None)


async def page(request: web.Request, refusal: Refusal | None) -> web.Response:
    """All three lists, of a region or all; `refusal` is why the last form was not done."""
    use, identity = services(request), forms.identity_of(request)
    region = code_of_address(request, "region")
    waiting: dict[str, list[dict[str, Any]]] = {
        kind: [_row(one) for one in await use.operator_room.vetting(identity, kind, region)]
        for kind in VETTING_KINDS
    }
    return render(
        request,
        "operator_vetting.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        status=refusal.problem.status if refusal else 200,
        problem=forms.problem_of(refusal) if refusal else None,
        told=told(request),
        organizations=waiting["organization"],
        programs=waiting["program"],
        pools=waiting["pool"],
        regions=await use.directory.regions(),
        region=region or "",
        consent_by=[(one, text(f"operator.vetting.by.{one}")) for one in CONSENT_BY],
        consent_how=[(one, text(f"operator.vetting.how.{one}")) for one in CONSENT_HOW],
    )


def _row(one: dict[str, Any]) -> dict[str, Any]:
    what = [
        one.get("pool_name"),
        phrases.word("kinds", one.get("program_kind")),
        one.get("region_label"),
        text("operator.vetting.imported") if one["imported"] else None,
    ]
    if one["kind"] == "organization":
        one = {**one, "name": organization_name({**one, "listed": not one["confidential"]})}
    return {**one, "what": " · ".join(part for part in what if part)}


async def save(request: web.Request) -> web.Response:
    """The three lists as one table."""
    use, identity = services(request).operator_room, forms.identity_of(request)
    region = code_of_address(request, "region")
    rows = [
        (
            text(f"operator.vetting.{kind}"),
            _row(one)["name"],
            one.get("pool_name") or "",
            one.get("region_label") or "",
        )
        for kind in VETTING_KINDS
        for one in await use.vetting(identity, kind, region)
    ]
    header = [text(f"operator.vetting.{name}") for name in ("what", "name", "pool", "region")]
    return csv_response("vetting", header, rows)


async def set_stage(request: web.Request) -> web.Response:
    try:
        form = await forms.read_form(request)
        organization_id = forms.path_uuid(request, "id", "organization_not_found")
        await services(request).operator_room.set_stage(
            forms.identity_of(request), organization_id, {"stage": form.get("stage", "")}
        )
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            return to_step_up(PATH)
        return await page(request, refusal)
    return forms.see_other(PATH, "stage")


async def vet_program(request: web.Request) -> web.Response:
    try:
        form = await forms.read_form(request)
        program_id = forms.path_uuid(request, "id", "program_not_found")
        body = {"decision": form.get("decision", ""), "name": form.get("name") or None}
        await services(request).operator_room.vet_program(
            forms.identity_of(request), program_id, body
        )
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            return to_step_up(PATH)
        return await page(request, refusal)
    return forms.see_other(PATH, "vetted")


async def decide_policy(request: web.Request) -> web.Response:
    try:
        form = await forms.read_form(request)
        pool_id = forms.path_uuid(request, "id", "pool_not_found")
        names = ("hold_policy", "consent_by", "consent_how")
        body = {name: form.get(name) or None for name in names}
        await services(request).operator_room.decide_policy(
            forms.identity_of(request), pool_id, body
        )
    except Refusal as refusal:
        return await page(request, refusal)
    return forms.see_other(PATH, "decided")


VETTING_ROUTES: Final = (
    PageRoute("GET", PATH, show, OPERATOR),
    PageRoute("GET", "/operator/vetting.csv", save, OPERATOR),
    PageRoute("POST", f"{PATH}/organizations/{{id}}", set_stage, OPERATOR),
    PageRoute("POST", f"{PATH}/programs/{{id}}", vet_program, OPERATOR),
    PageRoute("POST", f"{PATH}/pools/{{id}}", decide_policy, OPERATOR),
)
