"""/v1/pools/{id}/eligibility and /v1/vocabulary."""

from __future__ import annotations

from typing import cast

from aiohttp import web

from housing_service.domain.eligibility.vocabulary import LANGUAGES, Language
from housing_service.service.eligibility import describe
from housing_service.web.bodies import json_response, path_id, query_choice, read_json
from housing_service.web.keys import identity, services


async def get_eligibility(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    return json_response(await services(request).eligibility.get(identity(request), pool_id))


async def put_eligibility(request: web.Request) -> web.Response:
    pool_id = path_id(request, "pool_not_found")
    body = await read_json(request)
    return json_response(await services(request).eligibility.put(identity(request), pool_id, body))


async def get_vocabulary(request: web.Request) -> web.Response:
    language = cast(Language, query_choice(request, "language", LANGUAGES) or "en")
    return json_response(describe(language))
