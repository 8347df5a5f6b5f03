"""What is unusual: ids that somebody named and nobody should know, readings unlike somebody's own,
and for whom shelters are asked first."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.operator import OPERATOR, told
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

PATH: Final = "/operator/unusual"
JsonObject = dict[str, Any]


async def show(request: web.Request) -> web.Response:
    return await page(request, None)


async def page(request: web.Request, refusal: Refusal | None) -> web.Response:
    """Both lists; `refusal` is why the last form was not done."""
    use, identity = services(request), forms.identity_of(request)
    pools = await use.directory.pools(identity)
    zone = next((str(pool["time_zone"]) for pool in pools if pool.get("time_zone")), None)
    alerts = await use.unusual.alerts(identity)
    return render(
        request,
        "operator_unusual.html",
        title=text("operator.title"),
        module="main_operator_page.js",
        status=refusal.problem.status if refusal else 200,
        problem=forms.problem_of(refusal) if refusal else None,
        told=told(request),
        zone=zone or "UTC",
        open=[_alert(one, zone) for one in alerts if not one["acknowledged_at"]],
        seen=[_alert(one, zone) for one in alerts if one["acknowledged_at"]],
        cool_downs=[_cool_down(one, zone) for one in await use.unusual.cool_downs(identity)],
    )


def _alert(one: JsonObject, zone: str | None) -> JsonObject:
    kind = one["kind"]
    if kind == "canary":
        what = text(f"operator.unusual.canary_{one['canary_kind']}", n=one["canary_number"])
        said = text("operator.unusual.times", n=one["count"])
    else:
        what = text(f"operator.unusual.{kind}", n=one["count"])
        said = text("operator.unusual.usual", n=one["usual"])
    return {
        "id": one["id"],
        "what": what,
        "said": said,
        "who": _who(one["account"]),
        "at": phrases.day_time(one["last_at"], zone),
        "urgent": kind == "canary",
    }


def _cool_down(one: JsonObject, zone: str | None) -> JsonObject:
    everybody = text(
        "operator.unusual.everybody", name=one["organization_name"] or _short(one["id"])
    )
    return {
        "id": one["id"],
        "who": _who(one["account"]) if one["account"] else everybody,
        "until": text(
            "operator.unusual.until", time=phrases.day_time(one["cooled_until"], zone)
        ),
    }  # fmt: skip


def _who(account: JsonObject | None) -> str:
    if account is None:
        return text("operator.unusual.nobody")
    login = account["login"]
    name = login or text("operator.unusual.account", id=_short(account["account_id"]))
    return " · ".join(part for part in (name, account["organization_name"]) if part)


def _short(account_id: str) -> str:
    """Enough of an id to tell which one is meant on a phone call."""
    return account_id[:8]


async def acknowledge(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        alert_id = forms.path_uuid(request, "id", "alert_not_found")
        await services(request).unusual.acknowledge(forms.identity_of(request), alert_id, {})
    except Refusal as refusal:
        return await page(request, refusal)
    return forms.see_other(PATH, "acknowledged")


async def lift(request: web.Request) -> web.Response:
    try:
        await forms.read_form(request)
        subject_id = forms.path_uuid(request, "id", "cool_down_not_found")
        await services(request).unusual.lift(forms.identity_of(request), subject_id, {})
    except Refusal as refusal:
        return await page(request, refusal)
    return forms.see_other(PATH, "lifted")


UNUSUAL_ROUTES: Final = (
    PageRoute("GET", PATH, show, OPERATOR),
    PageRoute("POST", f"{PATH}/alerts/{{id}}", acknowledge, OPERATOR),
    PageRoute("POST", f"{PATH}/cool-downs/{{id}}", lift, OPERATOR),
)
