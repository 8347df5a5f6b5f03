"""Pages travel compressed to whoever takes that."""

import gzip
from typing import Final

from aiohttp import web

# Below this the headers of the answer weigh more than what is saved.
_BYTES_MIN: Final = 1_024
# A larger page is compressed with less effort: the loop serves others meanwhile.
_BYTES_THOROUGH_MAX: Final = 256 * 1_024


def takes_gzip(request: web.Request) -> bool:
    """Whether the caller can read an answer in gzip."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


def page_response(
    request: web.Request, text: str, status: int, headers: dict[str, str]
) -> web.Response:
    """`text` as an answer of HTML: compressed when that is worth it, at most about 10 ms of
    processor for the largest page there is."""
    body = text.encode()
    headers = {**headers, "Vary": "Accept-Encoding"}
    if len(body) >= _BYTES_MIN and takes_gzip(request):
        body = gzip.compress(body, 6 if len(body) <= _BYTES_THOROUGH_MAX else 1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return web.Response(
        body=body, content_type="text/html", charset="utf-8", status=status, headers=headers
    )
