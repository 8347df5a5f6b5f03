"""The OpenAPI 3.1 document, made from the route table and its models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from housing_service import __version__
from housing_service.domain.eligibility.vocabulary import LANGUAGES
from housing_service.domain.errors import PROBLEMS
from housing_service.domain.operator_lists import AUDIT_SOURCES
from housing_service.domain.report_words import BREAKDOWNS
from housing_service.domain.vocabulary import KINDS, UNITS
from housing_service.web.openapi_links import links_from, operation_id
from housing_service.web.routes import Route
from housing_service.web.wire import Problem

Json = dict[str, Any]
_REF = "#/components/schemas/{model}"
_MONTH: Json = {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}
_QUERY: dict[str, Json] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
    "after": {"type": "string", "description": "The `next` of the page before."},
    "region": {"type": "string", "maxLength": 40, "pattern": "^[A-Za-z0-9_-]+$"},
    "kind": {"type": "string", "enum": list(KINDS)},
    "unit": {"type": "string", "enum": list(UNITS)},
    "program_id": {"type": "string", "format": "uuid"},
    "organization_id": {"type": "string", "format": "uuid"},
    "pool_id": {"type": "string", "format": "uuid"},
    "own": {"type": "string", "enum": ["true", "false"]},
    "language": {"type": "string", "enum": list(LANGUAGES)},
    "from": _MONTH,
    "to": _MONTH,
    "month": _MONTH,
    "since": {"type": "string", "format": "date-time"},
    "until": {"type": "string", "format": "date-time"},
    "source": {"type": "string", "enum": list(AUDIT_SOURCES)},
    "by": {"type": "string", "enum": list(BREAKDOWNS), "default": "region"},
    "stay_nights": {"type": "integer", "minimum": 1, "maximum": 365, "default": 14},
}


def schema_of(model: Any, schemas: Json) -> Json:
    """The JSON schema of a model or union, its parts collected in `schemas`."""
    made = TypeAdapter(model).json_schema(ref_template=_REF)
    parts = made.pop("$defs", {})
    whole = "title" in made and made.get("type") == "object"
    for name, part in {**parts, **({made["title"]: made} if whole else {})}.items():
        # The second of two models with one name would be told as the first.
        if schemas.setdefault(name, part) != part:
            raise ValueError(f"two models of the contract are called {name}")
    if whole:
        return {"$ref": _REF.format(model=made["title"])}
    return made


def openapi_document(routes: Sequence[Route]) -> Json:
    """Every route that is part of the contract, with its answers and problem codes."""
    schemas: Json = {}
    problem = schema_of(Problem, schemas)
    paths: dict[str, Json] = {}
    for route in routes:
        if route.in_contract:
            operation = _operation(route, schemas, problem)
            links = links_from(route, routes)
            for status in map(str, route.answers) if links else ():
                operation["responses"][status]["links"] = links
            paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Housing service",
            "version": __version__,
            "description": "Live shelter bed counts and short, enforced holds. Errors are "
            "application/problem+json with a stable `code`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "housing_session"},
            },
        },
    }


def _operation(route: Route, schemas: Json, problem: Json) -> Json:
    operation: Json = {
        "operationId": operation_id(route),
        "summary": route.summary,
        "parameters": [
            {"name": part, "in": "path", "required": True,
             "schema": {"type": "string"} | ({} if part == "code" else {"format": "uuid"})}
            for part in re.findall(r"{(\w+)}", route.path)
        ] + [
            {"name": query, "in": "query", "required": False, "schema": _QUERY[query]}
            for query in route.query
        ],
        "responses": {},
    }  # fmt: skip
    if route.roles is None:
        operation["security"] = []
    else:
        operation["security"] = [{"bearer": []}, {"session": []}]
        operation["x-roles"] = sorted(route.roles)
    if route.body is not None:
        operation["requestBody"] = {
            "required": any(field.is_required() for field in route.body.model_fields.values()),
            "content": {"application/json": {"schema": schema_of(route.body, schemas)}},
        }
    responses = operation["responses"]
    for status, model in (route.answers or {200: None}).items():
        content = {"application/json": {"schema": schema_of(model, schemas)}} if model else {}
        responses[str(status)] = {"description": "OK", **({"content": content} if content else {})}
    for status, codes in _problems(route).items():
        responses[str(status)] = {
            "description": ", ".join(sorted(codes)),
            "content": {"application/problem+json": {"schema": problem}},
        }
    return operation


def _problems(route: Route) -> dict[int, set[str]]:
    codes = set(route.codes)
    if route.roles is not None:
        codes |= {"not_signed_in", "not_allowed", "rate_limited", "database_unavailable", "busy"}
    if route.body is not None:
        codes |= {
            "invalid_json", "unsupported_media_type", "body_too_large", "invalid_request",
            "outcome_unknown", "csrf_failed",
        }  # fmt: skip
    if route.path.startswith("/v1/holds/{id}/"):
        codes |= {code for code in PROBLEMS if PROBLEMS[code].status == 409}
    if route.query:
        codes.add("invalid_request")
    by_status: dict[int, set[str]] = {}
    for code in codes:
        by_status.setdefault(PROBLEMS[code].status, set()).add(code)
    return by_status
