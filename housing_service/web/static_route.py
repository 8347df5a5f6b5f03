"""Serves what never changes: a file under an address that names its version."""

from aiohttp import web

from housing_service.web.compression import takes_gzip
from housing_service.web.static_files import static_files
from housing_service.web.words_file import words_file


async def serve_static(request: web.Request) -> web.Response:
    """The file of the current version; anything else, an older version too, is 404."""
    version, path = request.match_info["version"], request.match_info["path"]
    known = static_files()
    file = known.files.get(path) if version == known.version else words_file(version, path)
    if file is None:
        raise web.HTTPNotFound(text="There is no such file.")
    compressed = takes_gzip(request)
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
