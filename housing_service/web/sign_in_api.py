"""/v1/me/…: people's own signing in."""

from __future__ import annotations

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.service.requests import parse
from housing_service.service.sign_in_requests import ProveAnew
from housing_service.service.step_up import STEP_UP_SECONDS
from housing_service.web import wire_sign_in as told
from housing_service.web.auth import browser_session, passkey_site, set_session
from housing_service.web.bodies import json_response, read_json
from housing_service.web.keys import identity, services
from housing_service.web.routes import ALL, Route


async def prove(request: web.Request, session: str, given: ProveAnew) -> str:
    """The session's new secret after any one of the proofs."""
    own, caller = services(request).own, identity(request)
    if given.passkey is not None:
        site = passkey_site(request)
        if site is None:
            raise Refusal("passkeys_not_offered")
        return await own.passkeys.step_up(caller, session, site, given.passkey)
    if given.code is not None:
        return await own.second_factor.step_up(caller, session, given.code)
    return await own.step_up.by_password(caller, session, given.password or "")


async def step_up(request: web.Request) -> web.Response:
    """Proves this session anew; it has another cookie from then on."""
    session = browser_session(request)
    given = parse(ProveAnew, await read_json(request))
    token = await prove(request, session, given)
    response = json_response({"seconds": STEP_UP_SECONDS})
    set_session(request, response, token)
    return response


SIGN_IN_API_ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/me/step-up", step_up, ALL,
          "Prove this session anew, for what asks for it", body=ProveAnew,
          answers={200: told.SteppedUp},
          codes=("step_up_failed", "second_factor_needed", "code_failed", "passkey_failed",
                 "passkeys_not_offered", "too_many_tries", "not_allowed", "invalid_request")),
)  # fmt: skip
