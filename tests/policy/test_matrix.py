"""Every address, as everybody, about what is theirs, others', confidential and absent."""

from __future__ import annotations

import asyncio
import logging
from uuid import uuid4

import aiohttp
import pytest
from prometheus_client import generate_latest

from housing_service.metrics import REGISTRY
from housing_service.web.live_socket import LiveSockets
from housing_service.web.policy import PolicyGap, Relation, check
from housing_service.web.policy_table import ROWS
from housing_service.web.route_table import route_table
from tests.policy.calls import body_of, content_of, path_of
from tests.policy.canaries import found_in
from tests.policy.people import PERSONAS, Browser
from tests.policy.planted import Planted
from tests.policy.sweep import Sweep, outcome_of

ROUTES = route_table(LiveSockets())


def test_an_address_without_a_rule_keeps_the_service_from_starting() -> None:
    check(ROUTES, ROWS)
    for known in (("GET", "/v1/pools/{id}"), ("POST", "/console/hold")):
        with pytest.raises(PolicyGap, match=f"no rule: {known[0]} {known[1]}"):
            check(ROUTES, {key: rule for key, rule in ROWS.items() if key != known})
    with pytest.raises(PolicyGap, match="no address: GET /gone"):
        check(ROUTES, {**ROWS, ("GET", "/gone"): ROWS["GET", "/v1/me"]})


def test_rules_and_roles_agree() -> None:
    """Whom a rule lets do something, the address is for; and the open ones are open."""
    for route in ROUTES:
        rule = ROWS[route.method, route.path]
        assert (rule.name == "open") == (route.roles is None), route.path
        body_of(route, "00000000-0000-0000-0000-000000000000")
        if rule.subject is not None and route.roles is not None:
            outcomes = {
                str(rule.outcome(role, relation)) for role in route.roles for relation in Relation
            }
            assert outcomes != {"absent"}, f"nobody may: {route.path}"


async def test_everybody_gets_what_the_policy_says_and_no_more(
    planted: Planted, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sweeps = [
        Sweep(planted, persona, await Browser(http, planted.url).sign_in(persona.login))
        for persona in PERSONAS
    ]
    await asyncio.gather(*(sweep.over(ROUTES) for sweep in sweeps))
    wrong = [line for sweep in sweeps for line in sweep.wrong]
    assert wrong == [], "\n".join(sorted(wrong))
    assert sum(sweep.calls for sweep in sweeps) > 1_000
    for kind in ("may", "absent", "refused"):
        assert sum(sweep.outcomes.get(kind, 0) for sweep in sweeps) > 50, kind
    assert found_in(caplog.text) == []
    assert found_in(generate_latest(REGISTRY).decode()) == []


async def test_whoever_is_suspended_or_nobody_gets_nothing_but_the_door(
    planted: Planted, http: aiohttp.ClientSession
) -> None:
    nobody, suspended = Browser(http, planted.url), Browser(http, planted.url)
    suspended.headers = {"Authorization": f"Bearer {planted.callers['suspended'].token}"}
    for route in ROUTES:
        rule = ROWS[route.method, route.path]
        path = path_of(route, rule, str(planted.places["far"].pool))
        content = content_of(route, str(planted.places["far"].pool))
        for browser in (nobody, suspended):
            if route.roles is None and not route.path.startswith("/count/"):
                continue
            status, body, _ = await browser.call(route.method, path, **content)
            if route.roles is not None:
                assert (status, body["code"]) == (401, "not_signed_in"), path
            assert found_in(str(body)) == []


async def test_a_locked_session_gets_nothing_but_what_its_role_may_while_locked(
    planted: Planted, http: aiohttp.ClientSession
) -> None:
    for persona in PERSONAS:
        browser = await Browser(http, planted.url).sign_in(persona.login)
        status, _, _ = await browser.call("POST", "/lock", data={})
        assert status in (200, 303)
        for route in ROUTES:
            if route.roles is None or persona.role not in route.roles:
                continue
            if persona.role in route.while_locked:
                continue
            rule = ROWS[route.method, route.path]
            path = path_of(route, rule, str(planted.places["far"].pool))
            status, body, _ = await browser.call(
                route.method, path, **content_of(route, str(uuid4()))
            )
            assert outcome_of(status, body) == "423 session_locked", (persona.login, path)
