"""The catalogue of one language as a file, which a browser keeps until a text changes."""

import hashlib
from functools import cache
from typing import Final

import orjson

from housing_service.web.language.catalogue import LANGUAGES, catalogue
from housing_service.web.language.pseudo import PSEUDO
from housing_service.web.static_files import TYPES, StaticFile, made_file

_FOLDER: Final = "words/"


def words_url(language: str) -> str:
    """The address of the catalogue that the modules of a page read."""
    version, _ = _made(language)
    return f"/static/{version}/{_FOLDER}{language}.js"


def words_file(version: str, path: str) -> StaticFile | None:
    """The file at such an address; None when there is none, or it is another version's."""
    language = path.removeprefix(_FOLDER).removesuffix(".js")
    if path != f"{_FOLDER}{language}.js" or language not in (*LANGUAGES, PSEUDO):
        return None
    known, file = _made(language)
    return file if version == known else None


@cache
def _made(language: str) -> tuple[str, StaticFile]:
    # A script rather than JSON: it is there before the modules start, without waiting in them.
    content = orjson.dumps(catalogue(language).for_scripts(), default=dict)
    body = b"globalThis.housingWords = " + content + b";\n"
    return hashlib.sha256(body).hexdigest()[:16], made_file(body, TYPES["js"])
