"""What every form of the pages needs: its fields, proof that it came from our own page, and the
way back. Forms work without any script; the modules send the same through the API."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.web import bodies
from housing_service.web.csrf import is_of
from housing_service.web.keys import IDENTITY
from housing_service.web.language.problems import in_words

Form = Mapping[str, str]


def identity_of(request: web.Request) -> Identity:
    """Who is signed in; raises Refusal `not_signed_in` when nobody is."""
    identity = request.get(IDENTITY)
    if not isinstance(identity, Identity):
        raise Refusal("not_signed_in")
    return identity


async def read_form(request: web.Request) -> Form:
    """The text fields of a posted form; raises Refusal `csrf_failed` unless it carries the
    session's own token."""
    fields = await bodies.read_form(request)
    form = {name: value for name, value in fields.items() if isinstance(value, str)}
    expected = identity_of(request).session_csrf
    if not expected or not is_of(form.get("csrf", ""), expected):
        raise Refusal("csrf_failed")
    return form


async def read_open_form(request: web.Request) -> Form:
    """The same where nobody is signed in yet, so that there is no session's token to carry."""
    fields = await bodies.read_form(request)
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def uuid_field(form: Form, name: str) -> UUID:
    """A field that must be a UUID; raises Refusal `invalid_request` when it is not."""
    try:
        return UUID(form.get(name, ""))
    except ValueError:
        raise Refusal("invalid_request") from None


def path_uuid(request: web.Request, name: str, code: str) -> UUID:
    """An id in the address; raises Refusal `code` when there can be nothing of that name."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise Refusal(code) from None


def number_field(form: Form, name: str, digits_max: int = 6) -> int | None:
    """A field that must be a whole number; None when it is empty or something else."""
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= digits_max):
        return None
    return int(text)


def see_other(path: str, done: str) -> web.Response:
    """Back to the page by GET, so that a reload repeats nothing; `done` says what was done."""
    return web.Response(status=303, headers={"Location": f"{path}?done={done}"})


def problem_of(refusal: Refusal) -> dict[str, Any]:
    """What a page shows of a refusal."""
    told = in_words(refusal)
    return {
        "status": refusal.problem.status,
        "detail": told["detail"],
        "next_step": told["next_step"],
    }
