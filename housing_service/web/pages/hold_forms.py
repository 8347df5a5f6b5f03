"""Turns the fields of a hold's form into the body that the holds service takes."""

from typing import Any, Final

from housing_service.web.pages.forms import Form, number_field

# What each form may carry; anything else in it is left out.
_NUMBERS: Final = ("number", "minutes", "units", "working_hours")
_TEXTS: Final = ("reason", "milestone")
_TRUTHS: Final = ("late", "already_counted")

RESPONDER_ACTIONS: Final = frozenset({"arrive", "extend", "release", "reinstate", "undo", "take"})
STAFF_ACTIONS: Final = (RESPONDER_ACTIONS - {"take"}) | {
    "accept", "decline", "seen", "no-show", "milestones",
}  # fmt: skip


def action_body(form: Form) -> dict[str, Any]:
    """The body for `holds.act`, from the fields present."""
    body: dict[str, Any] = {}
    for name in _NUMBERS:
        number = number_field(form, name)
        if number is not None:
            body[name] = number
    for name in _TEXTS:
        if form.get(name):
            body[name] = form[name]
    for name in _TRUTHS:
        if form.get(name) in ("true", "false"):
            body[name] = form[name] == "true"
    return body
