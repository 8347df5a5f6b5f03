"""A confidential house that tells where to go, and people of an agency who hold places there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

from tests.desks.person import Person
from tests.support.api import Answer, Api
from tests.support.world import Caller, World

CANARY = "Canaryfield"
PLACE = {
    "told": "come_to_address",
    "line": f"77 {CANARY} Lane",
    "locality": f"{CANARY} by the lake",
    "way_in": f"the green door behind {CANARY} mill",
    "call_line": "555-0177",
}


class House:
    """Made by the fixture `house`; `sign_in` opens a browser of somebody of the agency or house."""

    def __init__(
        self, world: World, url: str, api: Callable[[Caller | None], Api], stack: AsyncExitStack
    ) -> None:
        self.world, self.url, self.api, self._stack = world, url, api, stack
        self.accounts: dict[str, Caller] = {}

    async def settle(self) -> House:
        world = self.world
        self.organization = await world.organization("Quiet House", victim_service_provider=True)
        self.program = await world.program(
            self.organization, "Quiet House", "safe_house", confidential=True
        )
        self.pool = await world.pool(
            self.program, free=40, policy="confirm", name="Garden rooms", unit="room"
        )
        self.agency = await world.organization(
            "Night line", organization_hold_limit=100, responder_hold_limit=2
        )
        for login, role, where in (
            ("rosa", "responder", self.agency),
            ("tomas", "responder", self.agency),
            ("mila", "shelter_staff", self.organization),
        ):
            self.accounts[login] = await world.caller(role, where, login)
        self.staff = self.api(self.accounts["mila"])
        return self

    async def sign_in(self, login: str, *, stepped_up: bool = False) -> Person:
        person = await self._stack.enter_async_context(Person(self.url))
        assert (await person.sign_in(login))[0] == 303
        if stepped_up:
            await self.step_up(person)
        return person

    def credential(self, person: Person) -> bytes:
        return hashlib.sha256((person.cookie("housing_session") or "").encode()).digest()

    async def step_up(self, person: Person, seconds_ago: int = 0) -> None:
        """As after the password: so the rules here are tried and not the ways of stepping up."""
        await self.world.owner.execute(
            "UPDATE housing.session SET stepped_up_at = housing.service_clock()"
            " - $2 * interval '1 second' WHERE token_hash = $1",
            self.credential(person), seconds_ago,
        )  # fmt: skip

    async def tells(self, **changes: object) -> None:
        """Staff enter where to go."""
        mila = await self.sign_in("mila", stepped_up=True)
        status, said = await mila.call(
            "PUT", f"/v1/programs/{self.program}/arrival-place", {**PLACE, **changes}
        )
        assert status == 200, said

    async def held_by(self, who: Person | Api, pool: UUID | None = None) -> str:
        """A hold of theirs that the house has accepted."""
        hold = str(uuid4())
        body = {"pool_id": str(pool or self.pool), "party": {"adults": 1}}
        placed = await who.call("PUT", f"/v1/holds/{hold}", body)
        status = placed.status if isinstance(placed, Answer) else placed[0]
        assert status == 201, placed
        if pool is None:
            assert (await self.staff.act(hold, "accept")).status == 200
        return hold

    async def told(self, person: Person, hold: str) -> tuple[int, dict[str, object]]:
        return await person.call("POST", f"/v1/holds/{hold}/disclosure", {})

    async def views(self) -> int:
        return int(
            await self.world.owner.fetchval(
                "SELECT coalesce(sum(views), 0) FROM housing.place_told"
            )
        )
