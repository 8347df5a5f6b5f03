"""Choosing the language of the pages: remembered by a cookie on this device, and nowhere else."""

from typing import Final

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import read_form
from housing_service.web.keys import SETTINGS
from housing_service.web.language.choosing import COOKIE
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.preferences import back_to, keep


async def choose(request: web.Request) -> web.Response:
    """Sets the language and leads back to the page. Raises Refusal `invalid_request` for a language
    that is not offered; nothing is set then."""
    form = await read_form(request)
    wanted = str(form.get("language", ""))
    settings = request.app[SETTINGS]
    if wanted not in settings.languages_offered:
        raise Refusal("invalid_request")
    response = web.Response(status=303, headers={"Location": back_to(str(form.get("back", "")))})
    keep(request, response, COOKIE, wanted)
    return response


LANGUAGE_ROUTES: Final = (PageRoute("POST", "/settings/language", choose, None),)
