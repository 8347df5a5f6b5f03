"""What one's own program tells people on their way to it, and to whom it was told."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.disclosure import (
    LINE_CHARS_MAX,
    LOCALITY_CHARS_MAX,
    TOLD,
    WAY_IN_CHARS_MAX,
)
from housing_service.web.keys import services
from housing_service.web.language.current import text
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render
from housing_service.web.pages.shelter import STAFF
from housing_service.web.pages.where_to_go import SHOWN_SECONDS, step_up

_FIELDS: Final = ("line", "locality", "way_in", "call_line")
_LENGTHS: Final = {
    "line": LINE_CHARS_MAX,
    "locality": LOCALITY_CHARS_MAX,
    "way_in": WAY_IN_CHARS_MAX,
    "call_line": 30,
}
_PATH: Final = "/shelter/programs/{program_id}/where-to-go"


async def show(request: web.Request) -> web.Response:
    """What kind of answer is given, never the text of it."""
    return await _page(request, {})


async def read(request: web.Request) -> web.Response:
    """The text, for a minute; who has not stepped up does so first."""
    try:
        await forms.read_form(request)
        response = await _page(request, {}, with_text=True)
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            return step_up(_own_path(request))
        raise
    response.headers["Refresh"] = f"{SHOWN_SECONDS};url={_own_path(request)}"
    return response


async def save(request: web.Request) -> web.Response:
    """Says it anew. The fields that do not belong to the choice are left out of it."""
    form: forms.Form = {}
    try:
        form = await forms.read_form(request)
        program_id = forms.path_uuid(request, "program_id", "program_not_found")
        told = form.get("told", "")
        kept = ("call_line",) if told == "shelter_calls_you" else _FIELDS
        body: dict[str, Any] = {
            "told": told,
            "names_nobody": form.get("names_nobody") == "yes",
            **{name: " ".join(form.get(name, "").split()) or None for name in kept},
        }
        await services(request).disclosure.put(forms.identity_of(request), program_id, body)
    except Refusal as refusal:
        if refusal.code == "step_up_required":
            # What was typed is typed again afterwards: it may not wait anywhere.
            return step_up(_own_path(request))
        if refusal.code == "program_not_found":
            raise
        return await _page(request, form, refusal)
    return forms.see_other(_own_path(request), "place_saved")


def _own_path(request: web.Request) -> str:
    program_id = forms.path_uuid(request, "program_id", "program_not_found")
    return _PATH.format(program_id=program_id)


async def _page(
    request: web.Request,
    form: forms.Form,
    refusal: Refusal | None = None,
    *,
    with_text: bool = False,
) -> web.Response:
    program_id = forms.path_uuid(request, "program_id", "program_not_found")
    place = await services(request).disclosure.place(
        forms.identity_of(request), program_id, with_text=with_text
    )
    said = place["place"] if with_text else None
    return render(
        request,
        "arrival_place.html",
        title=text("arrival_place.title"),
        module="main_where.js" if said else None,
        status=refusal.problem.status if refusal else 200,
        place=place,
        said=said,
        changed_on=phrases.day(place["changed_on"]) if place["changed_on"] else "",
        told_to=[
            {
                "day": phrases.day(one["day"]),
                "name": one["organization_name"] or text("arrival_place.no_organization"),
                "people": one["people"],
                "views": one["views"],
            }
            for one in place["told_to"]
        ],
        kinds=TOLD,
        chosen=form.get("told") or place["told"],
        form={name: form.get(name, "") for name in _FIELDS},
        lengths=_LENGTHS,
        path=_own_path(request),
        may_name=refusal is not None and refusal.code == "place_may_name_somebody",
        problem=forms.problem_of(refusal) if refusal else None,
    )


ARRIVAL_PLACE_ROUTES: Final = (
    PageRoute("GET", _PATH, show, STAFF),
    PageRoute("POST", _PATH, save, STAFF),
    PageRoute("POST", _PATH + "/reading", read, STAFF),
)
