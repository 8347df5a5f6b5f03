"""What can be wrong with a database before the service may use it, each as one clear sentence."""

from __future__ import annotations


class DatabaseSetupError(Exception):
    """The database can't be used as it is.

    `sentence` says what is wrong, `next_step` what to do about it, `code` is stable. Nothing was
    written by the step that raised it, unless its own docstring says otherwise.
    """

    code = "database_not_usable"

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(f"{sentence} {next_step}".strip())
        self.sentence = sentence
        self.next_step = next_step


class DatabaseUnreachable(DatabaseSetupError):
    """No connection could be opened, or it broke."""

    code = "database_unreachable"


class DatabaseTooOld(DatabaseSetupError):
    """The server is older than PostgreSQL 16."""

    code = "database_too_old"


class DatabaseReadOnly(DatabaseSetupError):
    """The server is a standby, or its transactions are read-only by default."""

    code = "database_read_only"
