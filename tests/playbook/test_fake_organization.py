"""He founds an outreach charity with a fine name, to be shown where the houses are."""

from __future__ import annotations

import json
from types import SimpleNamespace

from housing_service.web.live_socket import LiveSockets
from housing_service.web.route_table import route_table
from tests.support.world import World

ROUTES = route_table(LiveSockets())


def test_he_finds_no_form_to_sign_up_with() -> None:
    """Whatever anybody may send without being signed in signs in, counts by a link that was given,
    or changes how the page looks."""
    open_to_all = {route.path for route in ROUTES if route.roles is None and route.method != "GET"}
    assert {path for path in open_to_all if not path.startswith(("/sign-in", "/settings"))} <= {
        "/count/{token}", "/join/{token}",
    }  # fmt: skip


async def test_as_long_as_he_is_new_no_confidential_program_exists_for_him(
    world: World, night: SimpleNamespace
) -> None:
    charity = await world.owner.fetchval(
        "INSERT INTO housing.organization (name) VALUES ('Angels of the Night') RETURNING id"
    )
    him = night.api(await world.caller("responder", charity))
    hidden = str(night.hidden)
    for path in ("/v1/pools", "/v1/pools?kind=safe_house", "/v1/programs", "/v1/organizations"):
        listed = (await him.get(path))["items"]
        assert hidden not in json.dumps(listed)
        assert not any(one.get("confidential") for one in listed), path
    found = await him.post("/v1/pools/search", {"show_all": True, "household": {"adults": 1}})
    assert {item["id"] for item in found["items"]} == {str(night.open)}
    assert (await him.get(f"/v1/pools/{hidden}")).status == 404
    assert (await him.place(night.hidden)).code == "pool_not_found"
    request = await him.put(
        "/v1/requests/9b2a1c53-0d9b-4c0a-9c57-0d2f3a9e7c11",
        {"household": {"adults": 1}, "pool_ids": [hidden]},
    )
    assert hidden not in json.dumps(request.body)
    async with him.live(pool_filter={"pool_ids": [hidden]}) as console:
        await console.until(lambda c: len(c.ticks) > 2)
        assert console.pools == {}
    # Not even in what is going on there.
    await night.house_staff.report(night.hidden, units_free=0)
    assert hidden not in json.dumps((await him.get("/v1/pools")).body)
