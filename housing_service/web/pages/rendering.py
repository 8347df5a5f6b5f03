"""Turns templates into responses.

The frame around every request adds the policy that keeps a page to its own origin, without
inline script or style; here nothing is written that would need more. No cache keeps a page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.web.bodies import when_again
from housing_service.web.compression import page_response
from housing_service.web.csrf import masked
from housing_service.web.keys import IDENTITY, SETTINGS, services
from housing_service.web.language.catalogue import LANGUAGES
from housing_service.web.language.current import spoken, text, words_of
from housing_service.web.language.problems import in_words
from housing_service.web.pages import phrases
from housing_service.web.pages.frame_view import frame_view, stands_in
from housing_service.web.pages.preferences import page_to_return_to
from housing_service.web.static_files import static_files
from housing_service.web.words_file import words_url

if TYPE_CHECKING:
    from jinja2 import Environment

# With the stricter no-referrer a browser sends "Origin: null" with every form, and a form of our
# own could not be told from a foreign one. Other sites still learn nothing.
_HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


@cache
def _environment() -> "Environment":
    # Read with the first page: a service that starts again after a fault is needed by consoles and
    # programs first, and neither reads a template.
    from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("housing_service.web", "templates"),
                PrefixLoader({"components": PackageLoader("housing_service.web", "components")}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        static=static_files().url,
        new_id=lambda: str(uuid4()),
        unless=lambda shown: "" if shown else Markup(" hidden"),
        t=text,
        message=lambda key: spoken().pages[key],
        phrase=phrases.phrase,
        word=phrases.word,
        words_of=words_of,
        words_url=words_url,
    )
    return environment


def render(
    request: web.Request,
    template: str,
    *,
    title: str,
    module: str | None = None,
    status: int = 200,
    now: datetime | None = None,
    **context: Any,
) -> web.Response:
    """The page `template` with its styles of the same name and, if given, its `module`."""
    identity = request.get(IDENTITY)
    shown = stands_in(request, template)
    if shown != template:
        template, module = shown, None
    name = template.removesuffix(".html")
    shown_at = now or datetime.now(UTC)
    frame = frame_view(request, name)
    # A lock screen, and what whoever left a page comes back to, tell nothing at all.
    notices = identity is not None and not frame.bare
    text = (
        _environment()
        .get_template(template)
        .render(
            page=name,
            page_styles=name,
            title=title,
            module=module,
            frame=frame,
            identity=identity,
            csrf=masked(identity.session_csrf) if identity and identity.session_csrf else "",
            now_text=shown_at.isoformat(),
            catalogue=spoken(),
            languages=_languages(request),
            notices=services(request).operator_room.notices(identity)
            if notices and identity
            else None,
            done=phrases.word("done", _done_code(request)),
            **context,
        )
    )
    return page_response(request, text, status, _HEADERS)


def macro(template: str, name: str) -> Callable[..., str]:
    """A macro of a template that needs nothing of a page."""
    made: Callable[..., str] = getattr(_environment().get_template(template).module, name)
    return made


def _done_code(request: web.Request) -> str | None:
    code = request.query.get("done")
    return code if code in spoken().words["done"] else None


def _languages(request: web.Request) -> Mapping[str, str]:
    """The languages to choose from, each by its own name."""
    offered = request.app[SETTINGS].languages_offered
    return {code: LANGUAGES[code] for code in offered if code in LANGUAGES}


def read_at(pools: Sequence[Mapping[str, Any]]) -> datetime:
    """The database's time at which these pools were read; ours when there is none."""
    times = [at for pool in pools if (at := phrases.parse_time(pool.get("as_of")))]
    return max(times, default=datetime.now(UTC))


def as_of(now: datetime, pools: Sequence[Mapping[str, Any]]) -> str:
    """The same as a clock shows it where most of these programs are, UTC said when unknown."""
    zone = next((pool["time_zone"] for pool in pools if pool.get("time_zone")), None)
    return phrases.clock_time(now.isoformat(), zone, seconds=True) + ("" if zone else " UTC")


def problem_page(request: web.Request, refusal: Refusal) -> web.Response:
    """A refusal of a whole page, in words, with a way on. Where only a proof or
    a second factor is missing, that is the page for it."""
    if refusal.code == "step_up_required":
        return to_step_up(request)
    if refusal.code == "second_factor_required":
        return web.Response(status=303, headers={"Location": "/account"})
    told = in_words(refusal)
    response = render(
        request,
        "problem.html",
        title=text("problem.title"),
        status=refusal.problem.status,
        detail=told["detail"],
        next_step=told["next_step"],
    )
    response.headers.update(when_again(refusal))
    return response


def to_step_up(request: web.Request) -> web.Response:
    """To the page where one proves oneself anew; it leads back to the page this stands on."""
    query = urlencode({"back": page_to_return_to(request)})
    return web.Response(status=303, headers={"Location": f"/step-up?{query}"})
