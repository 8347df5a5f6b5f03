"""docs/settings.md lists exactly the settings, with their defaults."""

from __future__ import annotations

import os

import pytest
from document_tables import names_in, rows, text_of

from housing_service.config import Settings

LISTED = {names_in(row[0])[0]: row for row in rows(text_of("docs/settings.md"))}
FIELDS = {f"HOUSING_{name.upper()}": field for name, field in Settings.model_fields.items()}
_UNITS = {
    "_SECONDS": "s",
    "_MS": "ms",
    "_BYTES_MAX": "bytes",
    "_PER_SECOND": "1/s",
    "_PER_MINUTE": "1/min",
}


def test_every_setting_is_listed_and_nothing_else() -> None:
    assert sorted(LISTED) == sorted(FIELDS)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_default_and_unit_are_those_of_the_code(name: str) -> None:
    _, unit, default, meaning = LISTED[name]
    value = FIELDS[name].default
    shown = {None: "not set", True: "`true`", False: "`false`"}
    expected = shown[value] if value is None or isinstance(value, bool) else f"`{value}`"
    assert default == expected
    assert meaning.endswith("."), "a meaning is a sentence"
    for ending, of_ending in _UNITS.items():
        if name.endswith(ending):
            assert unit == of_ending


def test_the_defaults_are_settings_that_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HOUSING_"):
            monkeypatch.delenv(name)
    for name, (_, _, default, _) in LISTED.items():
        if default != "not set":
            monkeypatch.setenv(name, default.strip("`"))
    assert Settings() == Settings.model_construct(
        **{name: field.default for name, field in Settings.model_fields.items()}
    )
