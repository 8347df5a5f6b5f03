"""Every language says everything English says, with the same places, and no page says more."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from markupsafe import Markup

import housing_service.web
from housing_service.web.language import catalogue as catalogues
from housing_service.web.language.catalogue import BASE, LANGUAGES, Message, catalogue, texts
from housing_service.web.language.choosing import chosen
from housing_service.web.language.current import phrase, speaking, word
from housing_service.web.language.messages import compiled, filled, names_of
from housing_service.web.language.numbers import month, number
from housing_service.web.language.pseudo import PSEUDO
from housing_service.web.language.typography import set_in_type
from housing_service.web.pages.preferences import back_to

WEB = Path(housing_service.web.__file__).parent
TEMPLATES = sorted([*(WEB / "templates").glob("*.html"), *WEB.glob("components/*/*.html")])
OTHERS = [code for code in LANGUAGES if code != BASE]


def written(language: str) -> dict[str, Message]:
    """Every message that the files of a language hold themselves, by its whole key."""
    found: dict[str, Message] = {}

    def add(prefix: str, content: dict[str, Any]) -> None:
        for key, value in content.items():
            if isinstance(value, dict):
                add(f"{prefix}.{key}", value)
            else:
                found[f"{prefix}.{key}"] = compiled(value)

    for name, content in texts(language):
        add(name, content)
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_complete_and_uses_the_same_places(language: str) -> None:
    base, other = written(BASE), written(language)
    assert sorted(base.keys() - other.keys()) == [], "missing"
    assert sorted(other.keys() - base.keys()) == [], "left over"
    assert [key for key in base if names_of(base[key]) != names_of(other[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_hides_a_place_behind_an_apostrophe(language: str) -> None:
    # An ASCII apostrophe before a brace would switch the place off: write ’ there.
    folder = WEB / "locales" / language
    for path in sorted(folder.glob("*.toml")):
        assert re.findall(r"'[{}#]|''", path.read_text()) == [], path.name


def visible(template: str) -> str:
    """The text of a template that comes from itself: outside its tags and expressions."""
    plain = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template, flags=re.DOTALL)
    plain = re.sub(r"<(style|script)\b.*?</\1>", " ", plain, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', plain))
    return re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", plain) + spoken)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_text_of_its_own(path: Path) -> None:
    found = re.findall(r"[^\W\d_]{2,}", visible(path.read_text()))
    assert found == []


def test_plurals_follow_the_language() -> None:
    message = compiled("{n, plural, =0 {none} one {# bed in {place}} other {# beds in {place}}}")
    said = [filled(message, "en", {"n": n, "place": "A"}) for n in (0, 1, 2)]
    assert said == ["none", "1 bed in A", "2 beds in A"]
    french = compiled("{n, plural, one {# lit} other {# lits}}")
    assert [filled(french, "fr", {"n": n}) for n in (0, 1, 2)] == ["0 lit", "1 lit", "2 lits"]
    arabic = compiled("{n, plural, two {سريران} few {# أسرّة} other {# سرير}}")
    assert [filled(arabic, "ar", {"n": n}) for n in (2, 3, 100)] == ["سريران", "3 أسرّة", "100 سرير"]


def test_numbers_and_months_follow_the_language() -> None:
    said = {}
    for code in ("en", "es", "fr", PSEUDO):
        with speaking(code):
            said[code] = (number(12345), number(0.5, percent=True), month(date(2026, 11, 1)))
    assert said == {
        "en": ("12,345", "50%", "November 2026"),
        "es": ("12.345", "50\xa0%", "noviembre de 2026"),
        "fr": ("12\u202f345", "50\xa0%", "novembre 2026"),
        PSEUDO: ("12,345", "50%", "November 2026"),
    }


def test_french_marks_never_start_a_line() -> None:
    assert set_in_type("Oui ? « Non » : si !", "fr") == (
        "Oui\u202f? «\u00a0Non\u00a0»\u00a0: si\u202f!"
    )
    assert set_in_type("x ? y", "es") == "x ? y"
    said = catalogue("fr").phrases["count_is_old"]
    assert isinstance(said, str)
    assert said.endswith("juste\u202f?")


def test_a_message_is_markup_only_when_a_place_is() -> None:
    message = compiled("See <{link}> & {name}")
    assert filled(message, "en", {"link": "a", "name": "<b>"}) == "See <a> & <b>"
    safe = filled(message, "en", {"link": Markup("<a>x</a>"), "name": "<b>"})
    assert isinstance(safe, Markup)
    assert safe == "See &lt;<a>x</a>&gt; &amp; &lt;b&gt;"


@pytest.mark.parametrize("text", ["{n", "{n, plural, one {x}}", "{n, number}", "{d, date, short}"])
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"message|choice"):
        compiled(text)


def test_a_place_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled(compiled("{a} and {b}"), "en", {"a": 1})


def test_the_made_up_language_wraps_every_text() -> None:
    with speaking(PSEUDO):
        assert re.fullmatch(r"⟦.*3.*⟧", word("units", "bed", n=3))
        assert phrase("just_now").startswith("⟦")
    assert catalogue(PSEUDO).pages.keys() == catalogue(BASE).pages.keys()


def asked(cookie: str = "", header: str = "") -> str:
    headers = {"Accept-Language": header, "Cookie": f"language={cookie}" if cookie else ""}
    request = make_mocked_request("GET", "/", headers=headers)
    return chosen(request, ("en", "es", "fr"))


def test_the_persons_choice_comes_before_the_browsers() -> None:
    assert asked(cookie="fr", header="es") == "fr"
    assert asked(header="es-MX,es;q=0.9,en;q=0.5") == "es"
    assert asked(header="en;q=0.3, fr-CA;q=0.8") == "fr"
    assert asked(header="de, pl") == "en"
    assert asked(cookie="xx", header="fr") == "fr"
    assert asked(cookie=PSEUDO, header=f"{PSEUDO}") == "en"


@pytest.mark.parametrize("header", ["", ";;q=", "es;q=x", "q=1" * 500, "es;q=0", "\x7f,é"])
def test_any_header_gets_some_language(header: str) -> None:
    request = cast(web.Request, SimpleNamespace(cookies={}, headers={"Accept-Language": header}))
    assert chosen(request, ("en", "es", "fr")) in LANGUAGES


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/console", "/console"),
        ("/console?adults=2", "/console?adults=2"),
        ("//elsewhere.example/x", "/"),
        ("https://elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("//[", "/"),
        ("/[", "/["),
        ("", "/"),
    ],
)
def test_the_way_back_is_a_page_of_ours(path: str, expected: str) -> None:
    assert back_to(path) == expected


def test_a_script_text_has_one_home(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = [("phrases", {"same": "a"}), ("console", {"script": {"same": "b"}})]
    monkeypatch.setattr(catalogues, "texts", lambda language: iter(twice))
    with pytest.raises(ValueError, match="given twice: same"):
        catalogues._read("en")
