"""Every message of the socket and every part of a frame, as everybody: what comes and what not."""

from __future__ import annotations

import contextlib
import json
import zlib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import pytest
import websockets

from housing_service.domain.identity import Role
from housing_service.live import packing
from housing_service.web.live_policy import MESSAGES
from housing_service.web.policy import Relation
from tests.policy import live_rows as rows
from tests.policy.canaries import found_in
from tests.policy.live_rows import Shape
from tests.policy.people import PERSONAS, Persona
from tests.policy.planted import HOMES_OF, Planted
from tests.support.api import Console

CONTRACT = Path(__file__).parents[2] / "docs" / "contract" / "asyncapi.json"
INSIDER = Persona("staff.haven", "shelter_staff")
# Looks after the people of outreach's organization, and sees no hold or request of theirs by that.
COORDINATOR = Persona("coordinator", "responder")
PLACES = {**HOMES_OF, INSIDER.login: "haven"}
_OWNERS = {
    "pools": "SELECT p.id, NULL::uuid, g.organization_id, g.confidential FROM housing.pool p"
    " JOIN housing.program g ON g.id = p.program_id",
    "holds": "SELECT h.id, h.account_id, g.organization_id, g.confidential FROM housing.hold h"
    " JOIN housing.pool p ON p.id = h.pool_id JOIN housing.program g ON g.id = p.program_id",
    "requests": "SELECT id, account_id, NULL::uuid, false FROM housing.request",
    "asks": "SELECT a.ask_id, NULL::uuid, g.organization_id, g.confidential"
    " FROM housing.request_pool a"
    " JOIN housing.pool p ON p.id = a.pool_id JOIN housing.program g ON g.id = p.program_id",
}


def contract() -> dict[str, set[str]]:
    """The members of every message that the contract names."""
    components = json.loads(CONTRACT.read_text(encoding="utf-8"))["components"]
    found = {}
    for name, message in components["messages"].items():
        payload = message["payload"]
        if "$ref" in payload:
            payload = components["schemas"][payload["$ref"].rsplit("/", 1)[1]]
        found[name] = set(payload["properties"])
    return found


def test_every_message_and_part_has_a_row() -> None:
    messages = contract()
    assert set(messages) == rows.FRAMES | rows.SENT_BY_CONSOLES == set(MESSAGES)
    for name, parts in rows.PARTS.items():
        others = rows.EVERYBODYS | rows.OPERATORS | rows.ABOUT_THE_ASKING
        assert messages[name] - others == set(parts), name
    roles = set(Role.__args__)
    assert all(set(of_part) == roles for of_part in rows.OBJECTS.values())
    for name, part in (("hold", "holds"), ("request", "requests"), ("ask", "asks")):
        for role in roles:
            for relation in set(Relation) - {Relation.ABSENT}:
                is_sent = rows.shape(part, role, relation, False) is not Shape.NOTHING
                assert MESSAGES[name].reaches(role, relation) is is_sent, (name, role, relation)


async def relations(planted: Planted, part: str, persona: Persona) -> dict[str, Relation]:
    """How this persona stands to every object there is."""
    caller = planted.callers[persona.login]
    found = {}
    for thing, account, organization, confidential in await planted.world.owner.fetch(
        _OWNERS[part]
    ):
        own = account == caller.account_id or (
            persona.login in PLACES and organization == caller.organization_id
        )
        found[str(thing)] = (
            Relation.OWN if own else Relation.CONFIDENTIAL if confidential else Relation.FOREIGN
        )
    return found


def objects(frames: list[dict[str, Any]], part: str) -> dict[str, set[Shape]]:
    """Every object of a part that came in any frame, and how it was shown."""
    found: dict[str, set[Shape]] = {}
    for frame in frames:
        for member, of_part in rows.PARTS.get(frame["type"], {}).items():
            if of_part != part or member == "removed":
                continue
            some = frame[member] if isinstance(frame[member], list) else [frame[member]]
            for one in some:
                found.setdefault(one["id"], set()).add(rows.shape_of(part, one))
    return found


async def busy_night(planted: Planted) -> None:
    """Something of every kind happens at every place, the confidential ones among them."""
    for name, place in planted.places.items():
        staff = planted.api(f"staff.{name}")
        hold = await planted.hold("other", name)
        assert (await staff.act(hold, "accept")).status == 200
        assert (await staff.report(place.pool, units_free=399)).status == 201
        assert (await staff.act(hold, "release")).status == 200
        if name in planted.asks:
            seen = await staff.post(f"/v1/asks/{planted.asks[name]}/seen")
            assert seen.status == 200
    await planted.announcement()


async def coordinator(planted: Planted) -> None:
    world, of = planted.world, planted.callers["outreach"].organization_id
    made = planted.callers["coordinator"] = await world.caller("responder", of, "coordinator")
    await world.owner.execute(
        "UPDATE housing.account SET coordinator = true WHERE id = $1", made.account_id
    )


async def packed_list(planted: Planted, http: aiohttp.ClientSession, login: str) -> str:
    """The first list as one binary frame, unpacked."""
    headers = {"Authorization": f"Bearer {planted.callers[login].token}"}
    async with http.ws_connect(f"{planted.url}/v1/live", headers=headers) as socket:
        await socket.send_json({"type": "subscribe", "packed": True})
        data = await socket.receive_bytes(timeout=10)
    return zlib.decompress(data, -15).decode()


