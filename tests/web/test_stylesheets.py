"""One sheet for each page, from tokens, themes, components and the page's own file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import housing_service.web
from housing_service.web.static_files import static_files
from housing_service.web.stylesheets import page_sheets, pages, smaller

WEB = Path(housing_service.web.__file__).parent
SHEETS = sorted([*(WEB / "static" / "css").rglob("*.css"), *WEB.glob("components/*/*.css")])
# What is to the left in English is to the right in Arabic; a sheet speaks of start and end.
_SIDES = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)|^\s*(?:left|right)\s*:|"
    r"text-align:\s*(?:left|right)|float:\s*(?:left(?!;\s*float: inline-start)|right)|"
    r"border-(?:top|bottom)-(?:left|right)-radius",
    re.MULTILINE,
)
_FOUR = re.compile(r"(?:margin|padding|inset): ([^;]+);")


def plain(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def four_values(text: str) -> list[str]:
    """Values of all four sides; a space inside brackets parts nothing."""
    values = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", text).split()
    return values if len(values) == 4 else []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_sheet_knows_no_left_and_right(path: Path) -> None:
    text = plain(path)
    assert _SIDES.findall(text) == []
    for found in _FOUR.findall(text):
        values = four_values(found)
        assert not values or values[1] == values[3], found


def test_the_ban_of_sides_finds_them() -> None:
    for wrong in ("margin-left: 1px", "  left: 0;", "text-align: right", "float: left;"):
        assert _SIDES.search(wrong), wrong
    assert not _SIDES.search("float: left;\n  float: inline-start;")
    assert four_values("0 0 0 calc(1rem + 2px)") == ["0", "0", "0", "calc()"]


def test_a_page_has_one_whole_sheet_in_the_order_of_the_cascade() -> None:
    files = static_files().files
    for page in pages(WEB):
        text = files[f"css/{page}.css"].body.decode()
        assert "@import" not in text and "/*" not in text
        marks = [text.index(mark) for mark in ("--paper:", "--touch:", "\nbody {", "\n.button {")]
        assert marks == sorted(marks), page
    console = files["css/console.css"].body.decode()
    rules = ("\n.button {", "\n.what-next {", "\n.panes {")
    assert sorted(rules, key=console.index) == list(rules)


@pytest.mark.parametrize(
    ("own", "has", "lacks"),
    [
        ("b {c: d}", {"a.x", "a.y", "b {c: d}"}, set()),
        ('/* Why. */\n@import "../components/y/y.css";\nb {c: d}', {"a.y", "b {c: d}"}, {"a.x"}),
        ('@import "./shared.css";', {"a.x", "a.y", "a.shared"}, set()),
        ('@import "./chosen.css";', {"a.chosen", "a.x"}, {"a.y", "@import"}),
    ],
    ids=["all", "chosen", "shared", "chosen_by_shared"],
)
def test_a_page_gets_the_components_that_it_imports_or_all(
    tmp_path: Path, own: str, has: set[str], lacks: set[str]
) -> None:
    made = {
        "templates/page.html": '{% extends "base.html" %}',
        "templates/part.html": "no page",
        "static/css/page.css": own,
        "static/css/tokens.css": "", "static/css/base.css": "",
        "static/css/shared.css": "a.shared {}",
        "static/css/chosen.css": '@import "../components/x/x.css";\na.chosen {}',
        "components/x/x.css": "a.x {}", "components/y/y.css": "a.y {}",
        **{f"static/css/themes/{name}.css": ":root {}"
           for name in ("light", "low_light", "high_contrast", "high_contrast_dark")},
    }  # fmt: skip
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    sheets = dict(page_sheets(tmp_path))
    assert list(sheets) == ["css/page.css"]
    text = sheets["css/page.css"].decode()
    assert [mark for mark in has if mark not in text] == []
    assert [mark for mark in lacks if mark in text] == []
    (tmp_path / "static/css/page.css").write_text('@import "./nothing.css";')
    with pytest.raises(KeyError, match=r"nothing\.css"):
        dict(page_sheets(tmp_path))


def test_comments_and_indentation_are_not_sent() -> None:
    assert (
        smaller('/* a\n b */\na {\n  b: "c  d";\n\n  e: f;\n}\n\n') == 'a {\nb: "c  d";\ne: f;\n}\n'
    )


def templates_of(page: str) -> str:
    """The text of a page's template and of all it extends and includes."""
    seen: list[str] = []
    waiting = [f"{page}.html"]
    while waiting:
        name = waiting.pop()
        if name not in seen and (WEB / "templates" / name).exists():
            seen.append(name)
            waiting += re.findall(r'"(\w+\.html)"', (WEB / "templates" / name).read_text())
    return "".join((WEB / "templates" / name).read_text() for name in seen)


def test_a_page_that_chooses_its_elements_forgets_none() -> None:
    first = re.compile(r"^\.([a-z][a-z-]*)", re.MULTILINE)
    own = {path.stem: set(first.findall(plain(path))) for path in WEB.glob("components/*/*.css")}
    everything = len(own)
    for page in pages(WEB):
        sheet = static_files().files[f"css/{page}.css"].body.decode()
        has = {name for name, classes in own.items() if all(f".{one}" in sheet for one in classes)}
        if len(has) == everything:
            continue
        attributes = " ".join(re.findall(r'class="([^"]*)"', templates_of(page)))
        used = set(re.findall(r"[a-z][a-z-]*", attributes))
        lacking = {name for name, classes in own.items() if classes & used} - has
        assert lacking == set(), page
