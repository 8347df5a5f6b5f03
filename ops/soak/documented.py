"""The codes that callers may read, taken from the document they are told to decide by."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

DOCUMENTS = sorted((Path(__file__).resolve().parents[2] / "docs").glob("error-codes*.md"))
_ROW = re.compile(r"^\| `(\w+)` \| (\d{3}) \|.*\| ([^|]+) \|$")


@cache
def documented_codes() -> dict[str, tuple[int, str]]:
    """Code -> (status, what the document says was written)."""
    found = {}
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    for line in text.splitlines():
        if match := _ROW.match(line):
            found[match[1]] = (int(match[2]), match[3].strip())
    if "outcome_unknown" not in found:
        raise ValueError("The documents have no table of codes")
    return found


def undocumented(status: int, code: str | None) -> bool:
    """Whether an answer is none that the document names."""
    if status < 400:
        return False
    known = documented_codes().get(code or "")
    return known is None or known[0] != status or code == "internal_error"
