"""What handlers find in the application and the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from housing_service.config import Settings
from housing_service.domain.identity import Identity
from housing_service.live.hub import Hub
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
from housing_service.service.hold_sets import HoldSets
from housing_service.service.holds import Holds
from housing_service.service.limits import Limits
from housing_service.service.longer_road import Slots
from housing_service.service.moving import Moving
from housing_service.service.operations import Operations
from housing_service.service.operator_room import OperatorRoom
from housing_service.service.organization_record import OrganizationRecord
from housing_service.service.own_sign_in import OwnSignIn
from housing_service.service.people import People
from housing_service.service.push import Push
from housing_service.service.reports import Reports
from housing_service.service.requesting import Requesting
from housing_service.service.signin import SignIn
from housing_service.service.stopping import Stopping
from housing_service.service.unusual import Unusual
from housing_service.service.vacancies import Vacancies
from housing_service.service.watching import Watching

if TYPE_CHECKING:
    # Read only where a provider is set: what judges its tokens takes a while to read.
    from housing_service.service.single_sign_on import SingleSignOn


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case of this process."""

    holds: Holds
    hold_sets: HoldSets
    counts: Counts
    count_links: CountLinks
    desks: Desks
    push: Push
    capacity: CapacityKinds
    demand: Demand
    directory: Directory
    disclosure: Disclosure
    eligibility: Eligibility
    finding: Finding
    moving: Moving
    requesting: Requesting
    duty: Duty
    signin: SignIn
    # Null where no provider is set.
    single_sign_on: SingleSignOn | None
    own: OwnSignIn
    slots: Slots
    vacancies: Vacancies
    watching: Watching
    unusual: Unusual
    health: Operations
    operator_room: OperatorRoom
    people: People
    record: OrganizationRecord
    stopping: Stopping
    hub: Hub
    limits: Limits
    reports: Reports


SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity", Identity)
# What the caller sent, once it was read.
BODY: web.RequestKey[object] = web.RequestKey("body", object)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
_SESSION_COOKIE = "housing_session"
_DEVICE_COOKIE = "housing_desk"
_TICKET_COOKIE = "housing_ticket"
_FLOW_COOKIE = "housing_way"


def services(request: web.Request) -> Services:
    return request.app[SERVICES]


def identity(request: web.Request) -> Identity:
    """The signed-in caller; the frame has made sure there is one."""
    return request[IDENTITY]


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host, and browsers accept it over https only."""
    return f"__Host-{_SESSION_COOKIE}" if settings.cookies_secure else _SESSION_COOKIE


def ticket_cookie_name(settings: Settings) -> str:
    """The same for what stands for the password until the second step."""
    return f"__Host-{_TICKET_COOKIE}" if settings.cookies_secure else _TICKET_COOKIE


def device_cookie_name(settings: Settings) -> str:
    """The same for the secret of a shared desk."""
    return f"__Host-{_DEVICE_COOKIE}" if settings.cookies_secure else _DEVICE_COOKIE


def flow_cookie_name(settings: Settings) -> str:
    """The same for the way through an agency's own sign-in."""
    return f"__Host-{_FLOW_COOKIE}" if settings.cookies_secure else _FLOW_COOKIE
