"""The board: the latest state of every pool and hold, in order of last change.

It holds state, not events: each entry is the newest reading, encoded once, with the offset at
which it last changed for each projection. "What is newer than offset n" is always answerable, so
there is no history to run out of.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

import orjson

from housing_service.domain.filters import Facets, facets_of
from housing_service.domain.sight import Projection
from housing_service.live.entries import NOBODY, HoldEntry, Kind, PoolEntry, pools_in_order
from housing_service.live.notices import Notices
from housing_service.live.passed_on import former_holders
from housing_service.live.pool_index import PoolIndex
from housing_service.live.resume import ResumeTokens

__all__ = ["NOBODY", "Board", "HoldEntry", "Kind", "PoolEntry"]

FACET_CHANGES_MAX = 16
RECENT_SECONDS = 24 * 3600


class Board:
    """Everything a console can be shown. Changed only by the relay, on the event loop."""

    def __init__(self) -> None:
        self.generation: str | None = None
        self.notices = Notices()
        self._clear()

    def _clear(self) -> None:
        self.offset = 0
        # The offset at which a pool last changed: a hold's change leaves snapshots of pools valid.
        self.pools_offset = 0
        # Offsets below this one can't be resumed from: a pool's facets changed so often since
        # that it is no longer known what a viewer saw then.
        self.resume_floor = 0
        self.tokens = ResumeTokens()
        self.pools: dict[UUID, PoolEntry] = {}
        self.indexes: dict[Projection, PoolIndex] = {
            "insider": PoolIndex(judged=True),
            "outsider": PoolIndex(judged=False),
        }
        self.holds: dict[UUID, HoldEntry] = {}
        self._requests: dict[UUID, HoldEntry] = {}
        self._asks: dict[UUID, HoldEntry] = {}
        # What each program has answered about whom it takes, with the version of the answers.
        self._answers: dict[UUID, tuple[int, dict[str, Any]]] = {}
        # Appointments that are over: kept until the database has forgotten them.
        self._over: set[UUID] = set()
        self._by_change: OrderedDict[UUID, PoolEntry] = OrderedDict()
        # All that is told to a few. Callers make the ids of holds and of requests, so that one may
        # equal the other: each is known by its kind too.
        self._told_by_change: OrderedDict[tuple[Kind, UUID], HoldEntry] = OrderedDict()
        # By whom they concern: a returning console must not walk everybody's.
        self._told_of: dict[UUID, set[tuple[Kind, UUID]]] = {}
        # Which organizations have a view of their own of some pool.
        self.confidential_organizations: set[UUID] = set()

    def start_epoch(self, generation: str) -> None:
        """Forget everything: versions of another generation can't be compared with these."""
        self._clear()
        self.generation = generation

    def put_in_order(self) -> None:
        """Keep the pools by their ids. The database gives them in the order of its pages, in which
        whoever was written last comes late: nobody may read that of a confidential pool."""
        self.pools = {entry.pool_id: entry for entry in pools_in_order(self.pools.values())}

    def version_of(self, pool_id: UUID) -> int:
        """The version held, or -1."""
        entry = self.pools.get(pool_id)
        return entry.version if entry is not None else -1

    def answers_version_of(self, pool_id: UUID) -> int:
        """The version of the answers held, 0 for none."""
        return self._answers.get(pool_id, (0, {}))[0]

    def put_answers(self, pool_id: UUID, version: int, answers: dict[str, Any]) -> None:
        """Take what a program has answered. It counts from the pool's next reading on, which must
        not be older."""
        if version > self.answers_version_of(pool_id):
            self._answers[pool_id] = (version, answers)

    def put_pool(
        self,
        pool_id: UUID,
        version: int,
        organization_id: UUID,
        program_id: UUID,
        insider: dict[str, Any],
        outsider: dict[str, Any] | None,
    ) -> bool:
        """Take a reading if it is newer than what is held; an older one is dropped, so nobody is
        shown an older state after a newer. Returns whether any projection changed."""
        held = self.pools.get(pool_id)
        if held is not None and held.version >= version:
            return False
        encoded: dict[Projection, bytes] = {"insider": orjson.dumps(insider)}
        if outsider is not None:
            encoded["outsider"] = orjson.dumps(outsider)
        # Everybody filters a confidential program by the region that outsiders are told.
        shown = insider if outsider is None else {**insider, "region": outsider["region"]}
        _, answers = self._answers.get(pool_id, (0, {}))
        facets = facets_of(
            pool_id, organization_id, shown, answers, held.facets if held is not None else None
        )
        self.indexes["insider"].put(facets, insider)
        if outsider is not None:
            self.indexes["outsider"].put(facets, outsider)
        else:
            self.indexes["outsider"].drop(pool_id)
        self.offset += 1
        self.pools_offset = self.offset
        changed: dict[Projection, int] = {}
        for projection, data in encoded.items():
            same = held is not None and held.encoded.get(projection) == data
            changed[projection] = (
                held.changed[projection] if same and held is not None else self.offset
            )
        entry = PoolEntry(
            pool_id, version, program_id, facets, insider, encoded, changed, self.offset, outsider
        )
        if held is not None:
            entry.facets_were = held.facets_were
            if held.facets != facets:
                entry.facets_were.append((self.offset, held.facets))
                if len(entry.facets_were) > FACET_CHANGES_MAX:
                    floor, _ = entry.facets_were.pop(0)
                    self.resume_floor = max(self.resume_floor, floor)
        else:
            entry.facets_were.append((self.offset, _nowhere(facets)))
        self.pools[pool_id] = entry
        self._by_change[pool_id] = entry
        self._by_change.move_to_end(pool_id)
        if facets.unit == "":
            self._over.add(pool_id)
        if facets.confidential:
            self.confidential_organizations.add(organization_id)
        return True

    def put_hold(self, reading: dict[str, Any]) -> bool:
        """Take a hold's reading if it is newer than what is held."""
        hold_id = UUID(reading["id"])
        held = self.holds.get(hold_id)
        newer = (reading["version"], reading["pool_version"])
        if held is not None and (held.version, held.pool_version) >= newer:
            return False
        self.offset += 1
        views = {
            name: orjson.dumps(reading[name])
            for name in ("holder", "shelter", "operator")
            if reading[name] is not None
        }
        entry = HoldEntry(
            hold_id,
            UUID(reading["holder"]["pool_id"]),
            UUID(reading["account_id"]),
            UUID(reading["organization_id"]),
            reading["kept_by"],
            reading["version"],
            reading["pool_version"],
            reading["ended_at"],
            views,
            self.offset,
        )
        self._keep(entry)
        return True

    def is_open(self, pool_id: UUID) -> bool:
        """Whether everybody may know of this pool's counts: what happens at others, and at ones
        that this process has not heard of, is in no metric."""
        entry = self.pools.get(pool_id)
        return entry is not None and not entry.facets.confidential

    def keeps_hidden(self, organization_id: UUID | None) -> bool:
        """Whether an organization has confidential pools."""
        return organization_id in self.confidential_organizations

    def is_hidden(self, kind: Kind, told_id: UUID) -> bool:
        """Whether this is of an organization with confidential pools, or unknown: then nothing that
        others can read may tell of it."""
        entry = self._of_kind(kind).get(told_id)
        return entry is None or entry.organization_id in self.confidential_organizations

    def request_version_of(self, request_id: UUID) -> int:
        """The version held of a request, or -1."""
        entry = self._requests.get(request_id)
        return entry.version if entry is not None else -1

    def offers_for(self, request_id: UUID) -> set[UUID]:
        """Pools with holds for this request, as far as this process knows."""
        request = self._requests.get(request_id)
        if request is None:
            return set()
        marker = b'"request_id":"%s"' % str(request_id).encode()
        return {
            entry.pool_id
            for entry in self.holds_concerning(request.account_id, None)
            if entry.kind == "hold" and marker in entry.views["holder"]
        }

    def put_waited_for(self, pool_ids: frozenset[UUID]) -> None:
        """Take for which pools somebody waits. Only their order in an answer tells of it, and of
        confidential programs not even that."""
        self.indexes["insider"].put_waited_for(pool_ids)

    def put_told(
        self,
        kind: Kind,
        told_id: UUID,
        version: int,
        account_id: UUID,
        organization_id: UUID,
        ended_at: float | None,
        views: dict[str, bytes],
    ) -> bool:
        """Take a request, or what a shelter is asked, if it is newer than what is held."""
        held = self._of_kind(kind).get(told_id)
        if held is not None and version <= held.version:
            return False
        self.offset += 1
        self._keep(
            HoldEntry(
                told_id, NOBODY, account_id, organization_id, "", version, 0, ended_at, views,
                self.offset, kind,
            )
        )  # fmt: skip
        return True

    def _of_kind(self, kind: Kind) -> dict[UUID, HoldEntry]:
        return {"hold": self.holds, "request": self._requests, "ask": self._asks}[kind]

    def _keep(self, entry: HoldEntry) -> None:
        key = (entry.kind, entry.hold_id)
        held = self._told_by_change.get(key)
        if held is not None:
            entry.former = former_holders(
                held.former, held.account_id, entry.account_id, entry.offset
            )
        self._of_kind(entry.kind)[entry.hold_id] = entry
        self._told_by_change[key] = entry
        self._told_by_change.move_to_end(key)
        for concerned in (entry.account_id, entry.organization_id):
            self._told_of.setdefault(concerned, set()).add(key)

    def everything_told(self) -> Iterator[HoldEntry]:
        """Every hold, request and ask."""
        return iter(list(self._told_by_change.values()))

    def holds_concerning(
        self, account_id: UUID, organization_id: UUID | None
    ) -> Iterator[HoldEntry]:
        """What is or was told to this account, and to this shelter's organization, each once."""
        keys = self._told_of.get(account_id, set())
        if organization_id is not None:
            keys = keys | self._told_of.get(organization_id, set())
        return (self._told_by_change[key] for key in keys)

    def pools_since(self, offset: int) -> Iterator[PoolEntry]:
        """Entries whose last change lies after `offset`, newest first."""
        for entry in reversed(self._by_change.values()):
            if entry.offset <= offset:
                return
            yield entry

    def holds_since(self, offset: int) -> Iterator[HoldEntry]:
        for entry in reversed(self._told_by_change.values()):
            if entry.offset <= offset:
                return
            yield entry

    def drop_gone(self, known: Collection[UUID]) -> int:
        """Forget pools that were over and are not among `known`, all that the database has now. Who
        was last told before a pool was over starts anew."""
        gone = self._over.difference(known)
        for pool_id in gone:
            entry = self.pools.pop(pool_id)
            del self._by_change[pool_id]
            self._answers.pop(pool_id, None)
            for index in self.indexes.values():
                index.drop(pool_id)
            self.resume_floor = max(self.resume_floor, entry.offset)
        self._over -= gone
        return len(gone)

    def drop_old_holds(self, now_seconds: float) -> int:
        """Forget what ended more than 24 h before `now_seconds` (database time)."""
        old = [
            key
            for key, entry in self._told_by_change.items()
            if entry.ended_at is not None and entry.ended_at < now_seconds - RECENT_SECONDS
        ]
        for key in old:
            entry = self._told_by_change.pop(key)
            del self._of_kind(entry.kind)[entry.hold_id]
            for concerned in {entry.account_id, entry.organization_id, *entry.former}:
                keys = self._told_of[concerned]
                keys.discard(key)
                if not keys:
                    del self._told_of[concerned]
        return len(old)


def _nowhere(facets: Facets) -> Facets:
    """Facets no filter with any condition matches: a pool that was not there yet."""
    return Facets(facets.pool_id, facets.organization_id, facets.confidential, "", "", "", {})
