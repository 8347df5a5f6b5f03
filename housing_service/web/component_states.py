"""Every component with its states, as its own folder says them, for the page that shows them all.

`components/<name>/states.toml` lists calls of the folder's macros with sample values. A text that
begins with ``@`` stands for the sample of that name in the catalogues, so samples are translated;
``@words.hold_states.active`` is a word of the catalogues themselves. What a view holds when it says
nothing stands once, as ``blank``; a state says only what is different. ``list`` is the class of the
list that a row needs around it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from housing_service.web.language.current import text, word

_CLASS: Final = re.compile(r"\.(-?[a-z][a-z0-9-]*)")
_NOT_CODE: Final = re.compile(r'/\*.*?\*/|"[^"]*"|\d*\.\d+', re.DOTALL)


@dataclass(frozen=True, slots=True)
class State:
    """One call of a macro. `title` is a key of `components.states`."""

    title: str
    macro: str
    args: tuple[Any, ...]
    named: Mapping[str, Any]
    inside_list: str = ""

    def said(self) -> tuple[list[Any], dict[str, Any]]:
        """The values of the call in the language that is spoken now."""
        return _said(list(self.args)), _said(dict(self.named))


@dataclass(frozen=True, slots=True)
class Component:
    """A folder: its name, the classes of its style sheet, its states in their order."""

    name: str
    classes: tuple[str, ...]
    states: tuple[State, ...]

    @property
    def template(self) -> str:
        """Where its macros are, as templates name it."""
        return f"components/{self.name}/{self.name}.html"


@cache
def components() -> tuple[Component, ...]:
    """All that have states, by name; read at the first call."""
    return tuple(sorted(_read(), key=lambda one: one.name))


def _read() -> Iterator[Component]:
    for folder in (resources.files("housing_service.web") / "components").iterdir():
        file, sheet = folder / "states.toml", folder / f"{folder.name}.css"
        if not file.is_file():
            continue
        css = _NOT_CODE.sub("", sheet.read_text()) if sheet.is_file() else ""
        known = tomllib.loads(file.read_text())
        states = tuple(
            State(
                one["title"],
                one["macro"],
                tuple(_filled(one["args"], known.get("blank", {}))),
                one.get("named", {}),
                one.get("list", ""),
            )
            for one in known["states"]
        )
        yield Component(folder.name, tuple(dict.fromkeys(_CLASS.findall(css))), states)


def _filled(args: list[Any], blank: Mapping[str, Any]) -> Iterator[Any]:
    """The arguments; the first that is a view has all that the blank one has."""
    views = iter([blank])
    for one in args:
        yield {**next(views, {}), **one} if isinstance(one, dict) else one


def _said(value: Any) -> Any:
    match value:
        case str() if value.startswith("@words."):
            return word(*value.removeprefix("@words.").split("."))
        case str() if value.startswith("@"):
            return text(f"components.sample.{value[1:]}")
        case list():
            return [_said(one) for one in value]
        case dict():
            return {key: _said(one) for key, one in value.items()}
        case _:
            return value
