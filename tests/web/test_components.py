"""One folder for each component, and a page that shows them all in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import housing_service.web
from housing_service.web.component_states import components
from housing_service.web.language.catalogue import LANGUAGES
from tests.support.stage import page_text

FOLDERS = sorted(
    path
    for path in (Path(housing_service.web.__file__).parent / "components").iterdir()
    if path.is_dir() and path.name != "__pycache__"
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_folder_holds_one_component_and_says_its_states(folder: Path) -> None:
    kinds = r"html|css|js|toml"
    allowed = re.compile(rf"({folder.name}\.({kinds})|states\.toml|test_{folder.name}\.py)")
    files = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    assert [name for name in files if not allowed.fullmatch(name)] == []
    assert {f"{folder.name}.html", "states.toml"} <= files
    macros = set(re.findall(r"\{% macro (\w+)", (folder / f"{folder.name}.html").read_text()))
    known = next(one for one in components() if one.name == folder.name)
    assert {state.macro for state in known.states} <= macros
    titles = [state.title for state in known.states]
    assert len(titles) == len(set(titles)) > 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_shows_every_state_in_every_language(language: str) -> None:
    text = await page_text(language)
    shown = re.findall(r'data-state-of="([a-z_]+)-([a-z_]+)"', text)
    assert shown == [(one.name, state.title) for one in components() for state in one.states]
    assert f'<html lang="{language}"' in text
    assert "@" not in re.sub(r"<[^>]*>", "", text)
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)
