"""Every address called as one persona: what came back, judged by the policy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from housing_service.web.policy import Outcome, Relation, Rule, Subject
from housing_service.web.policy_table import ROWS
from housing_service.web.routes import Route
from tests.policy.calls import content_of, path_of
from tests.policy.canaries import found_in
from tests.policy.people import Browser, Persona
from tests.policy.planted import Planted

# They end or lock the session that calls them: each gets one of its own.
ENDS_THE_SESSION = {"/sign-out", "/lock", "/unlock", "/still-here", "/desks/pin", "/v1/me/step-up",
                    "/step-up", "/step-up/passkey", "/account/password"}  # fmt: skip
# The first would end every other session of the persona, the second needs what an app shows; tests
# of signing in try both.
NOT_SWEPT = {"/account/sessions/end-others", "/account/app/confirm"}
# Not there is what the request names beside its object, or what this service does not offer.
_ABOUT_SOMETHING_ELSE = {"colleague_not_found", "single_sign_on_not_offered"}
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ALERTS = re.compile(r'<(\w+)[^>]*role="alert".*?</\1>', re.DOTALL)
_DROPPED_HEADERS = {"date", "x-request-id"}


def outcome_of(status: int, body: Any) -> Outcome | str:
    """What came back, in the words of the policy."""
    code = body.get("code") if isinstance(body, dict) else None
    if status == 403 and code == "step_up_required":
        return Outcome.STEP_UP
    if status == 403 and code in (None, "not_allowed"):
        return Outcome.REFUSED
    if status == 404 and code not in _ABOUT_SOMETHING_ELSE:
        return Outcome.ABSENT
    if status in (401, 403, 423, 429) or status >= 500:
        return f"{status} {code}"
    return Outcome.MAY


def without_ids(status: int, body: Any, headers: dict[str, str]) -> tuple[int, str, Any]:
    """All of an answer but which id was asked for and what every request has of its own. Of a page
    what it says of the request: the rest of it is the caller's own list, which goes on."""
    text = _ID.sub("~", str(body))
    kept = {k: v for k, v in sorted(headers.items()) if k.lower() not in _DROPPED_HEADERS}
    if "<html" in text:
        text = " ".join(match[0] for match in _ALERTS.finditer(text))
        kept.pop("Content-Length", None)
    return status, text, kept


def first_difference(one: str, other: str) -> str:
    at = next((i for i, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), 0)
    return f"{one[max(0, at - 60) : at + 60]!r} / {other[max(0, at - 60) : at + 60]!r}"


@dataclass
class Sweep:
    """What did not fit, in sentences, and how much was asked."""

    planted: Planted
    persona: Persona
    browser: Browser
    calls: int = 0
    wrong: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)

    async def over(self, routes: tuple[Route, ...]) -> None:
        for route in routes:
            if route.roles is None or route.path == "/v1/live" or route.path in NOT_SWEPT:
                continue
            if route.path in ENDS_THE_SESSION:
                own = await Browser(self.browser.http, self.browser.url).sign_in(self.persona.login)
                await self.one(route, ROWS[route.method, route.path], own)
            else:
                await self.one(route, ROWS[route.method, route.path], self.browser)

    async def one(self, route: Route, rule: Rule, browser: Browser) -> None:
        """Every relation that there is to the objects of this address; where none of them exists
        for this persona, the answers are compared with the one to an id that nobody has."""
        role = self.persona.role
        assert route.roles is not None
        admitted = role in route.roles
        if not admitted or rule.subject is None:
            expected = rule.outcome(role, Relation.ABSENT) if admitted else Outcome.REFUSED
            await self.asked(route, rule, Relation.ABSENT, str(uuid4()), expected, browser)
            return
        absent = None
        for relation in (Relation.ABSENT, Relation.OWN, Relation.FOREIGN, Relation.CONFIDENTIAL):
            expected = rule.outcome(role, relation, self.persona.limited)
            examples = await self.planted.examples(rule.subject, self.persona.login, relation)
            if relation is Relation.CONFIDENTIAL:
                examples += self.own_names_of_the_hidden(rule.subject)
            for number, given in enumerate(examples):
                by_name = relation is Relation.CONFIDENTIAL and number > 0
                # Where a proof is asked for first, nothing is told about the object before it.
                told = Outcome.ABSENT if by_name and not rule.steps_up else expected
                said = await self.asked(route, rule, relation, given, told, browser)
                if relation is Relation.ABSENT:
                    absent = said
                elif (rule.steps_up or told is Outcome.ABSENT) and said != absent:
                    differs = first_difference(str(said), str(absent))
                    self.wrong.append(f"{self.name(route)} {relation}: not as absent: {differs}")

    def own_names_of_the_hidden(self, subject: Subject) -> list[str]:
        """Ids by which a confidential program is known inside only."""
        haven = self.planted.places["haven"]
        own = {Subject.PROGRAM: haven.program, Subject.ORGANIZATION: haven.organization}
        return [str(own[subject])] if subject in own else []

    async def asked(
        self, route: Route, rule: Rule, relation: Relation, given: str,
        expected: Outcome, browser: Browser,
    ) -> tuple[int, str, Any]:  # fmt: skip
        far = str(self.planted.places["far"].organization)
        path = path_of(route, rule, given, far)
        answer = await browser.call(route.method, path, **content_of(route, given, far))
        self.calls += 1
        got = outcome_of(answer[0], answer[1])
        self.outcomes[str(got)] = self.outcomes.get(str(got), 0) + 1
        if got != expected:
            code = answer[1].get("code") if isinstance(answer[1], dict) else ""
            self.wrong.append(
                f"{self.name(route)} {relation}: {got} ({answer[0]} {code}), not {expected}"
            )
        if marks := found_in(f"{answer[1]} {answer[2]}"):
            self.wrong.append(f"{self.name(route)} {relation}: tells {marks}")
        # Neither a browser nor anything between keeps an answer, or a name for it to ask again by.
        if answer[2].get("Cache-Control") != "no-store" or {"ETag", "Last-Modified"} & set(
            answer[2]
        ):
            self.wrong.append(f"{self.name(route)}: may be kept")
        return without_ids(*answer)

    def name(self, route: Route) -> str:
        return f"{self.persona.login}: {route.method} {route.path}"
