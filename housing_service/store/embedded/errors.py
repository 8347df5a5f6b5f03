"""What can go wrong with the embedded PostgreSQL, each as one clear sentence."""

from __future__ import annotations

from housing_service.store.setup_errors import DatabaseSetupError


class EmbeddedError(DatabaseSetupError):
    """The embedded PostgreSQL can't be used."""

    code = "embedded_database_failed"


class CannotStart(EmbeddedError):
    """PostgreSQL could not be started, or did not become ready in time; nothing is left running."""

    code = "embedded_database_cannot_start"


class NotDurable(EmbeddedError):
    """A setting would let the server acknowledge what a crash can take back."""

    code = "database_not_durable"


class AlreadySupervised(EmbeddedError):
    """Another process holds the data directory; `pid` is 0 when it could not be told."""

    code = "embedded_database_already_supervised"

    def __init__(self, sentence: str, next_step: str = "", *, pid: int = 0, url: str = "") -> None:
        super().__init__(sentence, next_step)
        self.pid = pid
        self.url = url
