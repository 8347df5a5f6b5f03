"""Dump the schema that the migrations make to sql/schema.sql, the whole truth on one page."""

from __future__ import annotations

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path

from housing_service.store.embedded import attach_or_start
from housing_service.store.embedded.binaries import find_binaries
from housing_service.store.migrate import migrate

PATH = Path(__file__).resolve().parent.parent / "sql" / "schema.sql"
# pg_dump guards its output with a random word and names its version; neither is schema.
_NOISE = re.compile(
    r"^(\\(un)?restrict .*|-- Dumped .*|SET .*|SELECT pg_catalog.*)\n", re.MULTILINE
)
_GAPS = re.compile(r"\n{3,}")


def dump_schema(owner_url: str) -> str:
    """The schema of a migrated database as SQL text, without functions and grants: those stand
    in sql/functions and are granted by name."""
    tool = find_binaries().directory / "pg_dump"
    done = subprocess.run(
        [
            str(tool),
            "--schema-only",
            "--no-owner",
            "--no-privileges",
            "--restrict-key=schema",
            "--schema=housing",
            "--table=housing.*",
            owner_url,
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return _GAPS.sub("\n\n", _NOISE.sub("", done.stdout)).strip() + "\n"


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="housing-schema-") as directory:
        async with attach_or_start(Path(directory) / "data", lambda _: None) as address:
            await migrate(address.owner_url, include_post=True)
            text = await asyncio.to_thread(dump_schema, address.owner_url)
    PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
