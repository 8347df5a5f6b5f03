"""docs/error-codes*.md list exactly the refusals, docs/errors.md the close codes, word for word."""

from __future__ import annotations

import pytest
from document_tables import names_in, rows, section, text_of

from housing_service.domain.errors import PROBLEMS
from housing_service.live.messages import CLOSE_REASONS

TEXT = text_of("docs/errors.md")
ROWS = [
    row
    for name in ("docs/error-codes.md", "docs/error-codes-signing-in.md")
    for row in rows(text_of(name))
]
LISTED = {names_in(row[0])[0]: row for row in ROWS}


def test_every_code_is_listed_once_and_nothing_else() -> None:
    assert len(ROWS) == len(LISTED)
    assert sorted(LISTED) == sorted(PROBLEMS)


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_status_and_sentences_are_those_of_the_code(code: str) -> None:
    problem = PROBLEMS[code]
    _, status, sentence, next_step, written = LISTED[code]
    assert (int(status), sentence, next_step) == (
        problem.status,
        problem.detail,
        problem.next_step,
    )
    if problem.outcome == "unknown":
        assert written == "unknown"
    else:
        assert written in ("nothing", "not promised")


def test_every_close_code_is_listed_with_its_word() -> None:
    listed = {int(row[0]): names_in(row[1])[0] for row in rows(section(TEXT, "Socket"))}
    assert listed == CLOSE_REASONS
