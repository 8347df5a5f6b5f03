"""What the demo says when it is ready: where, who, and how to call it."""

from __future__ import annotations

import ipaddress

from housing_service.config import Settings
from housing_service.demo.agencies import VISITORS
from housing_service.demo.region import pools, quiet_pools


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address to listen on."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def welcome(url: str, tokens: dict[str, str], settings: Settings) -> str:
    """The text for the terminal; `tokens` are by login."""
    who = max(len(visitor.who) for visitor in VISITORS)
    lines = [
        "",
        f"The demo region is ready at {url}",
        "Every place, agency and program in it is invented; nobody in it is a person.",
        "",
        "Sign in as                            name        password           page",
        *(
            f"  {visitor.who:<{who + 3}}  {visitor.login:<10}  {visitor.password:<17}  "
            f"{url}{visitor.page}"
            for visitor in VISITORS
        ),
        "",
        "Tokens for programs (new at each start, good for a week)",
        *(f"  {visitor.login:<10}  {tokens[visitor.login]}" for visitor in VISITORS),
        "",
        f'  curl -H "Authorization: Bearer {tokens["responder"]}" {url}/v1/pools',
        "",
        _who_acts(settings),
        "Stop with Ctrl-C.",
    ]
    return "\n".join(lines)


def _who_acts(settings: Settings) -> str:
    if settings.demo_speed == 0:
        return "The simulated people are switched off (HOUSING_DEMO_SPEED=0)."
    quiet = quiet_pools(settings.demo_quiet_pools)
    names = [
        f"    {program.name}: {pool.name}"
        for program, pool in pools()
        if program.pool_id(pool) in quiet
    ]
    pace = f"Simulated staff and responders act at speed {settings.demo_speed:g}"
    if not names:
        return f"{pace}."
    return "\n".join([f"{pace}, and leave these to you:", *names])
