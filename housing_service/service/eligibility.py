"""What programs say about whom they take: read, and answered anew by their own staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from housing_service.domain.eligibility.answers import InvalidAnswer, check_answers, write_answers
from housing_service.domain.eligibility.vocabulary import (
    VERSION,
    Attribute,
    Language,
    vocabulary,
)
from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.service import requests
from housing_service.service.requests import parse
from housing_service.store import eligibility as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]


class Eligibility:
    """Use cases around eligibility, for one process."""

    def __init__(self, database: Database, touched: Callable[[UUID, int | None], None]) -> None:
        self._database = database
        self._touched = touched

    async def get(self, identity: Identity, pool_id: UUID) -> JsonObject:
        """All answers of a pool, with households served and the largest household among them."""
        found = await store.get_eligibility(self._database, identity.account_id, pool_id)
        answers = found["answers"]
        for code, stored in (("households", "households"), ("people_max", "people_max")):
            value = found.pop(stored)
            if value is not None:
                answers[code] = value
        return found

    async def put(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        """Replace all answers of a pool; returns the pool. Raises Refusal `invalid_request` for
        what the vocabulary does not know and `eligibility_out_of_date` when somebody else has
        answered since; nothing was written then."""
        request = parse(requests.PutEligibility, body)
        try:
            answers = write_answers(check_answers(request.answers))
        except InvalidAnswer as error:
            raise Refusal(
                "invalid_request",
                fields=[{"field": f"answers.{error.code[:40]}", "message": str(error)}],
            ) from None
        households, people_max = answers.pop("households", None), answers.pop("people_max", None)
        pool = await store.set_eligibility(
            self._database,
            identity.account_id,
            pool_id,
            answers,
            VERSION,
            # "Ask" is what not having stated it means for these two as well.
            households if isinstance(households, list) else None,
            people_max if isinstance(people_max, int) else None,
            request.based_on_version,
        )
        self._touched(pool_id, None)
        return pool


def describe(language: Language) -> JsonObject:
    """The whole vocabulary in one language, as `GET /v1/vocabulary` answers it."""
    return {
        "version": VERSION,
        "language": language,
        "attributes": [_described(item, language) for item in vocabulary().values()],
    }


def _described(item: Attribute, language: Language) -> JsonObject:
    described: JsonObject = {
        "code": item.code,
        "group": item.group,
        "kind": item.kind,
        "label": item.label[language],
        "question": item.question[language],
        "hsds": item.hsds or None,
        "hmis": item.hmis or None,
    }
    if item.values:
        described["values"] = [
            {"code": code, "label": words[language]} for code, words in item.values.items()
        ]
    if item.unit:
        described |= {"unit": item.unit, "min": item.least, "max": item.most}
    return described
