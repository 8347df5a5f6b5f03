"""A need's random id on pages without modules.

It goes from page to page as a field of the form, and another household begins another one. Nothing
else knows it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from housing_service.web.pages.household import party_from

Form = Mapping[str, str]


def need_of(form: Form) -> dict[str, str]:
    """The need of the household in the form, as fields for the next page: the one it named when it
    is for the same household, else a new one."""
    party = party_from(form)
    of = f"{party.adults}-{party.children}-{party.infants}"
    known = _given(form) if form.get("need_of", of) == of else None
    return {"id": str(known or uuid4()), "of": of}


def named(form: Form, need: Mapping[str, str]) -> dict[str, Any]:
    """The part of a request's body that names the need; empty when a page was only opened."""
    return {"need_id": need["id"]} if "need_id" in form else {}


def _given(form: Form) -> UUID | None:
    try:
        return UUID(form.get("need_id", ""))
    except ValueError:
        return None
