"""Reads the project's documents: tables of Markdown, links, and code between fences."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "ops").rglob("*.md")]
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """Every row of every table, without heads and rules; cells stripped."""
    found = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("|") or set(line) <= set("|-: "):
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if following.startswith("|-"):
            continue
        found.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def names_in(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def section(text: str, title: str) -> str:
    """The text below `## title`, up to the next heading of that level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title}"
    return found[1]


def code_blocks(text: str, language: str) -> list[str]:
    return [code for kind, code in _FENCE.findall(text) if kind == language]


def without_code(text: str) -> str:
    return _FENCE.sub("", text)
