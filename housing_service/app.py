"""The one page that wires and starts everything, and says in which order it stops."""

from __future__ import annotations

import asyncio
import contextlib
import resource
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from housing_service.config import Settings
from housing_service.live.board import Board
from housing_service.live.hub import Hub
from housing_service.live.send_loop import chosen_send
from housing_service.service.audit_keeper import AuditKeeper
from housing_service.service.capacity import CapacityKinds
from housing_service.service.count_links import CountLinks
from housing_service.service.counts import Counts
from housing_service.service.demand import Demand
from housing_service.service.desks import Desks
from housing_service.service.directory import Directory
from housing_service.service.disclosure import Disclosure
from housing_service.service.duty import Duty
from housing_service.service.eligibility import Eligibility
from housing_service.service.finding import Finding
from housing_service.service.health import FeedHealth
from housing_service.service.health_strip import HealthStrip
from housing_service.service.hold_sets import HoldSets
from housing_service.service.holds import Holds
from housing_service.service.lifetimes import lifetimes_of
from housing_service.service.limits import Limits
from housing_service.service.longer_road import Slots
from housing_service.service.loops import keep_running
from housing_service.service.moving import Moving
from housing_service.service.notice_feed import NoticeFeed
from housing_service.service.offers import Offers
from housing_service.service.operations import Operations
from housing_service.service.operator_room import OperatorRoom
from housing_service.service.organization_record import OrganizationRecord
from housing_service.service.own_sign_in import own_sign_in
from housing_service.service.people import People
from housing_service.service.push import Push, push_settings
from housing_service.service.relay import Relay
from housing_service.service.reports import Reports
from housing_service.service.request_feed import RequestFeed
from housing_service.service.requesting import Requesting
from housing_service.service.sight_watch import SightWatch
from housing_service.service.signin import SignIn
from housing_service.service.stopping import Stopping
from housing_service.service.sweeper import sweeper_of
from housing_service.service.unusual import Unusual
from housing_service.service.vacancies import Vacancies
from housing_service.service.watching import Watching
from housing_service.store.database import Database
from housing_service.store.opening import Opened, open_for_serving
from housing_service.web.keys import Services
from housing_service.web.metrics_port import serve_metrics
from housing_service.web.oidc_client import OidcClient, offered_sign_on
from housing_service.web.push_client import PushClient
from housing_service.web.server import make_app

FILL_TIMEOUT_SECONDS = 30.0
SHUTDOWN_SECONDS = 5.0
CONNECTIONS_WAITING_MAX = 4096
Progress = Callable[[str], None]


class Loop(Protocol):
    """Something that runs for as long as the process serves."""

    async def run(self) -> None: ...


@dataclass(slots=True)
class Parts:
    """Every object of one process, and which of them run in the background."""

    services: Services
    relay: Relay
    feed: FeedHealth
    board: Board
    loops: list[Loop]
    push_client: PushClient
    oidc_client: OidcClient


@dataclass(slots=True)
class Running:
    """A serving process: where it listens and what holds it together."""

    url: str
    database_url: str
    parts: Parts

    @property
    def services(self) -> Services:
        return self.parts.services

    @property
    def relay(self) -> Relay:
        return self.parts.relay

    @property
    def feed(self) -> FeedHealth:
        return self.parts.feed

    @property
    def board(self) -> Board:
        return self.parts.board


