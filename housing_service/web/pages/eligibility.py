"""The page on which a shelter's staff, or the operator, answer whom a program takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from aiohttp import web

from housing_service.domain.eligibility.answers import Answers, read_answers, write_answers
from housing_service.domain.eligibility.hours import DAYS
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import SHELTER_STAFF
from housing_service.web.keys import services
from housing_service.web.language.current import text, word
from housing_service.web.pages import forms, phrases
from housing_service.web.pages.eligibility_fields import (
    Entered,
    Fields,
    read_fields,
    with_answer,
    write_fields,
)
from housing_service.web.pages.eligibility_view import Change, capitalised, changes_between, sheet
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import render

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """The pool whose questions these are, with its answers as they are stored now."""

    pool: Json
    stored: Json
    answers: Answers

    @property
    def version(self) -> int:
        return int(self.stored.get("version") or 0)


async def show(request: web.Request) -> web.Response:
    """Every question with what has been answered so far."""
    asked = await _asked(request)
    return _page(request, asked, write_fields(asked.answers), asked.answers, asked.version)


async def save(request: web.Request) -> web.Response:
    """Replaces all answers by those of the form. What can't be read, or was answered by somebody
    else meanwhile, is shown beside all that was entered; nothing is written then."""
    form = await forms.read_form(request)
    entered = read_fields(form)
    # Without the database the names are missing; what was entered must not be.
    asked = Asked({}, {}, _seen(form))
    try:
        asked = await _asked(request)
        if entered.errors:
            return _again(request, asked, form, entered, None)
        await _put(request, form, entered)
    except Refusal as refusal:
        if refusal.code == "eligibility_out_of_date":
            return await _out_of_date(request, form, entered)
        if refusal.problem.status == 503:
            return _again(request, asked, form, entered, refusal)
        raise
    return forms.see_other(request.path, "answered")


async def _put(request: web.Request, form: Fields, entered: Entered) -> None:
    pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
    body = {
        "answers": write_answers(entered.answers),
        "based_on_version": _based_on_version(form),
    }
    await services(request).eligibility.put(forms.identity_of(request), pool_id, body)


async def _asked(request: web.Request) -> Asked:
    """Raises Refusal `pool_not_found` for a pool whose answers the caller may not see and
    `not_allowed` for staff of another organization, who could not save them."""
    identity, use = forms.identity_of(request), services(request)
    pool_id = forms.path_uuid(request, "pool_id", "pool_not_found")
    stored = await use.eligibility.get(identity, pool_id)
    pool = await use.directory.pool(identity, pool_id)
    own = str(pool["organization_id"]) == str(identity.organization_id)
    if identity.role == SHELTER_STAFF and not own:
        raise Refusal("not_allowed")
    return Asked(pool, stored, read_answers(stored["answers"]))


def _again(
    request: web.Request, asked: Asked, form: Fields, entered: Entered, refusal: Refusal | None
) -> web.Response:
    """The page with all that was entered, still based on the answers that were seen."""
    status = refusal.problem.status if refusal else 422
    version = _based_on_version(form)
    return _page(
        request, asked, form, _seen(form), version, entered, status=status, problem=refusal
    )


async def _out_of_date(request: web.Request, form: Fields, entered: Entered) -> web.Response:
    """The page with what others have answered meanwhile. Where the person had left a question
    alone, the other's answer stands in it, so that saving again does not undo it."""
    asked = await _asked(request)
    changes = changes_between(_seen(form), asked.answers, entered.answers)
    fields = dict(form)
    for change in changes:
        if not change.yours:
            fields = with_answer(fields, change.code, asked.answers.get(change.code))
    return _page(request, asked, fields, asked.answers, asked.version, changes=changes, status=409)


def _page(
    request: web.Request,
    asked: Asked,
    fields: Fields,
    seen: Answers,
    version: int,
    entered: Entered | None = None,
    *,
    changes: tuple[Change, ...] = (),
    status: int = 200,
    problem: Refusal | None = None,
) -> web.Response:
    staff = forms.identity_of(request).role == SHELTER_STAFF
    entered = entered or read_fields(fields)
    return render(
        request,
        "eligibility.html",
        title=text("eligibility.whom_we_take"),
        status=status,
        pool=asked.pool,
        sheet=sheet(fields, entered, changes),
        changed=_changed(asked),
        out_of_date=status == 409,
        problem=forms.problem_of(problem) if problem else None,
        version=version,
        seen=orjson.dumps(write_answers(seen)).decode(),
        back="/shelter" if staff else "/operator",
        days=[(day, word("weekdays", str(n))) for n, day in enumerate(DAYS, start=1)],
        capital=capitalised,
    )


def _changed(asked: Asked) -> str:
    """How long ago and by whom the stored answers were given, or nothing."""
    at = phrases.parse_time(asked.stored.get("changed_at"))
    if at is None:
        return ""
    now = phrases.parse_time(asked.pool.get("as_of")) or datetime.now(UTC)
    who = phrases.word("reporters", asked.stored.get("changed_by_role"))
    return phrases.phrase("said_by", ago=phrases.ago((now - at).total_seconds()), who=who)


def _based_on_version(form: Fields) -> int:
    return forms.number_field(form, "based_on_version", digits_max=18) or 0


def _seen(form: Fields) -> Answers:
    """The stored answers that the form was made from, as it has brought them back. They decide
    only what is shown; what may be written hangs on the version alone."""
    try:
        raw = orjson.loads(form.get("seen", ""))
    except orjson.JSONDecodeError:
        raw = None
    return read_answers(raw) if isinstance(raw, dict) else {}


_WHO_ANSWERS: Final = frozenset({"shelter_staff", "operator"})

ELIGIBILITY_ROUTES: Final = (
    PageRoute("GET", "/shelter/pools/{pool_id}/eligibility", show, _WHO_ANSWERS),
    PageRoute("POST", "/shelter/pools/{pool_id}/eligibility", save, _WHO_ANSWERS),
)
