"""A refused request writes nothing: every row of every table is the same before and after."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg

from housing_service.service.holds import ACTIONS
from ops.fuzz.mutate import spoil
from tests.support.api import Api

# Proofs of life of the processes, and of browsers; neither is written for a refusal's sake. The
# others are: how often somebody asked, and what an account named in vain.
_MOVES_BY_ITSELF = {"heartbeat", "rate_count", "reading_day"}
# Of alerts, what the watch makes of those counts, a few seconds later.
_COMPARED = {"alert": "WHERE t.kind = 'canary'"}
_ASKS = 600
Ask = tuple[str, str, str, bytes]  # who, method, path, body


async def fingerprint(owner: asyncpg.Connection) -> dict[str, tuple[int, str | None]]:
    """Rows and their hash, for each table of the service."""
    tables = await owner.fetch(
        "SELECT table_name::text AS name FROM information_schema.tables"
        " WHERE table_schema = 'housing' AND table_type = 'BASE TABLE'"
    )
    found = {}
    for name in {row["name"] for row in tables} - _MOVES_BY_ITSELF:
        row = await owner.fetchrow(
            "SELECT count(*) AS rows, md5(string_agg(t::text, E'\\n' ORDER BY t::text)) AS hash"
            f' FROM housing."{name}" t {_COMPARED.get(name, "")}'
        )
        found[name] = (row["rows"], row["hash"])
    return found


def _bodies(pool: UUID) -> dict[str, bytes]:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    return {
        "place": b'{"pool_id": "%s", "party": {"adults": 1}}' % str(pool).encode(),
        "report": b'{"units_free": 7}',
        "pause": b'{"reason": "staffing", "until": "%s"}' % later.encode(),
        "policy": b'{"hold_policy": "confirm"}',
        "extend": b'{"number": 1}',
        "revoke": b'{"reason": "safety"}',
        "nothing": b"{}",
    }


def refused(attacked: Any, holds: list[str], rng: random.Random) -> Iterator[Ask]:
    """Requests that nobody may answer with yes, whatever their bodies say: the wrong caller for
    the right thing, or the right caller for what is not there."""
    region = attacked.region
    pools = [str(pool) for pool in (*region.pools, region.confidential)]
    bodies = _bodies(region.pools[0])
    examples = tuple(bodies.values())
    while True:
        who = rng.choice(("anonymous", "responder", "limited", "foreign_staff", "staff"))
        path = rng.choice(("reports", "pause", "resume", "close", "policy"))
        pool = rng.choice(pools) if who != "staff" else str(UUID(int=rng.getrandbits(128)))
        body = bodies.get(path.rstrip("s"), bodies["nothing"])
        yield who, "POST", f"/v1/pools/{pool}/{path}", _perhaps_spoilt(body, rng, examples)
        action = rng.choice(ACTIONS)
        # The desk next door may not touch them; the one who asked may not do the shelter's part.
        actor = rng.choice(("anonymous", "foreign_staff", "limited"))
        body = bodies.get(action, bodies["nothing"])
        path = f"/v1/holds/{rng.choice(holds)}/{action}"
        yield actor, "POST", path, _perhaps_spoilt(body, rng, examples)
        actor = rng.choice(("anonymous", "operator"))
        path = f"/v1/holds/{UUID(int=rng.getrandbits(128), version=4)}"
        yield actor, "PUT", path, _perhaps_spoilt(bodies["place"], rng, examples)


def _perhaps_spoilt(body: bytes, rng: random.Random, others: tuple[bytes, ...]) -> bytes:
    return body if rng.random() < 0.3 else spoil(body, rng, others)


def judged(attacked: Any, holds: list[str]) -> list[Ask]:
    """Requests by the right caller that the database itself refuses, each for another reason."""
    region = attacked.region
    instant, _, call_only, unknown = (str(pool) for pool in region.pools)
    past = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

    def place(pool: str, more: str = "") -> bytes:
        return f'{{"pool_id": "{pool}"{more}}}'.encode()

    new = str(UUID(int=7, version=4))
    return [
        ("responder", "PUT", f"/v1/holds/{new}", place(call_only)),
        ("responder", "PUT", f"/v1/holds/{new}", place(unknown)),
        ("responder", "PUT", f"/v1/holds/{new}", place(instant, ', "minutes": 20000')),
        ("responder", "PUT", f"/v1/holds/{holds[0]}", place(instant, ', "units": 3')),
        ("staff", "PUT", f"/v1/holds/{holds[0]}", place(instant)),
        ("staff", "POST", f"/v1/holds/{holds[1]}/accept", b'{"minutes": 30, "until": "x"}'),
        ("staff", "POST", f"/v1/holds/{holds[0]}/no-show", b"{}"),
        ("staff", "POST", f"/v1/holds/{holds[0]}/arrive", b'{"units": 20}'),
        ("responder", "POST", f"/v1/holds/{holds[0]}/extend", b'{"number": 9}'),
        ("responder", "POST", f"/v1/holds/{holds[0]}/undo", b"{}"),
        ("staff", "POST", f"/v1/holds/{holds[1]}/arrive", b"{}"),
        ("staff", "POST", f"/v1/pools/{unknown}/reports",
         b'{"delta": 1, "report_id": "%s"}' % new.encode()),
        ("staff", "POST", f"/v1/pools/{instant}/reports",
         b'{"delta": -9999, "report_id": "%s"}' % new.encode()),
        ("staff", "POST", f"/v1/pools/{instant}/reports",
         b'{"units_free": 3, "observed_at": "%s"}' % ahead.encode()),
        ("staff", "POST", f"/v1/pools/{instant}/reports",
         b'{"units_free": 3, "based_on_version": 0}'),
        ("staff", "POST", f"/v1/pools/{instant}/reports",
         b'{"units_free": 3, "arrived": ["%s"]}' % new.encode()),
        ("staff", "POST", f"/v1/pools/{instant}/pause", b'{"until": "%s"}' % past.encode()),
        ("staff", "POST", f"/v1/pools/{region.confidential}/policy", b'{"hold_policy": "instant"}'),
    ]  # fmt: skip


async def test_refused_requests_write_nothing(attacked, seed, no_faults) -> None:
    rng = random.Random(seed)
    owner, region = attacked.world.owner, attacked.region
    async with aiohttp.ClientSession() as session:
        callers = {who: Api(session, attacked.url, region.token(who)) for who in region.callers}
        # Counted once more, so that a version 0 is out of date.
        assert (await callers["staff"].report(region.pools[0], units_free=400)).status == 201
        holds = [
            (await callers["responder"].place(pool, party={"adults": 1}))["id"]
            for pool in (*region.pools[:2], region.pools[0])
        ]
        before = await fingerprint(owner)
        generated = refused(attacked, holds, rng)
        codes: set[str] = set()
        for who, method, path, body in [
            *judged(attacked, holds), *(next(generated) for _ in range(_ASKS))
        ]:  # fmt: skip
            answer = await callers[who].call(
                method, path, data=body, headers={"Content-Type": "application/json"}
            )
            assert 400 <= answer.status < 500, (who, method, path, body[:300], answer)
            codes.add(str(answer.code))
        assert await fingerprint(owner) == before
        print(sorted(codes))
        assert len(codes) >= 15, codes
        # The comparison itself sees one small change.
        await callers["responder"].act(holds[2], "release")
        changed = await fingerprint(owner)
    assert {name for name in before if before[name] != changed[name]} >= {"hold", "hold_event"}
