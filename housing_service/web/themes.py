"""The themes a page can wear, from one file of colours each.

``<html data-theme="light | low-light | high-contrast">`` is what somebody chose; without it, or
with anything else, the device decides. High contrast follows the device between light and dark.
A theme is written once (`static/css/themes/`) and said here for every condition that calls for
it: a style sheet can't name a set of colours and use it in two places, and the function that
chooses between two colours is younger than the phones that are used.
"""

from importlib.resources.abc import Traversable
from typing import Final

THEMES: Final = ("light", "low-light", "high-contrast")
_DARK: Final = "(prefers-color-scheme: dark)"
_MORE: Final = "(prefers-contrast: more)"
_NOT_LIGHT: Final = ':root:not([data-theme="light"])'
_NOT_CHOSEN: Final = f'{_NOT_LIGHT}:not([data-theme="low-light"])'
# Which colours hold for which root element under which condition of the device. Later ones win.
CONDITIONS: Final[tuple[tuple[str, str, str], ...]] = (
    ("light", "", ":root"),
    ("low_light", _DARK, f'{_NOT_LIGHT}:not([data-theme="high-contrast"])'),
    ("low_light", "", ':root[data-theme="low-light"]'),
    ("high_contrast", "", ':root[data-theme="high-contrast"]'),
    ("high_contrast_dark", _DARK, ':root[data-theme="high-contrast"]'),
    ("high_contrast", _MORE, _NOT_CHOSEN),
    ("high_contrast_dark", f"{_MORE} and {_DARK}", _NOT_CHOSEN),
)


def theme_rules(folder: Traversable) -> str:
    """The colours of all themes as rules, from the files in `folder`."""
    return "\n".join(
        f"@media {condition} {{\n{selector} {{{colours}}}\n}}" if condition
        else f"{selector} {{{colours}}}"
        for theme, condition, selector in CONDITIONS
        for colours in [_declarations((folder / f"{theme}.css").read_text())]
    )  # fmt: skip


def _declarations(text: str) -> str:
    return text[text.index("{") + 1 : text.rindex("}")]
