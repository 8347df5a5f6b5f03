"""OpenAPI links: which ids of an answer lead to which further calls."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from housing_service.web.routes import Route

Json = dict[str, Any]
_FIRST = "$response.body#/items/0/id"
_SELF = "$response.body#/id"
# The call whose answer names the ids, where the id stands in it, and the paths it leads to.
_LEADS: tuple[tuple[tuple[str, str], str, str], ...] = (
    (("PUT", "/v1/holds/{id}"), _SELF, r"/v1/holds/\{id\}(/[a-z-]+)?"),
    (("GET", "/v1/holds"), _FIRST, r"/v1/holds/\{id\}(/[a-z-]+)?"),
    (("GET", "/v1/pools"), _FIRST, r"/v1/pools/\{id\}(/[a-z-]+)?"),
    (("GET", "/v1/programs"), _FIRST, r"/v1/programs/\{id\}"),
)


def operation_id(route: Route) -> str:
    """The name of an operation, made from its method and path."""
    return re.sub(r"[{}/.-]+", "_", f"{route.method.lower()}{route.path}").strip("_")


def links_from(route: Route, routes: Iterable[Route]) -> Json:
    """The links of this route's good answers; a listed pool also leads to a hold of it."""
    links: Json = {}
    for source, where, paths in _LEADS:
        if source != (route.method, route.path):
            continue
        for target in routes:
            if target.in_contract and target is not route and re.fullmatch(paths, target.path):
                name = operation_id(target)
                links[name] = {"operationId": name, "parameters": {"id": where}}
    if (route.method, route.path) == ("GET", "/v1/pools"):
        name = "put_v1_holds_id"
        links[name] = {"operationId": name, "requestBody": {"pool_id": _FIRST}}
    return links
