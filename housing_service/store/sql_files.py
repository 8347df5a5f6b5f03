"""Where the SQL lies: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def sql_directory() -> Path:
    """Return the directory that holds `migrations/`, `functions/`, `queries/` and `setup/`.

    Raises FileNotFoundError when the installation lacks it.
    """
    # The wheel's own copy comes first: the directory beside an installed package is site-packages,
    # where a folder named "sql" could be anyone's.
    for candidate in (_PACKAGE / "_sql", _PACKAGE.parent / "sql"):
        if (candidate / "migrations").is_dir():
            return candidate
    raise FileNotFoundError(f"The SQL files of housing-service are missing beside {_PACKAGE}.")


@cache
def setup_sql(name: str) -> str:
    """Return the text of `sql/setup/<name>.sql`, or of `sql/<name>.sql` for the top level."""
    inside = sql_directory() / "setup" / f"{name}.sql"
    path = inside if inside.exists() else sql_directory() / f"{name}.sql"
    return path.read_text(encoding="utf-8")
