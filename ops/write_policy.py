"""Write docs/policy.md from the route table and the rules of every address."""

from __future__ import annotations

from pathlib import Path

from housing_service.domain.identity import ROLES
from housing_service.web.live_policy import MESSAGES
from housing_service.web.live_socket import LiveSockets
from housing_service.web.policy import Rule
from housing_service.web.policy_table import ROWS
from housing_service.web.route_table import route_table
from housing_service.web.routes import Route

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "policy.md"
_HEAD = """\
# Who may do what

Written by `ops/write_policy.py` (`make contract`) from `housing_service/web/route_table.py`, which
says which roles an address is for and is enforced before anything else, and
`housing_service/web/policy_table.py`, which gives each address one rule about whose objects it
takes. That is judged in the database ([why](adr/0042-one-policy-beneath-it-functions.md)). An
address without a rule keeps the service from starting; `tests/policy/test_matrix.py` calls every
address as everybody, about what is theirs, others', confidential and absent, and compares.
What the socket sends to whom stands in `tests/policy/live_rows.py`, message by message and part by
part; `tests/policy/test_live_matrix.py` listens as everybody and compares.

In this order, whatever is asked for:

1. Nobody signed in, a wrong or ended token or session, a suspended account or organization: 401.
2. A locked session: 423, but for what its role may do while locked.
3. A role that the address is not for: 403, whether or not there is such an object.
4. By the rule: it is done (or refused by what the program allows), **absent**: byte for byte the
   answer to an id that nobody has, **refused**: 403 where the caller knows of the object anyhow.

*Confidential* is an object of a confidential program of others. Whoever may see one gets the
projection for outsiders. To a limited organization all of them are absent. By the ids under which
its own staff know it a confidential program is absent to everybody else.

`R` responder, `S` shelter staff, `O` operator; `-`: there is no such case.

## Addresses about an object

| rule | object | own | others' | confidential | whoever else |
|---|---|---|---|---|---|
"""
_LETTERS = {"responder": "R", "shelter_staff": "S", "operator": "O"}


def _letters(roles: frozenset[str]) -> str:
    return " ".join(_LETTERS[role] for role in ROLES if role in roles) or "-"


def _row(rule: Rule) -> str:
    cells = [f"**{rule.name}**: {rule.says}{' After a step-up.' if rule.steps_up else ''}"]
    cells.append(str(rule.subject))
    cells += [_letters(may) for may in (rule.own, rule.foreign, rule.confidential)]
    return f"| {' | '.join([*cells, str(rule.otherwise)])} |\n"


def document() -> str:
    """The whole page, ending with a line break."""
    routes = route_table(LiveSockets())
    rules = list({rule.name: rule for rule in ROWS.values()}.values())
    text = _HEAD + "".join(_row(rule) for rule in rules if rule.subject is not None)
    text += "\n## Which address follows which rule\n\n"
    for rule in rules:
        says = f" {rule.says}" if rule.subject is None else ""
        told = [_address(route) for route in routes if ROWS[route.method, route.path] == rule]
        text += f"- **{rule.name}**.{says} {', '.join(told)}\n"
    text += "\n## Live messages\n\n| message | who is sent it |\n|---|---|\n"
    return text + "".join(f"| `{name}` | {one.says} |\n" for name, one in MESSAGES.items())


def _address(route: Route) -> str:
    roles = "" if route.roles is None else f" ({_letters(route.roles)})"
    return f"`{route.method} {route.path}`{roles}"


def main() -> None:
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