async def settled(console: Console) -> None:
    """What was going to come has come."""
    ticks = len(console.ticks)
    await console.until(lambda c: len(c.ticks) >= ticks + 3)


def unexpected(persona: Persona, frames: list[dict[str, Any]]) -> list[str]:
    """Frames, and parts of frames, that no row has for this role."""
    allowed = rows.EVERYBODYS | (rows.OPERATORS if persona.role == "operator" else set())
    wrong = []
    for frame in frames:
        extra = frame.keys() - allowed - rows.PARTS.get(frame["type"], {}).keys()
        if extra or frame["type"] not in rows.FRAMES:
            wrong.append(f"{persona.login}: {frame['type']} with {extra}")
        reached = MESSAGES[frame["type"]].reaches
        if not any(reached(persona.role, one, persona.limited) for one in Relation):
            wrong.append(f"{persona.login}: {frame['type']} at all")
    return wrong


async def test_everybody_is_sent_what_the_rows_say_and_no_more(
    planted: Planted, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So few pools would be sent as they are.
    monkeypatch.setattr(packing, "BYTES_MIN", 0)
    await coordinator(planted)
    personas = (*PERSONAS, COORDINATOR, INSIDER)
    async with contextlib.AsyncExitStack() as stack:
        consoles = {
            one.login: await stack.enter_async_context(planted.api(one.login).live())
            for one in personas
        }
        for console in consoles.values():
            await console.until(lambda c: c.pools)
        await busy_night(planted)
        for console in consoles.values():
            await settled(console)
    wrong = []
    packed = {one.login: await packed_list(planted, http, one.login) for one in personas}
    for persona in personas:
        frames = [*consoles[persona.login].frames, json.loads(packed[persona.login])]
        wrong += unexpected(persona, frames)
        for part in rows.OBJECTS:
            came = objects(frames, part)
            standing = await relations(planted, part, persona)
            assert came.keys() <= standing.keys(), (persona.login, part)
            for thing, relation in standing.items():
                expected = rows.shape(part, persona.role, relation, persona.limited)
                got = came.get(thing, {Shape.NOTHING})
                if got != {expected}:
                    wrong.append(f"{persona.login}: {part} {relation}: {got}, not {expected}")
        # Whoever works there reads the names; that is the proof that they were there to be found.
        for written in (json.dumps(frames[:-1], ensure_ascii=False), packed[persona.login]):
            marks = found_in(written)
            if bool(marks) is not (persona is INSIDER):
                wrong.append(f"{persona.login}: marks {marks}")
    assert not wrong, "\n".join(sorted(set(wrong)))


async def test_naming_what_one_may_not_see_answers_like_naming_nothing(planted: Planted) -> None:
    """By filter, by region of a filter, and by what is the console's own."""
    haven = planted.places["haven"]
    inside = [haven.program, haven.organization, haven.home_program]
    for login, hidden in (
        ("newcomer", [haven.pool, haven.asked, haven.home, *inside]),
        ("staff.new", [haven.pool, *inside]),
        ("outreach", inside),
        ("operator", inside),
    ):
        first = []
        for named in (hidden, [uuid4() for _ in hidden]):
            filter_ = {"pool_ids": [str(one) for one in named]}
            async with planted.api(login).live(pool_filter=filter_) as console:
                await console.until(lambda c: c.frames)
                await settled(console)
                kept = [
                    {k: v for k, v in frame.items() if k not in ("resume", "server_time")}
                    for frame in console.frames
                ]
                assert kept[0]["pools"] == [], login
                first.append(json.dumps(kept, sort_keys=True))
        assert first[0] == first[1], login


async def test_nobody_and_the_stopped_and_the_invited_are_sent_nothing(planted: Planted) -> None:
    world = planted.world
    waiting = await world.organization("Waiting", stage="invited")
    planted.callers["invited"] = await world.caller("responder", waiting, "invited")
    for token in (None, "hs_no_such_token", *(planted.callers[n].token for n in
                  ("suspended", "invited"))):  # fmt: skip
        address = planted.url.replace("http", "ws", 1) + "/v1/live"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if token is not None:
            with pytest.raises(websockets.InvalidStatus) as refused:
                async with websockets.connect(address, additional_headers=headers):
                    pass
            assert refused.value.response.status_code in (401, 403)
        async with websockets.connect(address) as socket:
            said = {"type": "authenticate", "token": token} if token else {"type": "subscribe"}
            await socket.send(json.dumps(said))
            heard = []
            with contextlib.suppress(websockets.ConnectionClosedError):
                while True:
                    heard.append(json.loads(await socket.recv()))
            assert socket.close_code == 4501 if token else 4500, (token, socket.close_code)
        assert {one["type"] for one in heard} <= {"error"}, heard
        assert not found_in(json.dumps(heard))


def test_a_mark_in_a_frame_would_be_found() -> None:
    frame = {"type": "changes", "pools": [{"id": str(UUID(int=1)), "name": "Kestrel name"}]}
    assert found_in(json.dumps(frame))
