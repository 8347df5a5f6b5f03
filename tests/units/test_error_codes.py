"""Codes: each one is used, each one the database answers with is known, each has its row."""

from __future__ import annotations

import re
from pathlib import Path

from housing_service.domain.errors import PROBLEMS

ROOT = Path(__file__).parents[2]
# Answers of functions that are not refusals.
NOT_REFUSALS = {"ok", "placed", "exists", "recorded"}


def sources(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
        if path.name != "errors.py"
    )


def test_every_code_is_used_somewhere() -> None:
    text = sources("housing_service/**/*.py", "sql/functions/*.sql")
    unused = {code for code in PROBLEMS if not re.search(rf"['\"]{code}['\"]", text)}
    assert unused == set()


def test_every_code_of_the_database_is_known() -> None:
    text = sources("sql/functions/[3-5]*.sql")
    answered = set(re.findall(r"(?:code|c) := '([a-z_]+)'", text))
    answered |= {
        word
        for word in re.findall(r"(?:THEN|ELSE) '([a-z_]+)'", text)
        if word.startswith(("pool_", "hold_", "report_", "no_", "not_", "extension_", "undo_"))
    }
    assert len(answered) > 20
    assert answered - NOT_REFUSALS - {"hold_no_show"} <= set(PROBLEMS)


def test_every_code_is_read_by_a_test() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.parent.name not in ("docs", "units")
    )
    unread = {code for code in PROBLEMS if f'"{code}"' not in text}
    assert unread <= {"sign_in_failed"}, "its page is read in test_every_code.py"
