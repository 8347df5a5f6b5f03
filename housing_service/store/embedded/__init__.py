"""The PostgreSQL that comes with the service: found, started, watched and stopped.

It is reached through a Unix socket by the users who may, and listens on no network.
"""

from housing_service.store.embedded.durable import assert_durable
from housing_service.store.embedded.errors import (
    AlreadySupervised,
    CannotStart,
    EmbeddedError,
    NotDurable,
)
from housing_service.store.embedded.layout import DatabaseAddress
from housing_service.store.embedded.supervisor import (
    Supervisor,
    attach_or_start,
    running_web_url,
    supervise,
)

__all__ = [
    "AlreadySupervised",
    "CannotStart",
    "DatabaseAddress",
    "EmbeddedError",
    "NotDurable",
    "Supervisor",
    "assert_durable",
    "attach_or_start",
    "running_web_url",
    "supervise",
]
