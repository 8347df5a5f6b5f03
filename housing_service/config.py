"""Settings from the environment, all named `HOUSING_*`, each with its unit in its name.

Nothing else in the service reads the environment. `docs/settings.md` lists the same names and a
test compares the two.
"""

from __future__ import annotations

import os
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from housing_service.domain.help_lines import help_lines
from housing_service.domain.proxies import Proxies
from housing_service.domain.single_sign_on import is_issuer

_PREFIX = "HOUSING_"


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError("expected an IANA time zone such as America/Toronto") from None


def _neutral_site(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or not url.isascii():
        raise ValueError("expected the https:// address of a site")
    return url


def _lines_of_help(text: str | None) -> str | None:
    help_lines(text)
    return text


class SecretKeyError(ValueError):
    """The file that should hold the key of sealed secrets can't be read or made, or holds
    something else."""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _issuer(address: str | None) -> str | None:
    if address is not None and not is_issuer(address):
        raise ValueError("expected the https:// address of an issuer, as it calls itself")
    return address


def _proxies(text: str | None) -> str | None:
    Proxies(text or "")
    return text


class Settings(BaseModel):
    """Everything an operator can turn. Defaults suit one region on one machine.

    What the caller does not give is taken from the environment, in whatever case it is written.
    """

    model_config = ConfigDict(extra="ignore", validate_default=True)

    # Where it runs.
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 chooses one.")
    port_shared: bool = Field(
        False, description="Let several processes of this machine serve one port."
    )
    public_url: str | None = Field(
        None,
        description="Address people use; https:// makes cookies Secure.",
    )
    data_dir: Path = Field(Path(".data"), description="Directory of the embedded PostgreSQL.")
    database_url: str | None = Field(
        None, description="PostgreSQL >= 16 to use instead of the embedded one."
    )
    migrate_at_start: bool = Field(True, description="Bring the schema up to date at start.")
    trusted_proxies: Annotated[str | None, AfterValidator(_proxies)] = Field(
        None,
        max_length=2_000,
        description="Proxies whose X-Forwarded-For is believed: addresses, networks, with commas.",
    )
    plain_http: bool = Field(
        False, description="Serve other machines without TLS; for an exercise only."
    )
    help_line: str | None = Field(
        None, description="The operator's own line, shown to whoever is signed out or refused."
    )
    languages: str = Field(
        "en,es,fr",
        pattern=r"^(en|es|fr|en-XA)(,(en|es|fr|en-XA))*$",
        description="Languages of the pages, the first for whoever asks for none of them.",
    )

    # What every page has.
    screen_name: str = Field(
        "Night desk",
        min_length=1,
        max_length=30,
        description="Neutral name in the browser's tab; it must not say what the service is for.",
    )
    exit_url: Annotated[str, AfterValidator(_neutral_site)] = Field(
        "https://www.bbc.com/weather",
        description="Harmless site to which 'Exit this page' leads.",
    )
    help_lines: Annotated[str | None, AfterValidator(_lines_of_help)] = Field(
        None, description="Further lines for whoever is signed out: name=number;name=number."
    )
    responder_lock_after_minutes: int = Field(
        15, ge=0, le=720, description="Untouched minutes until a responder's page locks; 0 = never."
    )
    shelter_staff_lock_after_minutes: int = Field(
        5, ge=0, le=720, description="The same for a shelter's staff."
    )
    operator_lock_after_minutes: int = Field(
        15, ge=0, le=720, description="The same for an operator."
    )

    # The database.
    database_connections_max: int = Field(16, ge=2, le=200, description="Connections per process.")
    database_lock_timeout_ms: int = Field(3_000, ge=10, description="Longest wait for a row.")
    database_group_lock_timeout_ms: int = Field(
        500, ge=10, description="Longest wait for a row of a group; then it is taken apart."
    )
    database_statement_timeout_ms: int = Field(10_000, ge=100, description="Longest statement.")
    database_connect_timeout_seconds: float = Field(5, gt=0, description="Longest connect.")
    database_acquire_timeout_seconds: float = Field(
        3, gt=0, description="Longest wait for a free connection before answering busy."
    )

    # What callers may send.
    body_bytes_max: int = Field(64 * 1024, ge=1024, description="Largest request body.")
    requests_per_second: float = Field(
        200, gt=0, description="Sustained requests per account, over all processes."
    )
    requests_burst: int = Field(1_000, ge=1, description="Burst of requests per account.")
    sign_in_attempts_per_minute: int = Field(
        10, ge=1, description="Failed sign-ins per address; ten times as many per login."
    )

    # Sessions.
    session_idle_seconds: int = Field(15 * 60 * 4, ge=60, description="Idle end of a session.")
    session_lifetime_seconds: int = Field(12 * 3600, ge=60, description="Absolute end.")
    operator_session_idle_seconds: int = Field(
        30 * 60, ge=60, description="The same idle end for an operator, where it is shorter."
    )
    operator_session_lifetime_seconds: int = Field(
        8 * 3600, ge=60, description="The same absolute end for an operator, where it is shorter."
    )
    second_factor_required: str | None = Field(
        None,
        pattern=r"^(none|(responder|shelter_staff|operator)(,(responder|shelter_staff|operator))*)$",
        description="Roles that must have a second factor; serve asks it of operators.",
    )
    secret_key_file: Path | None = Field(
        None, description="File with the key that seals the secrets of authenticator apps."
    )
    breached_passwords_dir: Path | None = Field(
        None, description="Lists of stolen passwords, a file for each first five digits of SHA-1."
    )
    identity_cache_seconds: float = Field(
        1.0, ge=0, le=2, description="How long a token's account is remembered in a process."
    )

    # Signing in by an agency's own provider.
    oidc_issuer: Annotated[str | None, AfterValidator(_issuer)] = Field(
        None, description="OpenID Connect issuer that may sign people in; https."
    )
    oidc_client_id: str | None = Field(
        None, min_length=1, max_length=200, description="This service's name at the issuer."
    )
    oidc_client_secret_file: Path | None = Field(
        None, description="File with the secret that the issuer gave with it; none without."
    )

    # Shared desks, count links and notices.
    desk_session_seconds: int = Field(
        12 * 3600, ge=60, le=24 * 3600, description="Longest shift of a sign-in at a shared desk."
    )
    desk_lock_seconds: int = Field(
        10 * 60, ge=5, description="A shared desk locks when nobody has done anything for so long."
    )
    desk_days: int = Field(180, ge=1, le=400, description="A shared desk is enrolled for so long.")
    pin_tries_max: int = Field(
        5,
        ge=1,
        le=10,
        description="Wrong PINs at a desk before a password is needed.",
    )
    invitation_hours: int = Field(
        72, ge=1, le=336, description="A link that invites somebody works for so long."
    )
    count_link_days: int = Field(90, ge=1, le=400, description="A count link works for so long.")
    count_link_calls_per_minute: int = Field(
        60, ge=1, description="Calls of one count link, and from one address to any."
    )
    push_enabled: bool = Field(False, description="Offer notices to browsers of shelters' staff.")
    push_services: str = Field(
        "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
        max_length=1_000,
        description="Push services that may be called: host names, or whole origins, with commas.",
    )
    push_contact: str | None = Field(
        None,
        pattern=r"^(mailto:|https://)\S{3,200}$",
        description="Whom a push service can reach; without it the public https:// address.",
    )
    push_per_minute: int = Field(2, ge=1, le=60, description="Notices to one browser.")
    push_keep_seconds: int = Field(
        600, ge=0, le=86_400, description="How long a push service keeps what it can't deliver."
    )

    # Live push.
    connections_max: int = Field(20_000, ge=1, description="Open sockets per process.")
    connections_per_account_max: int = Field(2_000, ge=1, description="Open sockets per account.")
    connections_unauthenticated_max: int = Field(500, ge=1, description="Without a name.")
    connections_unauthenticated_per_address_max: int = Field(20, ge=1, description="Of these.")
    tick_seconds: float = Field(2.0, gt=0, description="Between ticks.")
    poll_seconds: float = Field(2.0, gt=0, description="Between polls behind LISTEN.")
    beat_seconds: float = Field(1.0, gt=0, description="Between proofs that the database answers.")
    send_buffer_bytes_max: int = Field(
        256 * 1024, ge=1024, description="Unsent bytes after which a socket is passed over."
    )
    slow_reader_seconds: float = Field(20, gt=0, description="Passed over before it is closed.")
    live_send_backend: Literal["pure", "c"] = Field(
        "pure",
        description="How frames are written; c compiles a send loop where a compiler is found.",
    )
    frame_bytes_max: int = Field(16 * 1024, ge=512, description="Largest frame from a client.")
    client_frames_per_second: float = Field(20, gt=0, description="Frames from one client.")
    households_per_second: float = Field(
        2, gt=0, description="Households one account describes to its lists; more wait."
    )
    authenticate_timeout_seconds: float = Field(10, gt=0, description="To sign in on a socket.")

    # Holds.
    arrival_code_style: Literal["words", "digits"] = Field("words", description="Spoken codes.")
    sweeper_enabled: bool = Field(
        True, description="Write expiries down in this process; they are true without it."
    )
    sweep_pools_max: int = Field(200, ge=1, description="Pools per sweep.")
    purge_seconds: float = Field(300, gt=0, description="Between runs of the purge.")
    purge_holds_max: int = Field(500, ge=1, description="Holds forgotten per run.")

    # The record.
    audit_key_file: Path | None = Field(
        None, description="Key that signs the record's heads; made in the data directory if unset."
    )
    audit_heads_dir: Path | None = Field(
        None, description="Where each day's signed heads are written; unset: in the data directory."
    )

    # Reports.
    report_cell_min: int = Field(
        5, ge=3, le=100, description="Smallest number of needs or holds that a report shows."
    )
    report_time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "UTC", description="IANA time zone in which reports show hours of the day."
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Logging.")
    metrics_port: int | None = Field(
        None, description="Serve /metrics without a token on this loopback port."
    )
    demo_speed: float = Field(1.0, ge=0, le=100, description="Pace of the demo's people; 0 = off.")
    demo_quiet_pools: str = Field(
        "6",
        pattern=r"^(\d{1,4}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
        r"(,[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})*)$",
        description="Pools the demo's people leave alone: how many, or their ids with commas.",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        environment = {name.upper(): text for name, text in os.environ.items()}
        found = {
            name: environment[_PREFIX + name.upper()]
            for name in cls.model_fields
            if _PREFIX + name.upper() in environment
        }
        return {**found, **given}

    @model_validator(mode="after")
    def _can_be_reached(self) -> Settings:
        if self.push_enabled and self.push_reached_at is None:
            raise ValueError("HOUSING_PUSH_ENABLED needs HOUSING_PUSH_CONTACT or an https:// URL")
        return self

    @model_validator(mode="after")
    def _has_a_name_there(self) -> Settings:
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise ValueError("HOUSING_OIDC_ISSUER needs HOUSING_OIDC_CLIENT_ID and a public URL")
        return self

    @property
    def push_reached_at(self) -> str | None:
        """Whom a push service can reach about what this service sends."""
        return self.push_contact or (self.public_url if self.cookies_secure else None)

    @property
    def audit_key_path(self) -> Path:
        return self.audit_key_file or self.data_dir / "audit-key.pem"

    @property
    def audit_heads_path(self) -> Path:
        return self.audit_heads_dir or self.data_dir / "audit-heads"

    @property
    def roles_with_factor(self) -> tuple[str, ...]:
        """Roles whose accounts must have a second factor."""
        named = self.second_factor_required
        return () if named in (None, "none") else tuple(named.split(","))

    @property
    def secret_key_path(self) -> Path | None:
        """Where the key is; beside the embedded database unless a file is named."""
        if self.secret_key_file is not None or self.database_url is not None:
            return self.secret_key_file
        return self.data_dir / "secret.key"

    @property
    def languages_offered(self) -> tuple[str, ...]:
        return tuple(self.languages.split(","))

    @property
    def cookies_secure(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https://"))

    @cached_property
    def proxies(self) -> Proxies:
        return Proxies(self.trusted_proxies or "")

    @property
    def is_open_to_eavesdroppers(self) -> bool:
        """Whether passwords and places would cross a network without TLS, and nobody said so."""
        return not (self.plain_http or self.cookies_secure or _is_loopback(self.host))