def build(database: Database, settings: Settings) -> Parts:
    """Make every object of one process; none of them is started yet."""
    board = Board()
    hub = Hub(
        board,
        send_buffer_bytes_max=settings.send_buffer_bytes_max,
        slow_reader_seconds=settings.slow_reader_seconds,
        send=chosen_send(settings.live_send_backend),
    )
    feed = FeedHealth()
    hub.database_time = feed.database_time
    sweeper = sweeper_of(database, settings)
    requests = RequestFeed(database, board)
    offers = Offers(database, board, requests, settings.arrival_code_style)
    requests.on_open = offers.pools_changed
    requests.note_deadline = offers.note_deadline
    relay = Relay(
        database,
        board,
        hub,
        feed,
        poll_seconds=settings.poll_seconds,
        beat_seconds=settings.beat_seconds,
        tick_seconds=settings.tick_seconds,
        note_deadline=sweeper.note_deadline if sweeper else _ignore_deadline,
        requests=requests,
    )
    relay.on_pools = offers.pools_changed
    notices = NoticeFeed(database, hub, poll_seconds=settings.poll_seconds)
    relay.on_notice = notices.rung
    strip = HealthStrip(hub, feed, relay, sweeper)
    directory = Directory(database)
    demand = Demand(database, board)
    finding = Finding(database, board, demand, settings.help_line)
    signin = SignIn(
        database,
        lifetimes=lifetimes_of(settings),
        cache_seconds=settings.identity_cache_seconds,
        attempts_per_minute=settings.sign_in_attempts_per_minute,
        roles_with_factor=settings.roles_with_factor,
    )
    watch = SightWatch(database, hub, signin.forget_everybody)
    relay.on_sight = watch.rung
    watching = Watching(database, feed.database_time, settings.report_time_zone)
    limits = Limits(database, settings.requests_per_second, settings.requests_burst)
    push_client = PushClient()
    oidc_client = OidcClient(settings.oidc_issuer or "")
    push = Push(database, board, push_settings(settings), push_client.ring)
    services = Services(
        count_links=CountLinks(
            database,
            relay.touched,
            days=settings.count_link_days,
            calls_per_minute=settings.count_link_calls_per_minute,
        ),
        desks=Desks(
            database,
            signin,
            days=settings.desk_days,
            tries_max=settings.pin_tries_max,
            ended=hub.close_sessions,
        ),
        push=push,
        demand=demand,
        holds=Holds(
            database,
            board,
            relay.touched,
            settings.arrival_code_style,
            demand,
            group_lock_timeout_ms=settings.database_group_lock_timeout_ms,
            waiting_seconds_max=settings.database_acquire_timeout_seconds,
            help_line=settings.help_line,
        ),
        hold_sets=HoldSets(
            database,
            board,
            relay.touched,
            settings.arrival_code_style,
            demand,
            lock_timeout_ms=settings.database_lock_timeout_ms,
            help_line=settings.help_line,
        ),
        counts=Counts(database, relay.touched),
        capacity=CapacityKinds(database, relay.touched),
        directory=directory,
        disclosure=Disclosure(database),
        moving=Moving(database, relay.touched, requests.touched),
        eligibility=Eligibility(database, relay.touched),
        finding=finding,
        reports=Reports(
            database, cell_min=settings.report_cell_min, time_zone=settings.report_time_zone
        ),
        slots=Slots(database, relay.touched),
        requesting=Requesting(
            database,
            board,
            finding,
            relay.touched,
            requests.touched,
            settings.arrival_code_style,
            demand,
        ),
        duty=Duty(database, signin),
        signin=signin,
        single_sign_on=offered_sign_on(database, settings, signin, feed.database_time, oidc_client),
        own=own_sign_in(database, signin, hub.close_sessions, settings),
        vacancies=Vacancies(database, relay.touched),
        health=Operations(database, board, hub, feed, relay, sweeper),
        operator_room=OperatorRoom(
            database, board, directory, notices, strip, relay.touched, feed.database_time
        ),
        record=OrganizationRecord(database),
        people=People(
            database,
            signin,
            watch.rung,
            invitation_hours=settings.invitation_hours,
            breached_passwords=settings.breached_passwords_dir,
            calls_per_minute=settings.count_link_calls_per_minute,
        ),
        stopping=Stopping(database, watch.rung),
        hub=hub,
        limits=limits,
        watching=watching,
        unusual=Unusual(database, notices),
    )
    loops: list[Loop] = [hub, relay, watch, demand, notices, strip, limits, watching]
    if sweeper is not None:
        keeper = AuditKeeper(database, settings.audit_key_path, settings.audit_heads_path)
        loops += [sweeper, offers, keeper]
    if settings.push_enabled:
        loops.append(push)
    return Parts(services, relay, feed, board, loops, push_client, oidc_client)


def _ignore_deadline(_in_seconds: float) -> None:
    return None


@contextlib.asynccontextmanager
async def serving(settings: Settings, progress: Progress) -> AsyncIterator[Running]:
    """A process that serves inside the block. Starts database, loops, web, in that order, and
    stops them in reverse: consoles are told to reconnect elsewhere before the database goes.
    Raises DatabaseSetupError, or OSError when the port is taken; nothing is left running."""
    async with (
        open_for_serving(settings, progress) as opened,
        serving_on(opened, settings, progress) as running,
    ):
        yield running


@contextlib.asynccontextmanager
async def serving_on(
    opened: Opened, settings: Settings, progress: Progress
) -> AsyncIterator[Running]:
    """Serve inside the block on a database that `open_for_serving` has opened; raises OSError
    when the port is taken. The database is left as it was given."""
    raise_file_limit(progress)
    database_url, supervisor = opened
    database = Database(database_url, settings)
    parts = build(database, settings)
    services, relay = parts.services, parts.relay
    tasks = [
        asyncio.create_task(keep_running(loop.run), name=type(loop).__name__)
        for loop in parts.loops
    ]
    runner = web.AppRunner(
        make_app(services, settings), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
    )
    metrics = None
    try:
        async with asyncio.timeout(FILL_TIMEOUT_SECONDS):
            await relay.filled.wait()
        await runner.setup()
        site = web.TCPSite(
            runner,
            settings.host,
            settings.port,
            backlog=CONNECTIONS_WAITING_MAX,
            reuse_port=settings.port_shared or None,
        )
        await site.start()
        url = settings.public_url or f"http://{settings.host}:{_port(runner)}"
        metrics = await serve_metrics(settings, services)
        if supervisor is not None:
            await supervisor.announce_web(url)
        yield Running(url, database_url, parts)
    finally:
        services.hub.close_everybody()
        if metrics is not None:
            await metrics.cleanup()
        await runner.cleanup()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SHUTDOWN_SECONDS):
                await services.holds.close()
                await services.demand.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await parts.push_client.close()
        await parts.oidc_client.close()
        await relay.close()
        await database.close()


def _port(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])


def raise_file_limit(progress: Progress) -> None:
    """Each console is a file descriptor; take as many as this process may have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 65_536) if hard != resource.RLIM_INFINITY else 65_536
    if soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        progress(f"Only {soft} files may be open; raise the limit to hold more consoles.")
