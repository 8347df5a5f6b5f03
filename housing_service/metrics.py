"""Every Prometheus metric of the service, with its help text and allowed labels.

No label carries an id, a name or a region, and nothing is counted that was done at a confidential
program or by its staff: no series tells of one, not even by having grown.
"""

from __future__ import annotations

from contextvars import ContextVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_left_out: ContextVar[bool] = ContextVar("left_out", default=False)


def leave_out(*, yes: bool = True) -> None:
    """What is being answered concerns a confidential program: no series may tell of it, unless it
    was a fault of ours."""
    _left_out.set(yes)


def is_left_out() -> bool:
    return _left_out.get()


REQUESTS = Counter(
    "housing_requests_total",
    "Requests answered, by route, method and status.",
    ("route", "method", "status"),
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "housing_request_seconds",
    "Seconds from a request's arrival to its answer, by route.",
    ("route",),
    buckets=_SECONDS,
    registry=REGISTRY,
)
HOLDS = Counter(
    "housing_holds_total",
    "Hold transitions answered by this process, by transition; ended_by_clock counts endings.",
    ("transition",),
    registry=REGISTRY,
)
NEED_REQUESTS = Counter(
    "housing_need_requests_total",
    "What became of requests to shelters in this process, by event.",
    ("event",),
    registry=REGISTRY,
)
GROUP_MEMBERS = Histogram(
    "housing_group_members",
    "Members of each group that was committed together, by what they asked for.",
    ("change",),
    buckets=(1, 2, 4, 8, 16, 32, 64),
    registry=REGISTRY,
)
REPORTS = Counter(
    "housing_reports_total", "Reports recorded, by whether they applied.", ("applied",),
    registry=REGISTRY,
)  # fmt: skip
DEMAND_DROPPED = Counter(
    "housing_demand_dropped_total", "Notes of unmet need and reasons that were not written.",
    registry=REGISTRY,
)  # fmt: skip
CANARY_TOUCHED = Counter(
    "housing_canary_touched_total", "Times somebody named an id or token that nobody should know.",
    registry=REGISTRY,
)  # fmt: skip
READING_ALERTS = Counter(
    "housing_reading_alerts_total", "Alerts about readings unlike an account's own.",
    registry=REGISTRY,
)  # fmt: skip
REFUSALS = Counter("housing_refusals_total", "Refusals, by code.", ("code",), registry=REGISTRY)
LIVE_CONNECTIONS = Gauge(
    "housing_live_connections", "Open live connections of this process.", registry=REGISTRY
)
LIVE_CLOSES = Counter(
    "housing_live_closes_total", "Live connections closed by the service, by reason.",
    ("reason",), registry=REGISTRY,
)  # fmt: skip
FRAMES_SENT = Counter(
    "housing_frames_sent_total", "Frames written to live connections, by type.", ("type",),
    registry=REGISTRY,
)  # fmt: skip
PUSH_SECONDS = Histogram(
    "housing_push_seconds",
    "Seconds from hearing of a commit to having written its frame to every ready connection.",
    buckets=_SECONDS,
    registry=REGISTRY,
)
PUSH_NOTICES = Counter(
    "housing_push_notices_total",
    "Notices to browsers of shelters without confidential programs, by outcome.",
    ("outcome",),
    registry=REGISTRY,
)
FEED_HEALTHY = Gauge(
    "housing_feed_healthy", "1 while the database takes writes and the board is compared.",
    registry=REGISTRY,
)  # fmt: skip
FEED_RESYNCS = Counter(
    "housing_feed_resyncs_total",
    "Pools re-read by the poll because no notification came; none that are confidential.",
    registry=REGISTRY,
)  # fmt: skip
DATABASE_SEEN_SECONDS = Gauge(
    "housing_database_seen_seconds", "Seconds since the database last proved alive.",
    registry=REGISTRY,
)  # fmt: skip
CLOCK_STEPS = Counter(
    "housing_clock_steps_total", "Steps of the database clock of more than two seconds.",
    registry=REGISTRY,
)  # fmt: skip
EXPIRY_LAG_SECONDS = Histogram(
    "housing_expiry_lag_seconds",
    "Seconds from a deadline to its being written down and announced.",
    buckets=(*_SECONDS, 60.0),
    registry=REGISTRY,
)
PURGE_LATENESS = Gauge(
    "housing_purge_last_run_timestamp_seconds", "When ended holds were last forgotten.",
    registry=REGISTRY,
)  # fmt: skip
PURGE_LATE_SECONDS = Gauge(
    "housing_purge_late_seconds",
    "Seconds by which the oldest row that should be gone is late, by table.",
    ("table",),
    registry=REGISTRY,
)
AUDIT_EXPORTED_AT = Gauge(
    "housing_audit_exported_timestamp_seconds",
    "Beginning of the day whose signed heads of the record are written.",
    registry=REGISTRY,
)
POOLS_BY_STATE = Gauge(
    "housing_pools", "Pools that are not confidential, by state.", ("state",), registry=REGISTRY
)
REPORT_AGE = Gauge(
    "housing_pools_by_freshness",
    "Pools that are not confidential, by age band of their last report.",
    ("freshness",),
    registry=REGISTRY,
)
DATABASE_ACCESS_NARROWED = Counter(
    "housing_database_access_narrowed_total",
    "Statements that failed because the service may no longer do or see all that they need.",
    ("statement",),
    registry=REGISTRY,
)
DATABASE_CONNECTIONS = Gauge(
    "housing_database_connections", "Database connections of this process, by use.", ("use",),
    registry=REGISTRY,
)  # fmt: skip
