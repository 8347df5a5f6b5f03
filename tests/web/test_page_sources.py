"""What holds of every template, module and catalogue, without starting anything."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import housing_service.web
from housing_service.web.language.catalogue import LANGUAGES, Message, catalogue
from housing_service.web.static_files import static_files

WEB = Path(housing_service.web.__file__).parent
MODULES = sorted([*(WEB / "static" / "js").glob("*.js"), *WEB.glob("components/*/*.js")])
MAIN_MODULES = (
    "main_console.js",
    "main_desks.js",
    "main_frame.js",
    "main_offline.js",
    "main_requests.js",
    "main_shelter.js",
    "main_wall.js",
    "main_operator.js",
    "main_operator_page.js",
    "main_passkeys.js",
    "main_watching.js",
    "eligibility.js",
    "main_components.js",
    "main_where.js",
    "main_desks.js",
)
CATALOGUE = catalogue("en").for_scripts()
TEMPLATES = sorted([*(WEB / "templates").glob("*.html"), *WEB.glob("components/*/*.html")])
UNKIND = re.compile(
    r"\b(victims?|rejected|overflow|pickup|part(y|ies)|units?|no[- _]shows?|survivors?|rescue\w*|"
    r"prostitut\w*|dirty|clean person)\b",
    re.IGNORECASE,
)
# Ways to make markup or code from a string; views are filled with text only.
DANGEROUS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|"
    r"DOMParser|createContextualFragment|localStorage\.setItem\((?!SOUND_KEY|CHOICE_KEY)"
)


def said(language: str) -> Iterator[tuple[str, str]]:
    """Every text of the catalogue, with its key; places are not words."""
    known = catalogue(language)
    for section, words in {**known.for_scripts(), "": known.pages}.items():
        for code, text in words.items():
            yield f"{section}.{code}", " ".join(texts_in(text))


def texts_in(message: Message) -> Iterator[str]:
    for part in [message] if isinstance(message, str) else message:
        if isinstance(part, str):
            yield part
        elif len(part) == 3:
            for case in part[2].values():
                yield from texts_in(case)


def visible(template: str) -> str:
    """What a template may show: its text and the attributes that are read out."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', plain))
    return re.sub(r"<[^>]*>", " ", plain) + spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_has_a_word_that_people_should_not_read(language: str) -> None:
    assert [(key, text) for key, text in said(language) if UNKIND.search(text)] == []


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


def served_as(path: Path) -> str:
    """The address of a module below the hash: a component's folder stands beside `js/`."""
    return path.relative_to(WEB).as_posix().removeprefix("static/")


def test_modules_import_only_each_other() -> None:
    known = {served_as(path) for path in MODULES}
    for path in MODULES:
        for name in re.findall(r'from "([^"]+)"', path.read_text()):
            assert name.startswith(("./", "../")), f"{path.name} imports {name}"
            assert (
                posixpath.normpath(posixpath.join(posixpath.dirname(served_as(path)), name))
                in known
            )


def test_every_module_is_used_by_a_page() -> None:
    files = static_files()
    reached = {name for entry in MAIN_MODULES for name in files.modules_of(entry)}
    assert {served_as(path) for path in MODULES} - reached == {"js/wire.js"}


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
    templates = "\n".join(path.read_text() for path in TEMPLATES)
    assert [
        key for key in CATALOGUE["phrases"]
        if f'"{key}"' not in texts and f"'{key}'" not in templates
    ] == []  # fmt: skip


def test_every_code_of_the_wire_has_its_word() -> None:
    from typing import get_args

    from housing_service.domain import vocabulary as v

    for section, codes in {
        "kinds": get_args(v.Kind),
        "units": get_args(v.Unit),
        "units_free": get_args(v.Unit),
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
