"""Turns templates into responses.

The frame around every request adds the policy that keeps a page to its own origin, without
inline script or style; here nothing is written that would need more. No cache keeps a page.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from aiohttp import web

from housing_service.domain.errors import Refusal
from housing_service.domain.words import CATALOGUE
from housing_service.web.keys import IDENTITY
from housing_service.web.pages import phrases
from housing_service.web.static_files import static_files

if TYPE_CHECKING:
    from jinja2 import Environment

# With the stricter no-referrer a browser sends "Origin: null" with every form, and a form of our
# own could not be told from a foreign one. Other sites still learn nothing.
_HEADERS: Final = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


@cache
def _environment() -> "Environment":
    # Read with the first page: a service that starts again after a fault is needed by consoles and
    # programs first, and neither reads a template.
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("housing_service.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        static=static_files().url,
        new_id=lambda: str(uuid4()),
        unless=lambda shown: "" if shown else Markup(" hidden"),
        words=CATALOGUE,
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
    name = template.removesuffix(".html")
    shown_at = now or datetime.now(UTC)
    text = (
        _environment()
        .get_template(template)
        .render(
            page=name,
            page_styles=name,
            title=title,
            module=module,
            modules=static_files().modules_of(module) if module else (),
            identity=identity,
            csrf=(identity.session_csrf if identity else None) or "",
            now_text=shown_at.isoformat(),
            done=phrases.word("done", _done_code(request)),
            **context,
        )
    )
    return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)


def _done_code(request: web.Request) -> str | None:
    code = request.query.get("done")
    return code if code in CATALOGUE["done"] else None


def read_at(pools: Sequence[Mapping[str, Any]]) -> datetime:
    """The database's time at which these pools were read; ours when there is none."""
    times = [at for pool in pools if (at := phrases.parse_time(pool.get("as_of")))]
    return max(times, default=datetime.now(UTC))


def as_of(now: datetime, pools: Sequence[Mapping[str, Any]]) -> str:
    """The same as a clock shows it where most of these programs are, UTC said when unknown."""
    zone = next((pool["time_zone"] for pool in pools if pool.get("time_zone")), None)
    return phrases.clock_time(now.isoformat(), zone, seconds=True) + ("" if zone else " UTC")


def problem_page(request: web.Request, refusal: Refusal) -> web.Response:
    """A refusal of a whole page, in words, with a way on."""
    return render(
        request,
        "problem.html",
        title="Not here",
        status=refusal.problem.status,
        detail=refusal.detail,
        next_step=refusal.problem.next_step,
    )
