"""Setting up and using a second factor, as somebody at a browser would."""

from __future__ import annotations

import re

import pyotp

from tests.desks.person import Person
from tests.support.world import PASSWORD, World

SESSION, TICKET = "housing_session", "housing_ticket"


async def database_step(world: World) -> int:
    seconds = await world.owner.fetchval("SELECT extract(epoch FROM housing.service_clock())")
    return int(seconds) // 30


def code_at(secret: str, step: int) -> str:
    return pyotp.TOTP(secret).generate_otp(step)


def codes_shown(html: str) -> list[str]:
    return re.findall(r"<code[^>]*>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</code>", html)


async def prove(person: Person) -> None:
    done = await person.post("/step-up", password=PASSWORD, back="/account")
    assert done == (303, "/account"), done


async def set_up_app(person: Person, world: World) -> tuple[str, list[str]]:
    """Returns the app's secret and the recovery codes. The code of the present step is used up."""
    status, page = await person.post("/account/app")
    assert status == 200, page
    found = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page)
    assert found, page
    secret = found[1].replace(" ", "")
    code = code_at(secret, await database_step(world))
    status, page = await person.post("/account/app/confirm", code=code)
    assert status == 200
    return secret, codes_shown(page)


async def second(person: Person, code: str) -> tuple[int, str]:
    done = await person.post("/sign-in/second", code=code)
    if done[0] == 303:
        await person._learn_csrf()
    return done


async def first(person: Person, login: str) -> tuple[int, str]:
    return await person.post("/sign-in", login=login, password=PASSWORD)
