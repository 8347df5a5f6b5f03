"""docs/threats.md and docs/asvs.md: each control names a test that exists, each line a judgement."""

from __future__ import annotations

import ast
import re

import pytest
from document_tables import ROOT, names_in, rows, text_of

THREATS = [row for row in rows(text_of("docs/threats.md")) if len(row) == 3]
ASVS = [row for row in rows(text_of("docs/asvs.md")) if len(row) == 4]
_SECTIONS = {
    1: 5, 2: 4, 3: 7, 4: 4, 5: 4, 6: 8, 7: 6, 8: 4, 9: 2, 10: 7, 11: 7, 12: 3, 13: 4, 14: 3,
    15: 4, 16: 5, 17: 3,
}  # fmt: skip


def _tests_of(path: str) -> set[str]:
    tree = ast.parse(text_of(path))
    return {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _exists(named: str) -> bool:
    path, _, test = named.partition("::")
    if not (ROOT / path).is_file():
        return False
    return not test or (test.startswith("test_") and test in _tests_of(path))


@pytest.mark.parametrize("row", THREATS, ids=lambda row: row[0][:40])
def test_each_threat_has_a_control_and_a_test(row: list[str]) -> None:
    threat, control, test = row
    assert threat and control
    assert names_in(test), f"{threat}: no test"
    for named in names_in(test):
        assert named.startswith("tests/") and _exists(named), f"{threat}: there is no {named}"


def test_the_threats_are_many_and_each_is_named_once() -> None:
    assert len(THREATS) >= 35
    assert len({row[0] for row in THREATS}) == len(THREATS)


def test_every_section_of_the_standard_is_judged() -> None:
    sections = [row[0] for row in ASVS]
    expected = [f"V{n}.{part}" for n, parts in _SECTIONS.items() for part in range(1, parts + 1)]
    assert [section.split()[0] for section in sections] == expected
    for section, level, judged, where in ASVS:
        assert level in ("L2", "L3"), section
        assert judged in ("yes", "partly", "no", "not applicable"), section
        assert where, section
        if judged == "yes":
            assert names_in(where) or re.search(r"\]\(", where), f"{section}: where?"
        for named in names_in(where):
            if named.startswith("tests/"):
                assert _exists(named), f"{section}: there is no {named}"
