"""The board and what audiences are sent, without a database: seeded random histories."""

from __future__ import annotations

import json
import random
from typing import Any
from uuid import UUID, uuid5

import pytest

from housing_service.domain.filters import PoolFilter
from housing_service.domain.sight import Sight
from housing_service.live.audience import Audience, changes_frame, snapshot_pools
from housing_service.live.board import FACET_CHANGES_MAX, Board
from housing_service.live.search import seems_refused
from tests.support.pools import insider_pool, outsider_pool

ROOT = UUID(int=1)
ORGANIZATION = UUID(int=2)
EVERYBODY = Sight(None, True)
STAFF = Sight(ORGANIZATION, True)
LIMITED = Sight(None, False)


def pool_id(number: int) -> UUID:
    return uuid5(ROOT, str(number))


def insider(number: int, version: int, region: str, confidential: bool) -> dict[str, Any]:
    return insider_pool(pool_id(number), version, region=region, confidential=confidential)


class Pool:
    def __init__(self, number: int) -> None:
        self.number = number
        self.version = 0
        self.outsider_version = 0
        self.region = "a"
        self.confidential = number % 3 == 0

    def put(self, board: Board) -> None:
        self.version += 1
        outside = None
        if self.confidential:
            outside = outsider_pool(pool_id(self.number), self.outsider_version, region=self.region)
        inside = insider(self.number, self.version, self.region, self.confidential)
        board.put_pool(pool_id(self.number), self.version, ORGANIZATION, ROOT, inside, outside)


def payload(frame: bytes) -> dict[str, Any]:
    start = 2 if frame[1] < 126 else 4 if frame[1] == 126 else 10
    parsed: dict[str, Any] = json.loads(frame[start:] + b'x"}')
    return parsed


class Client:
    """Applies frames by the client's rule."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.offset = -1
        self.pools: dict[str, dict[str, Any]] = {}

    def catch_up(self, board: Board) -> None:
        if self.offset < board.resume_floor:
            pools = json.loads(snapshot_pools(board, self.audience))
            self.pools = {pool["id"]: pool for pool in pools}
        else:
            frame = changes_frame(board, self.audience, self.offset)
            if frame is not None:
                changes = payload(frame)
                for pool in changes["pools"]:
                    self.pools[pool["id"]] = pool
                for gone in changes["removed"]:
                    assert gone in self.pools, "an id that was never seen was named"
                    del self.pools[gone]
        self.offset = board.offset


@pytest.mark.parametrize("seed", range(40))
def test_every_client_ends_equal_to_the_board(seed: int) -> None:
    rng = random.Random(seed)
    board = Board()
    pools = [Pool(number) for number in range(12)]
    filters = [PoolFilter(), PoolFilter(regions=frozenset({"a"})),
               PoolFilter(regions=frozenset({"b"}))]  # fmt: skip
    clients = [
        Client(Audience(sight, wanted)) for sight in (EVERYBODY, STAFF, LIMITED)
        for wanted in filters
    ]  # fmt: skip
    for _ in range(300):
        pool = rng.choice(pools)
        action = rng.random()
        if action < 0.15:
            pool.region = rng.choice("abc")
            pool.outsider_version += 1
        elif action < 0.2:
            pool.confidential = not pool.confidential
            pool.outsider_version += 1
        elif action < 0.4:
            pool.outsider_version += 1
        pool.put(board)
        for client in rng.sample(clients, 3):
            client.catch_up(board)
    for client in clients:
        client.catch_up(board)
        fresh = {p["id"]: p for p in json.loads(snapshot_pools(board, client.audience))}
        assert client.pools == fresh


def test_what_changes_inside_only_is_silence_outside() -> None:
    board = Board()
    pool = Pool(0)
    pool.put(board)
    offset = board.offset
    pool.put(board)
    assert changes_frame(board, Audience(EVERYBODY, PoolFilter()), offset) is None
    assert changes_frame(board, Audience(STAFF, PoolFilter()), offset) is not None
    assert changes_frame(board, Audience(LIMITED, PoolFilter()), 0) is None


def test_an_older_reading_is_dropped() -> None:
    board = Board()
    pool = Pool(1)
    pool.put(board)
    pool.put(board)
    offset = board.offset
    old = insider(1, 1, "a", False)
    assert not board.put_pool(pool_id(1), 1, ORGANIZATION, ROOT, old, None)
    assert board.offset == offset


def test_an_older_reading_of_a_hold_is_dropped() -> None:
    board = Board()
    hold: dict[str, Any] = {
        "id": str(pool_id(9)), "account_id": str(ROOT), "organization_id": str(ORGANIZATION),
        "kept_by": "responder", "ended_at": None, "shelter": {}, "operator": {},
    }  # fmt: skip

    def reading(version: int, pool_version: int, state: str) -> dict[str, Any]:
        holder = {"pool_id": str(pool_id(1)), "state": state}
        return {**hold, "version": version, "pool_version": pool_version, "holder": holder}

    assert board.put_hold(reading(2, 5, "active"))
    offset = board.offset
    for version, pool_version in ((1, 4), (2, 5), (2, 4)):
        assert not board.put_hold(reading(version, pool_version, "requested"))
    assert board.offset == offset
    assert b"active" in board.holds[pool_id(9)].views["holder"]
    assert board.put_hold(reading(3, 6, "released"))


def test_too_many_moves_make_old_places_unresumable_not_wrong() -> None:
    board = Board()
    pool = Pool(1)
    for number in range(FACET_CHANGES_MAX + 5):
        pool.region = "ab"[number % 2]
        pool.put(board)
    assert board.resume_floor > 0


def test_what_is_hidden_goes_the_way_of_what_does_not_exist() -> None:
    """Else the time to an answer would tell them apart."""
    board = Board()
    Pool(0).put(board)
    assert seems_refused(board, LIMITED, UUID(int=77), None)
    assert seems_refused(board, LIMITED, pool_id(0), None)
    assert not seems_refused(board, EVERYBODY, pool_id(0), None)
