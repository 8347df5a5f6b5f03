"""What a token with scopes may ask for. Whatever is not named here is closed to it.

A scope only narrows: the role of the token's account and every rule of the database judge as well.
"""

from __future__ import annotations

from typing import Final

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.vocabulary import TOKEN_SCOPES
from housing_service.web.routes import Route

READ, REPORT, HOLD, REQUEST = TOKEN_SCOPES
# Whoever has a token may ask whose it is.
_ANY_SCOPE: Final = frozenset({("GET", "/v1/me")})
# Asked with a body, so that no address has what is looked for; nothing is written.
_READ_BY_POST: Final = frozenset({("POST", "/v1/pools/search")})
_REPORT: Final = frozenset({("POST", "/v1/pools/{id}/reports")})
_HOLD: Final = ("/v1/holds/", "/v1/hold-sets/")
_REQUEST: Final = ("/v1/requests/", "/v1/asks/")


def scope_of(route: Route) -> str | None:
    """The scope that this route needs; null where no token with scopes may go."""
    key = (route.method, route.path)
    if not route.in_contract:
        return None
    if route.method == "GET" or key in _READ_BY_POST:
        return READ
    if key in _REPORT:
        return REPORT
    if route.path.startswith(_HOLD):
        return HOLD
    return REQUEST if route.path.startswith(_REQUEST) else None


def may_read(caller: Identity) -> bool:
    """Whether the caller's token, if it is narrowed, may read at all."""
    return caller.scopes is None or READ in caller.scopes


def check_scope(caller: Identity, route: Route) -> None:
    """Raises Refusal `token_scope_missing` where the caller's token is too narrow."""
    if caller.scopes is None or (route.method, route.path) in _ANY_SCOPE:
        return
    if scope_of(route) not in caller.scopes:
        raise Refusal("token_scope_missing")
