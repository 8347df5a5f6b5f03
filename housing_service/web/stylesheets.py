"""One style sheet for each page, put together at start: no build, one request.

In this order: the themes, the tokens, plain elements (`base.css`), what stands around every page
(`frame.css`), how it prints (`print.css`), the components in alphabetical order, then the page's
own file, `css/<page>.css`. A page's file may begin with ``@import`` lines.
``@import "./other.css";`` brings in a sheet that pages share. ``@import
"../components/<name>/<name>.css";`` says which components the page uses; then it gets those and
no others. Without such a line it gets them all.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Final

from housing_service.web.themes import theme_rules

_FRAME: Final = '{% extends "base.html" %}'
_IMPORT: Final = re.compile(r'^@import (?:url\()?"([^"]+)"\)?;\n?', re.MULTILINE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK: Final = re.compile(r"\n\s*")


def page_sheets(web: Traversable) -> Iterator[tuple[str, bytes]]:
    """Each page's whole sheet by its path below `static/`; `web` is the folder of this package."""
    sources = dict(_sources(web))
    first = "\n".join((
        theme_rules(web / "static" / "css" / "themes"),
        sources["css/tokens.css"],
        sources["css/base.css"],
        *(sources.get(f"css/{name}.css", "") for name in ("frame", "print")),
    ))  # fmt: skip
    for page in pages(web):
        path = f"css/{page}.css"
        parts: dict[str, str] = {}
        _gather(path, sources, parts)
        all_of_them = [name for name in sources if name.startswith("components/")]
        used = [name for name in parts if name.startswith("components/")] or all_of_them
        own = [text for name, text in parts.items() if name.startswith("css/")]
        whole = "\n".join((first, *(sources[name] for name in sorted(used)), *own))
        yield path, smaller(whole).encode()


def pages(web: Traversable) -> tuple[str, ...]:
    """The templates that are whole pages, by name."""
    return tuple(
        sorted(
            entry.name.removesuffix(".html")
            for entry in (web / "templates").iterdir()
            if entry.name.endswith(".html") and entry.read_text().startswith(_FRAME)
        )
    )


def smaller(text: str) -> str:
    """The same rules without comments and indentation."""
    return _BLANK.sub("\n", _COMMENT.sub("", text)).strip() + "\n"


def _sources(web: Traversable) -> Iterator[tuple[str, str]]:
    for entry in (web / "static" / "css").iterdir():
        if entry.name.endswith(".css"):
            yield f"css/{entry.name}", entry.read_text()
    for folder in (web / "components").iterdir():
        sheet = folder / f"{folder.name}.css"
        if sheet.is_file():
            yield f"components/{folder.name}/{sheet.name}", sheet.read_text()


def _gather(path: str, sources: Mapping[str, str], parts: dict[str, str]) -> None:
    """Add what `path` imports to `parts`, each once, then itself without the lines that say so."""
    text = sources.get(path, "")
    for name in _IMPORT.findall(text):
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if found not in sources:
            raise KeyError(f"{path} imports {name}, which is not there")
        if found not in parts:
            _gather(found, sources, parts)
    parts[path] = _IMPORT.sub("", text)
