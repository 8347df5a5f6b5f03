"""The page of a count link: one number, said without an account, and nothing else.

The token stands in the address, so the page sends no referrer, and its forms therefore no Origin.
No other site can send one: it would have to know the token, and there is no session to borrow.
"""

from typing import Any, Final
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.requests import COUNT_MAX
from housing_service.store.counts import ReportRequest
from housing_service.web.auth import caller_address, same_origin
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms
from housing_service.web.pages.help_now import help_of
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

_NO_REFERRER: Final = "no-referrer"
_STEPS: Final = {"fewer": -1, "more": 1}


def _page(
    request: web.Request, link: dict[str, Any], refusal: Refusal | None = None
) -> web.Response:
    response = render(
        request,
        "count.html",
        title=link["program_name"] or text("count.our_beds"),
        status=refusal.problem.status if refusal else 200,
        pool=link["pool_name"] or "",
        units_free=link["units_free"],
        based_on_version=link["counts_version"],
        said=refusal is None and request.query.get("said") == "saved",
        problem=forms.problem_of(refusal) if refusal else None,
    )
    response.headers["Referrer-Policy"] = _NO_REFERRER
    return response


def _gone(request: web.Request, refusal: Refusal) -> web.Response:
    """The same for every link that does not work, whyever."""
    response = render(
        request,
        "count_gone.html",
        title=text("count.gone_title"),
        status=refusal.problem.status,
        busy=refusal.code == "rate_limited",
        **help_of(request),
    )
    response.headers["Referrer-Policy"] = _NO_REFERRER
    if refusal.code == "rate_limited":
        response.headers["Retry-After"] = str(refusal.extras.get("retry_after_seconds", 1))
    return response


async def show(request: web.Request) -> web.Response:
    try:
        link = await services(request).count_links.show(_token(request), caller_address(request))
    except Refusal as refusal:
        return _gone(request, refusal)
    return _page(request, link)


async def report(request: web.Request) -> web.Response:
    """Says one fewer, one more, a number, or that it is still correct. The form brings the report's
    id, so sending it twice counts once."""
    links = services(request).count_links
    _own_page(request)
    try:
        form = await forms.read_open_form(request)
        await links.report(_token(request), _report(form), caller_address(request))
    except Refusal as refusal:
        link = refusal.extras.get("link")
        if link is None and refusal.code in ("invalid_request", "unsupported_media_type"):
            try:
                link = await links.show(_token(request), caller_address(request))
            except Refusal as gone:
                return _gone(request, gone)
        return _gone(request, refusal) if link is None else _page(request, link, refusal)
    location = f"/count/{_token(request)}?said=saved"
    return web.Response(status=303, headers={"Location": location, "Referrer-Policy": _NO_REFERRER})


def _token(request: web.Request) -> str:
    return request.match_info["token"]


def _own_page(request: web.Request) -> None:
    """Refuse what a browser says another site made it send."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Refusal("csrf_failed")
    if request.headers.get("Origin", "null") != "null":
        same_origin(request)


def _report(form: forms.Form) -> ReportRequest:
    report_id: UUID = forms.uuid_field(form, "report_id")
    based_on = forms.number_field(form, "based_on_version", digits_max=18)
    kind = form.get("kind", "")
    if kind == "unchanged":
        return ReportRequest(report_id, unchanged=True, based_on_version=based_on)
    if kind in _STEPS:
        return ReportRequest(report_id, delta=_STEPS[kind], based_on_version=based_on)
    units_free = forms.number_field(form, "units_free")
    if kind != "number" or units_free is None or units_free > COUNT_MAX:
        raise Refusal("invalid_request", text("count.number_missing"))
    return ReportRequest(report_id, units_free=units_free, based_on_version=based_on)


COUNT_ROUTES: Final = (
    PageRoute("GET", "/count/{token}", show, None),
    PageRoute("POST", "/count/{token}", report, None),
)
