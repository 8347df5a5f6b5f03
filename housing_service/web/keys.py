"""What handlers find in the application and the request."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from housing_service.config import Settings
from housing_service.domain.identity import Identity
from housing_service.live.hub import Hub
from housing_service.service.capacity import CapacityKinds
from housing_service.service.counts import Counts
from housing_service.service.demand import Demand
from housing_service.service.directory import Directory
from housing_service.service.duty import Duty
from housing_service.service.eligibility import Eligibility
from housing_service.service.finding import Finding
from housing_service.service.hold_sets import HoldSets
from housing_service.service.holds import Holds
from housing_service.service.longer_road import Slots
from housing_service.service.operations import Operations
from housing_service.service.rate import Rates
from housing_service.service.reports import Reports
from housing_service.service.requesting import Requesting
from housing_service.service.signin import SignIn
from housing_service.service.vacancies import Vacancies


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case of this process."""

    holds: Holds
    hold_sets: HoldSets
    counts: Counts
    capacity: CapacityKinds
    demand: Demand
    directory: Directory
    eligibility: Eligibility
    finding: Finding
    requesting: Requesting
    duty: Duty
    signin: SignIn
    slots: Slots
    vacancies: Vacancies
    health: Operations
    hub: Hub
    rates: Rates
    reports: Reports


SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
SERVICES: web.AppKey[Services] = web.AppKey("services", Services)
IDENTITY: web.RequestKey[Identity] = web.RequestKey("identity", Identity)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
_SESSION_COOKIE = "housing_session"


def services(request: web.Request) -> Services:
    return request.app[SERVICES]


def identity(request: web.Request) -> Identity:
    """The signed-in caller; the frame has made sure there is one."""
    return request[IDENTITY]


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host, and browsers accept it over https only."""
    return f"__Host-{_SESSION_COOKIE}" if settings.cookies_secure else _SESSION_COOKIE
