"""A page of every element in all its states, for whoever builds or judges pages. All of it is
made up, so everybody may read it, like the contract documents."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, Final

from aiohttp import web

from housing_service.web.component_states import components
from housing_service.web.language.current import text
from housing_service.web.pages.page_route import PageRoute
from housing_service.web.pages.rendering import macro, render

_SIZES: Final = tuple(
    f"text{size}"
    for size in ("-tiny", "-small", "", "-large", "-title", "-door", "-count", "-code")
)


async def show(request: web.Request) -> web.Response:
    """The elements by name, in the theme and language of the request."""
    return render(
        request,
        "components.html",
        title=text("components.title"),
        module="main_components.js",
        elements=list(_elements()),
        colours=_colours(),
        sizes=_SIZES,
    )


def _elements() -> Iterator[dict[str, Any]]:
    for one in components():
        states = []
        for state in one.states:
            args, named = state.said()
            said = text(f"components.states.{state.title}")
            shown = macro(one.template, state.macro)(*args, **named)
            states.append(
                {"title": said, "code": state.title, "shown": shown, "list": state.inside_list}
            )
        yield {
            "name": one.name,
            "title": text(f"components.element.{one.name}.title"),
            "use": text(f"components.element.{one.name}.use"),
            "macros": ", ".join(dict.fromkeys(state.macro for state in one.states)),
            "classes": ", ".join(one.classes),
            "states": states,
        }


@cache
def _colours() -> tuple[str, ...]:
    themes = resources.files("housing_service.web") / "static" / "css" / "themes"
    return tuple(re.findall(r"--([a-z-]+): #", (themes / "light.css").read_text()))


COMPONENT_ROUTES: Final = (PageRoute("GET", "/docs/components", show, None),)
