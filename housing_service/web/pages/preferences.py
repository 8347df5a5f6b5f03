"""What a person has chosen for this device: how the screen looks and whether it rings.

Kept in cookies of our own, so that the first paint is right and no script is needed. Language is
chosen with them in the same form.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from aiohttp import web

from housing_service.web.bodies import read_form
from housing_service.web.keys import SETTINGS
from housing_service.web.language.choosing import COOKIE
from housing_service.web.pages.page_route import PageRoute

# "device" leaves it to the device; the others are values of `data-theme`.
THEMES: Final = ("device", "light", "low-light", "high-contrast")
_THEME, _SOUND, LEFT = "theme", "sound", "left"
_YEAR_SECONDS: Final = 365 * 86_400
_PATH_LENGTH_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class Preferences:
    """`theme` is one of THEMES. `sound` is whether this device may ring at all."""

    theme: str
    sound: bool


def preferences(request: web.Request) -> Preferences:
    """What the cookies say; whatever is no choice of ours counts as none."""
    theme = request.cookies.get(_THEME, "")
    return Preferences(
        theme if theme in THEMES else THEMES[0], request.cookies.get(_SOUND) != "off"
    )


def keep(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    """One choice, for a year; no script reads it and no other site sends it."""
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_SECONDS,
        path="/",
        secure=request.app[SETTINGS].cookies_secure,
        httponly=True,
        samesite="Lax",
    )


def page_to_return_to(request: web.Request) -> str:
    """The address at which this very page can be read again. A page that answered a form is read
    again at the page the form stands on, which is the first part of its path."""
    if request.method in ("GET", "HEAD"):
        return str(request.rel_url.without_query_params("done"))
    return "/" + request.path.split("/")[1]


def back_to(path: str) -> str:
    """The page to go back to; the front page unless it is an address of ours."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    short = path.isascii() and len(path) <= _PATH_LENGTH_MAX
    return urlunsplit(("", "", parts.path, parts.query, "")) if own and short else "/"


async def save(request: web.Request) -> web.Response:
    """Keeps what was chosen and leads back to the page it was chosen on."""
    form = await read_form(request)
    response = web.Response(status=303, headers={"Location": back_to(form.get("back", ""))})
    if form.get("language") in request.app[SETTINGS].languages_offered:
        keep(request, response, COOKIE, form["language"])
    if form.get("theme") in THEMES:
        keep(request, response, _THEME, form["theme"])
    if form.get("sound") in ("on", "off"):
        keep(request, response, _SOUND, form["sound"])
    return response


async def show_again(request: web.Request) -> web.Response:
    """Whoever left a page at once and is back asks for it."""
    form = await read_form(request)
    response = web.Response(status=303, headers={"Location": back_to(form.get("back", ""))})
    response.del_cookie(
        LEFT, path="/", secure=request.app[SETTINGS].cookies_secure, samesite="Strict"
    )
    return response


PREFERENCE_ROUTES: Final = (
    PageRoute("POST", "/settings", save, None),
    PageRoute("POST", "/settings/show-again", show_again, None),
)
