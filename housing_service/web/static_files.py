"""Our own style sheets, modules and icon, served under a name that changes with their content.

`/static/<hash>/...` never changes, so a browser keeps it for good; relative imports between
modules stay inside the same hash. Everything is read once at start and held in memory, so no
path of a request ever touches the disk.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from aiohttp import web

TYPES: Final[Mapping[str, str]] = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}
# A page needs a few dozen small files; more than this is a packaging mistake.
FILES_MAX: Final = 200
_IMPORT: Final = re.compile(r'^import\s[^"]*?"\./([a-z_]+\.js)"', re.MULTILINE)


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
        """The modules that `entry` (a name below `js/`) imports, itself first, each once."""
        found = [entry]
        for name in found:
            text = self.files[f"js/{name}"].body.decode()
            found += [other for other in dict.fromkeys(_IMPORT.findall(text)) if other not in found]
        return tuple(found)


@cache
def static_files() -> StaticFiles:
    """The packaged files, read at the first call."""
    files = dict(sorted(_read(resources.files("housing_service.web") / "static", "")))
    if len(files) > FILES_MAX:
        raise RuntimeError(f"{len(files)} static files; at most {FILES_MAX} are expected")
    digest = hashlib.sha256()
    for path, file in files.items():
        digest.update(f"{path}\0{len(file.body)}\0".encode() + file.body)
    return StaticFiles(digest.hexdigest()[:16], files)


def _read(folder: Traversable, prefix: str) -> list[tuple[str, StaticFile]]:
    found: list[tuple[str, StaticFile]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _read(entry, f"{prefix}{entry.name}/")
        elif content_type := TYPES.get(entry.name.rpartition(".")[2]):
            body = entry.read_bytes()
            file = StaticFile(body, gzip.compress(body, 9, mtime=0), content_type)
            found.append((prefix + entry.name, file))
    return found


async def serve_static(request: web.Request) -> web.Response:
    """The file of the current version; anything else, an older version too, is 404."""
    known = static_files()
    folder, name = request.match_info.get("folder"), request.match_info["file"]
    file = known.files.get(f"{folder}/{name}" if folder else name)
    if file is None or request.match_info["version"] != known.version:
        raise web.HTTPNotFound(text="There is no such file.")
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if compressed:
        headers["Content-Encoding"] = "gzip"
    return web.Response(
        body=file.compressed if compressed else file.body,
        content_type=file.content_type,
        charset="utf-8",
        headers=headers,
    )
