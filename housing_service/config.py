"""Settings from the environment, all named `HOUSING_*`, each with its unit in its name.

Nothing else in the service reads the environment. `docs/settings.md` lists the same names and a
test compares the two.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_PREFIX = "HOUSING_"


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError("expected an IANA time zone such as America/Toronto") from None


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
    behind_proxy: bool = Field(
        False, description="Take the caller's address from the proxy's X-Forwarded-For."
    )
    help_line: str | None = Field(
        None, description="The operator's own line, shown to whoever is signed out or refused."
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
        200, gt=0, description="Sustained requests per account and process."
    )
    requests_burst: int = Field(1_000, ge=1, description="Burst of requests per account.")
    sign_in_attempts_per_minute: int = Field(
        10, ge=1, description="Failed sign-ins per login and per address."
    )

    # Sessions.
    session_idle_seconds: int = Field(15 * 60 * 4, ge=60, description="Idle end of a session.")
    session_lifetime_seconds: int = Field(12 * 3600, ge=60, description="Absolute end.")
    identity_cache_seconds: float = Field(
        1.0, ge=0, le=2, description="How long a token's account is remembered in a process."
    )

    # Live push.
    connections_max: int = Field(20_000, ge=1, description="Open sockets per process.")
    connections_per_account_max: int = Field(2_000, ge=1, description="Open sockets per account.")
    tick_seconds: float = Field(2.0, gt=0, description="Between ticks.")
    poll_seconds: float = Field(2.0, gt=0, description="Between polls behind LISTEN.")
    beat_seconds: float = Field(1.0, gt=0, description="Between proofs that the database answers.")
    send_buffer_bytes_max: int = Field(
        256 * 1024, ge=1024, description="Unsent bytes after which a socket is passed over."
    )
    slow_reader_seconds: float = Field(
        20, gt=0, description="How long a socket may stay passed over before it is closed."
    )
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

    @property
    def cookies_secure(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https://"))
