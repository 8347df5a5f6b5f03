"""Our own style sheets, modules and icon, served under a name that changes with their content.

Files lie in `static/`; a component's module lies beside its template and style, in
`components/<name>/`, and is served as if that folder were in `static/` too. What is served as
`css/<page>.css` is put together by `stylesheets`.

`/static/<hash>/...` never changes, so a browser keeps it for good; relative imports between
modules stay inside the same hash. Everything is read once at start and held in memory, so no
path of a request ever touches the disk. `pages/<entry>.js` has all modules of a page as one file,
those of the frame first (`bundles`).
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from housing_service.web.bundles import bundled
from housing_service.web.stylesheets import page_sheets

TYPES: Final[Mapping[str, str]] = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
# A page needs a few dozen small files; more than this is a packaging mistake.
FILES_MAX: Final = 400
# The module of every page, whatever is on it.
FRAME: Final = "js/main_frame.js"
_ENTRY: Final = re.compile(r"js/main_\w+\.js")
_IMPORT: Final = re.compile(r'^import\s[^"]*?"(\.\.?/[a-z_/.]+\.js)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file as it is sent, plain and compressed."""

    body: bytes
    compressed: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """All files by their path below `static/`, and the hash over them."""

    version: str
    files: Mapping[str, StaticFile]

    def url(self, path: str) -> str:
        """The address of a file; KeyError when there is none of that name."""
        if path not in self.files:
            raise KeyError(path)
        return f"/static/{self.version}/{path}"

    def modules_of(self, entry: str) -> tuple[str, ...]:
        """The paths of the modules that `js/<entry>` imports, itself first, each once."""
        found = [f"js/{entry}"]
        for path in found:
            text = self.files[path].body.decode()
            others = (
                posixpath.join(posixpath.dirname(path), name) for name in _IMPORT.findall(text)
            )
            wanted = dict.fromkeys(posixpath.normpath(other) for other in others)
            found += [other for other in wanted if other not in found]
        return tuple(found)


@cache
def static_files() -> StaticFiles:
    """The packaged files, read at the first call."""
    web = resources.files("housing_service.web")
    files = dict(_read(web / "static", ""))
    files |= {
        path: file for path, file in _read(web / "components", "components/") if _served(path)
    }
    files |= {path: made_file(sheet, TYPES["css"]) for path, sheet in page_sheets(web)}
    files = dict(sorted(files.items()))
    files |= _page_scripts(files)
    if len(files) > FILES_MAX:
        raise RuntimeError(f"{len(files)} static files; at most {FILES_MAX} are expected")
    digest = hashlib.sha256()
    for path, file in files.items():
        digest.update(f"{path}\0{len(file.body)}\0".encode() + file.body)
    return StaticFiles(digest.hexdigest()[:16], files)


def _page_scripts(files: Mapping[str, StaticFile]) -> dict[str, StaticFile]:
    sources = {path: file.body.decode() for path, file in files.items() if path.endswith(".js")}
    return {
        f"pages/{path.removeprefix('js/')}": made_file(
            bundled((FRAME,) if path == FRAME else (FRAME, path), sources).encode(), TYPES["js"]
        )
        for path in sources
        if _ENTRY.fullmatch(path)
    }


def _read(folder: Traversable, prefix: str) -> list[tuple[str, StaticFile]]:
    found: list[tuple[str, StaticFile]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _read(entry, f"{prefix}{entry.name}/")
        elif content_type := TYPES.get(entry.name.rpartition(".")[2]):
            found.append((prefix + entry.name, made_file(entry.read_bytes(), content_type)))
    return found


def made_file(body: bytes, content_type: str) -> StaticFile:
    """A file of this content, compressed as well as can be: it is done once."""
    return StaticFile(body, gzip.compress(body, 9, mtime=0), content_type)


def _served(path: str) -> bool:
    return path.endswith(".js")
