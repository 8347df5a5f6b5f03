"""A page's modules as one file: one request in place of forty.

Each module becomes a function of its own that hands out what it exports, so names never meet. This
leans on how the modules are written, and says so when one is not: named imports and exports only,
each import by a relative path, and none in a circle. Comments that stand alone on their lines stay
behind. Modules are named by their paths below `static/`.
"""

import posixpath
import re
from collections.abc import Mapping
from typing import Final

_IMPORT: Final = re.compile(
    r'^import \{(?P<names>[^}]*)\} from "(?P<path>\.\.?/[\w./]+\.js)";\n', re.MULTILINE
)
_EXPORT: Final = re.compile(
    r"^export (?P<rest>(?:async )?(?:function|class|const) (?P<name>\w+))", re.MULTILINE
)
# What the patterns above have left over.
_UNREAD: Final = re.compile(r"^(?:import|export)\b.*$|\bimport\(|\bimport\.meta", re.MULTILINE)
_TYPES_ONLY: Final = re.compile(r"^export \{\};\n", re.MULTILINE)
_COMMENTS: Final = re.compile(
    r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL
)
_NOTES: Final = re.compile(r"/\*\*.*?\*/", re.DOTALL)


class NotBundled(RuntimeError):
    """A module is written in a way that can't be put into one file with others."""


def imported(path: str, source: str) -> list[str]:
    """The paths of the modules that a module imports, in its order."""
    return [_beside(path, found["path"]) for found in _IMPORT.finditer(source)]


def bundled(entries: tuple[str, ...], sources: Mapping[str, str]) -> str:
    """One module that does what these do with all that they import, one after the other. One of
    them that fails is reported and leaves the next alone, as when each is a script of its own.
    Raises NotBundled, or KeyError for a module that is missing."""
    order: list[str] = []
    for entry in entries:
        _put_in_order(entry, sources, order, ())
    return "".join(_wrapped(path, sources[path], path in entries) for path in order)


def _put_in_order(
    path: str, sources: Mapping[str, str], order: list[str], above: tuple[str, ...]
) -> None:
    """What a module imports comes before it, as when a browser reads them one by one."""
    if path in order:
        return
    if path in above:
        raise NotBundled(f"{' -> '.join((*above, path))}: modules that import each other")
    for other in imported(path, sources[path]):
        _put_in_order(other, sources, order, (*above, path))
    order.append(path)


def _wrapped(path: str, source: str, is_entry: bool) -> str:
    def taken(found: re.Match[str]) -> str:
        names = (" ".join(name.split()) for name in found["names"].split(","))
        wanted = ", ".join(name.replace(" as ", ": ") for name in names if name)
        return f"const {{ {wanted} }} = {_variable(_beside(path, found['path']))};\n"

    text = _COMMENTS.sub("", source)
    exported = [found["name"] for found in _EXPORT.finditer(text)]
    text = _TYPES_ONLY.sub("", _IMPORT.sub(taken, _EXPORT.sub(r"\g<rest>", text)))
    if left := _UNREAD.search(_NOTES.sub("", text)):
        raise NotBundled(f"{path}: {left.group()!r} is not understood")
    if is_entry:
        return f"try {{\n{text}}} catch (fault) {{\nsetTimeout(() => {{ throw fault; }});\n}}\n"
    return (
        f"const {_variable(path)} = (() => {{\n{text}return {{ {', '.join(exported)} }};\n}})();\n"
    )


def _beside(path: str, other: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), other))


def _variable(path: str) -> str:
    return "$" + path.removesuffix(".js").replace("/", "$")
