"""What every document promises about itself: what it names exists, and it stays short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from document_tables import DOCUMENTS, ROOT, code_blocks, section, text_of, without_code

NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
LINES_MAX = 200
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_TEST = re.compile(r"`(tests/[\w/.*]+?)(?:::(\w+))?`")
_PLACE = re.compile(r"`((?:housing_service|sql|ops|docs)/[\w/.]*\w\.\w+)`")
_ENVIRONMENT = re.compile(r"\bHOUSING_[A-Z_]+\b")
_BANNED = re.compile(
    r"\b(TODO|FIXME|XXX|helper|pickup|no later phase|issue \d+|phase \d+|localhost:\d+)\b"
    r"|/wor[k]/|/tmp/|/roo[t]/|/home/",
    re.IGNORECASE,
)


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", without_code(path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for link in _LINK.findall(without_code(text_of(name))):
        if re.match(r"https?://", link):
            continue
        target, _, anchor = link.partition("#")
        found = (path.parent / target) if target else path
        assert found.exists(), f"{name} links to {link}"
        if anchor:
            assert anchor in _anchors(found), f"{name} links to {link}"


@pytest.mark.parametrize("name", NAMES)
def test_named_tests_and_files_exist(name: str) -> None:
    for path, test in _TEST.findall(text_of(name)):
        found = list(ROOT.glob(path))
        assert found, f"{name} names {path}"
        if test:
            assert f"def {test}(" in found[0].read_text(encoding="utf-8"), f"{name}: {path}::{test}"
    for path in _PLACE.findall(text_of(name)):
        assert (ROOT / path).exists(), f"{name} names {path}"


@pytest.mark.parametrize("name", NAMES)
def test_only_settings_that_exist_are_named(name: str) -> None:
    known = set(_ENVIRONMENT.findall(text_of("docs/settings.md")))
    assert set(_ENVIRONMENT.findall(text_of(name))) <= known


@pytest.mark.parametrize("name", NAMES)
def test_documents_are_short_and_speak_of_the_product(name: str) -> None:
    text = text_of(name)
    assert len(text.splitlines()) <= LINES_MAX
    assert not (found := _BANNED.search(without_code(text))), found
    assert text.endswith("\n") and not re.search(r"[ \t]+$", text, re.MULTILINE)


def test_every_decision_is_in_the_index_and_has_its_three_parts() -> None:
    index = text_of("docs/adr/README.md")
    decisions = sorted((ROOT / "docs/adr").glob("0*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        assert f"({path.name})" in index
        text = path.read_text(encoding="utf-8")
        for part in ("Context", "Decision", "Consequence"):
            assert section(text, part).strip(), f"{path.name} has no {part}"


def test_the_readme_names_both_commands_and_leads_to_every_document() -> None:
    readme = text_of("README.md")
    assert "make demo" in readme and "make test" in readme
    assert code_blocks(readme, "mermaid")
    for path in sorted((ROOT / "docs").glob("*.md")):
        assert f"docs/{path.name}" in readme, f"README.md does not lead to {path.name}"


def test_the_license_is_the_apache_license() -> None:
    text = text_of("LICENSE")
    assert "Apache License" in text and "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
