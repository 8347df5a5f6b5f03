"""Named queries, read once from `sql/queries/*.sql`.

A query is everything between `-- name: x` and the next such line. Names are unique over all
files; an unknown name fails at import of the module that asks for it.
"""

from __future__ import annotations

import re
from functools import cache

from housing_service.store.sql_files import sql_directory

_NAME = re.compile(r"^-- name: ([a-z_]+)$", re.MULTILINE)


@cache
def all_queries() -> dict[str, str]:
    """Every named query: name -> text. Raises ValueError when a name stands twice."""
    queries: dict[str, str] = {}
    for path in sorted((sql_directory() / "queries").glob("*.sql")):
        pieces = _NAME.split(path.read_text(encoding="utf-8"))
        for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in queries:
                raise ValueError(f"query {name} stands twice, again in {path.name}")
            queries[name] = f"/* {name} */ {text.strip().rstrip(';')}"
    return queries


def query(name: str) -> str:
    """The text of a named query, with its name as a comment for the server's statistics."""
    return all_queries()[name]
