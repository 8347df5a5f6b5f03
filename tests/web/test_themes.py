"""The colours of every theme: complete, far enough apart, and none of them red."""

from __future__ import annotations

import colorsys
import re
import tomllib
from pathlib import Path

import pytest

import housing_service.web
from housing_service.web.themes import CONDITIONS, THEMES, theme_rules

WEB = Path(housing_service.web.__file__).parent
FOLDER = WEB / "static" / "css" / "themes"
NAMES = sorted(path.stem for path in FOLDER.glob("*.css"))
PAIRS = tomllib.loads((FOLDER / "pairs.toml").read_text())
SHEETS = sorted([*(WEB / "static" / "css").glob("*.css"), *WEB.glob("components/*/*.css")])


def colours(theme: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): ([^;]+);", (FOLDER / f"{theme}.css").read_text()))


def rgb(colour: str) -> tuple[float, float, float]:
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def too_close(theme: str) -> list[str]:
    """The pairs of `pairs.toml` that are nearer to each other than they may be."""
    known = colours(theme)
    more = theme.startswith("high_contrast")
    least = {"text": 7.0 if more else 4.5, "shape": 4.5 if more else 3.0}
    return [
        f"{front} on {back}: {found:.2f}"
        for kind, fronts in PAIRS.items()
        for front, backs in fronts.items()
        for back in backs
        if (found := contrast(known[front], known[back])) < least[kind]
    ]


@pytest.mark.parametrize("theme", NAMES)
def test_what_is_written_can_be_read(theme: str) -> None:
    assert too_close(theme) == []


def test_contrast_is_measured_as_the_guideline_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", NAMES)
def test_no_colour_is_red(theme: str) -> None:
    for name, value in colours(theme).items():
        if not value.startswith("#"):
            continue
        hue, light, saturation = colorsys.rgb_to_hls(*rgb(value))
        strong = saturation > 0.35 and 0.12 < light < 0.9
        assert not (strong and (hue < 20 / 360 or hue > 330 / 360)), f"{name}: {value}"


def test_every_theme_has_every_colour_and_is_used() -> None:
    whole = set(colours("light"))
    assert [name for name in NAMES if set(colours(name)) != whole] == []
    assert {theme for theme, _, _ in CONDITIONS} == set(NAMES)
    rules = theme_rules(FOLDER)
    for theme in THEMES:
        assert f'[data-theme="{theme}"]' in rules
    assert rules.count("{") == rules.count("}")


def test_a_sheet_uses_only_what_is_defined_and_writes_no_colour_itself() -> None:
    tokens = (WEB / "static" / "css" / "tokens.css").read_text()
    known = set(colours("light")) | set(re.findall(r"--([a-z0-9-]+):", tokens))
    for path in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"@media print \{.*?\n\}", "", text, flags=re.DOTALL)
        local = set(re.findall(r"--([a-z0-9-]+):", text))
        used = set(re.findall(r"var\(--([a-z0-9-]+)\)", text))
        assert used - known - local == set(), path.name
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", text) == [], path.name
