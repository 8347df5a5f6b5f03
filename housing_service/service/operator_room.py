"""What the operator's room shows and does. The database judges the caller anew at every call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from housing_service.domain.eligibility.hours import is_open, local_time
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.operator_lists import AUDIT_SOURCES, AuditSource, VettingKind
from housing_service.domain.personal_text import found_in
from housing_service.domain.sight import sight_of
from housing_service.live.board import Board
from housing_service.live.search import visible_pools
from housing_service.service import operator_requests as ask
from housing_service.service.call_list import Call, call_list, next_look
from housing_service.service.directory import Directory
from housing_service.service.health_strip import HealthStrip
from housing_service.service.notice_feed import NoticeFeed
from housing_service.service.region_board import RegionFigures, region_board
from housing_service.service.requests import Nothing, is_future_safe, parse
from housing_service.store import operator as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
VETTING_ROWS_MAX: Final = 200
AUDIT_ROWS_MAX: Final = 500
AUDIT_DAYS_MAX: Final = 31


@dataclass(frozen=True, slots=True)
class Night:
    """What needs an operator now, as of one moment of the database."""

    now: datetime
    calls: list[Call]
    regions: list[RegionFigures]
    # When the clock alone may next change the calls; null when only what people do can.
    next_look: datetime | None


class OperatorRoom:
    """Use cases of the operator, for one process."""

    def __init__(
        self,
        database: Database,
        board: Board,
        directory: Directory,
        notices: NoticeFeed,
        health: HealthStrip,
        touched: Callable[[UUID, int | None], None],
        database_time: Callable[[], float],
    ) -> None:
        self._database = database
        self._board = board
        self._directory = directory
        self._notices = notices
        self._touched = touched
        self._database_time = database_time
        self.health = health

    async def night(self, identity: Identity, pools: Sequence[JsonObject] | None = None) -> Night:
        """Whom to call, and how each region stands: of `pools` as the database has just told them,
        or else by the board of this process, which may be a moment behind a form just sent."""
        if pools is None:
            pools = list(visible_pools(self._board, sight_of(identity)))
        caller = identity.account_id
        now = self._now()
        unanswered = await store.unanswered(self._database, caller)
        nudges = await store.list_nudges(self._database, caller)
        calls = call_list(pools, unanswered, nudges, now)
        board = region_board(await self._directory.regions(), pools, calls)
        return Night(now, calls, board, next_look(pools, unanswered, now))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._database_time(), UTC)

    async def lines(self, identity: Identity) -> dict[str, str]:
        """Numbers on which programs are called, by program id, of those an operator is told."""
        found: dict[str, str] = {}
        after = None
        while rows := await self._directory.programs(identity, None, None, after, 500):
            for program_id, program in rows:
                if program.get("intake_line"):
                    found[str(program_id)] = str(program["intake_line"])
            after = rows[-1][0]
        return found

    async def nudge(self, identity: Identity, pool_id: UUID, body: Any) -> int:
        """Ask a shelter for its count; returns how many nudges are left in this shift. Raises
        Refusal `nudge_limit_reached` (two a shift), `nudge_intake_closed`, `nudge_id_reused`,
        `pool_not_found`; nobody was asked then."""
        nudge_id = parse(ask.Nudge, body).nudge_id
        if self._outside_hours(pool_id):
            raise Refusal("nudge_intake_closed")
        left = await store.nudge_pool(self._database, identity.account_id, pool_id, nudge_id)
        await self._notices.read()
        return left

    def _outside_hours(self, pool_id: UUID) -> bool:
        """Whether the program has said that it takes nobody in at this hour. Hours of confidential
        programs are told to nobody, so they play no part."""
        entry = self._board.pools.get(pool_id)
        if entry is None or entry.facets.confidential:
            return False
        hours = entry.facets.facts.get("intake_hours")
        at = local_time(self._now(), entry.state.get("time_zone"))
        return isinstance(hours, tuple) and at is not None and not is_open(hours, at)

    async def announce(
        self, identity: Identity, announcement_id: UUID, body: Any
    ) -> tuple[bool, JsonObject]:
        """Tell everybody who is at work something about the service; returns (newly announced, the
        announcement). Raises Refusal `announcement_may_name_somebody` with what was `found` unless
        the caller has said that it names nobody, and what the database refuses."""
        request = parse(ask.PutAnnouncement, body)
        places = [str(region["label"]) for region in await self._directory.regions()]
        found = found_in(request.text, places)
        if found and not request.about_service:
            raise Refusal("announcement_may_name_somebody", found=list(found))
        ends_at = is_future_safe(request.ends_at)
        assert ends_at is not None
        told = await store.put_announcement(
            self._database,
            identity.account_id,
            store.NewAnnouncement(
                announcement_id, request.audience, request.region, request.text.strip(), ends_at
            ),
        )
        await self._notices.read()
        return told

    async def end_announcement(self, identity: Identity, announcement_id: UUID, body: Any) -> None:
        """Take an announcement back. Raises Refusal `announcement_not_found`."""
        parse(Nothing, body)
        await store.end_announcement(self._database, identity.account_id, announcement_id)
        await self._notices.read()

    def notices(self, identity: Identity) -> dict[str, list[JsonObject]]:
        """The announcements, and for a shelter its nudges, that stand for somebody now."""
        return self._board.notices.shown_to(identity.role, identity.organization_id)

    async def vetting(
        self, identity: Identity, kind: VettingKind, region: str | None = None
    ) -> list[JsonObject]:
        """What of this kind waits for a decision, by name."""
        return await store.list_vetting(
            self._database, identity.account_id, kind, region, VETTING_ROWS_MAX
        )

    async def set_stage(self, identity: Identity, organization_id: UUID, body: Any) -> JsonObject:
        """Let an organization see what a new one may not, or take it back. Raises Refusal
        `not_allowed`, `step_up_required`, `organization_not_found`, `invalid_request`."""
        stage = parse(ask.SetStage, body).stage
        return await store.set_stage(self._database, identity, organization_id, stage)

    async def vet_program(self, identity: Identity, program_id: UUID, body: Any) -> None:
        """Say whether a program is confidential; all consoles see it so from then on. Raises
        Refusal `step_up_required`, `program_not_found`, `program_name_not_matched`,
        `confidential_no_slots`, `rate_limited`."""
        request = parse(ask.VetProgram, body)
        confidential = request.decision == "confidential"
        await store.vet_program(self._database, identity, program_id, confidential, request.name)

    async def decide_policy(self, identity: Identity, pool_id: UUID, body: Any) -> None:
        """Decide how a pool may be held, with the shelter's recorded agreement. Raises Refusal
        `consent_required`, `confidential_never_instant`, `pool_not_counted`, `pool_not_found`."""
        request = parse(ask.DecidePolicy, body)
        await store.decide_policy(
            self._database,
            identity.account_id,
            pool_id,
            request.hold_policy,
            request.consent_by,
            request.consent_how,
        )
        self._touched(pool_id, None)

    async def begin_export(self, identity: Identity) -> None:
        """Note that a table of the region is saved as a file. Raises Refusal `step_up_required`
        for a browser without a proof of the last minutes."""
        await store.begin_export(self._database, identity)

    async def audit(
        self,
        identity: Identity,
        since: datetime,
        until: datetime,
        sources: Sequence[AuditSource] = AUDIT_SOURCES,
        region: str | None = None,
    ) -> list[JsonObject]:
        """What is recorded between two times, newest first, at most 31 days and 500 rows. Raises
        Refusal `invalid_request` for another span."""
        if not timedelta(0) < until - since <= timedelta(days=AUDIT_DAYS_MAX):
            fields = [{"field": "until", "message": "give a span of up to 31 days"}]
            raise Refusal("invalid_request", fields=fields)
        which = store.AuditQuery(since, until, tuple(sources), region, AUDIT_ROWS_MAX)
        return await store.audit(self._database, identity.account_id, which)

    async def funnel(self, identity: Identity) -> dict[int, dict[str, int]]:
        """Holds by state or outcome, of the last day and the last seven, without those of
        confidential programs."""
        return await store.hold_funnel(self._database, identity.account_id)

    async def last_import(self, identity: Identity) -> date | None:
        return await store.last_import(self._database, identity.account_id)
