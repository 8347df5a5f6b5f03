"""What holds of every template, module and catalogue, without starting anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import housing_service.web
from housing_service.domain.words import CATALOGUE
from housing_service.web.static_files import static_files

WEB = Path(housing_service.web.__file__).parent
MODULES = sorted((WEB / "static" / "js").glob("*.js"))
MAIN_MODULES = (
    "main_console.js",
    "main_requests.js",
    "main_shelter.js",
    "main_operator.js",
    "main_watching.js",
    "eligibility.js",
)
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
UNKIND = re.compile(
    r"\b(victims?|rejected|overflow|pickup|part(y|ies)|units?|no[- _]shows?|survivors?|rescue\w*|"
    r"prostitut\w*|dirty|clean person)\b",
    re.IGNORECASE,
)
# Ways to make markup or code from a string; views are filled with text only.
DANGEROUS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|"
    r"DOMParser|createContextualFragment|localStorage\.setItem\((?!SOUND_KEY)"
)


def said() -> Iterator[tuple[str, str]]:
    """Every text of the catalogue, with its key; places are not words."""
    for section, words in CATALOGUE.items():
        for code, text in words.items():
            yield f"{section}.{code}", re.sub(r"\{\w+\}", "", text)


def visible(template: str) -> str:
    """What a template may show: its text and the attributes that are read out."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', plain))
    return re.sub(r"<[^>]*>", " ", plain) + spoken


def test_no_catalogue_has_a_word_that_people_should_not_read() -> None:
    assert [(key, text) for key, text in said() if UNKIND.search(text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_word_that_people_should_not_read(path: Path) -> None:
    assert UNKIND.findall(visible(path.read_text())) == []


def test_the_list_of_unkind_words_finds_them() -> None:
    for text in ("Victim services", "party of 3", "a no-show", "2 units free", "rejected"):
        assert UNKIND.search(text)
    assert not UNKIND.search("parting, unity, community")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_typed_small_and_makes_no_markup(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("// @ts-check\n/**\n")
    assert DANGEROUS.findall(text) == []
    assert len(text.splitlines()) <= 250
    assert max(len(line) for line in text.splitlines()) <= 100


def test_modules_import_only_each_other() -> None:
    known = {path.name for path in MODULES}
    for path in MODULES:
        for name in re.findall(r'from "([^"]+)"', path.read_text()):
            assert name.startswith("./"), f"{path.name} imports {name}"
            assert name.removeprefix("./") in known


def test_every_module_is_used_by_a_page() -> None:
    files = static_files()
    reached = {name for entry in MAIN_MODULES for name in files.modules_of(entry)}
    assert {path.name for path in MODULES} - reached == {"wire.js"}


def test_every_phrase_that_a_module_asks_for_exists() -> None:
    for path in MODULES:
        text = path.read_text()
        for key in re.findall(r'\bphrase\("(\w+)"', text):
            assert key in CATALOGUE["phrases"], f"{path.name}: {key}"
        for section in re.findall(r'\bword\("(\w+)"', text):
            assert section in CATALOGUE, f"{path.name}: {section}"


def test_no_phrase_is_left_over() -> None:
    # A key may be chosen before the phrase is made, so any mention of it counts.
    sources = [*MODULES, *(WEB / "pages").glob("*.py")]
    texts = "\n".join(path.read_text() for path in sources)
    # Of one thing it is said by the same name with "_one" behind it.
    assert [
        key for key in CATALOGUE["phrases"]
        if f'"{key}"' not in texts and f'"{key.removesuffix("_one")}"' not in texts
    ] == []  # fmt: skip


def test_every_code_of_the_wire_has_its_word() -> None:
    from typing import get_args

    from housing_service.domain import vocabulary as v

    for section, codes in {
        "kinds": get_args(v.Kind),
        "unit_one": get_args(v.Unit),
        "unit_many": get_args(v.Unit),
        "pool_states": get_args(v.PoolState),
        "pool_badges": get_args(v.PoolState),
        "freshness": get_args(v.Freshness),
        "needs": get_args(v.Need),
        "hold_states": get_args(v.HoldState),
        "pause_reasons": get_args(v.PauseReason),
        "decline_reasons": get_args(v.DeclineReason),
    }.items():
        assert set(CATALOGUE[section]) == set(codes), section
