"""Whatever stands behind the question mark of an address, no page and no answer breaks on it."""

from __future__ import annotations

import aiohttp

from housing_service.web.live_socket import LiveSockets
from housing_service.web.route_table import route_table
from tests.support.api import Api

ODD = ("%00", "%ED%A0%80", "A" * 300, "9" * 30)
# What pages ask of their addresses, which no table lists.
OF_PAGES = ("region", "done", "said", "back", "month", "by", "stay_nights", "source", "day", "pool",
            "kind", "adults", "arrival", "unit", "language")  # fmt: skip


ROLES = {"responder": "responder", "shelter_staff": "staff", "operator": "operator"}


async def test_no_query_breaks_an_answer(
    attacked, http: aiohttp.ClientSession, no_faults: None
) -> None:
    asked = 0
    for route in route_table(LiveSockets()):
        if route.method != "GET" or "{" in route.path or route.path == "/v1/live":
            continue
        names = route.query or (() if route.in_contract else OF_PAGES)
        for role in sorted(route.roles or {"responder"})[:1]:
            caller = Api(http, attacked.url, attacked.region.token(ROLES[role]))
            for odd in ODD:
                for name in names:
                    answer = await caller.get(f"{route.path}?{name}={odd}")
                    assert answer.status < 500, (route.path, name, odd)
                    asked += 1
    assert asked > 500
