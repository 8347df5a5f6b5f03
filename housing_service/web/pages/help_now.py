"""The operator's lines, for whoever is signed out or has no connection and needs help now."""

from typing import Any

from aiohttp import web

from housing_service.domain.help_lines import help_lines
from housing_service.web.keys import SETTINGS


def help_of(request: web.Request) -> dict[str, Any]:
    """What `help_now.html` and the page without a connection show."""
    settings = request.app[SETTINGS]
    help_line = settings.help_line or ""
    return {
        "help_line": help_line,
        "help_line_digits": "".join(c for c in help_line if c in "+0123456789"),
        "help_lines": help_lines(settings.help_lines),
    }
