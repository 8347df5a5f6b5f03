"""A refusal is read in the language of whoever asked, under the same code."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import aiohttp
import pytest

from housing_service.domain.errors import PROBLEMS, Refusal
from housing_service.domain.party import Party
from housing_service.service.ways_on import after_refusal
from housing_service.web.language.catalogue import LANGUAGES
from housing_service.web.language.current import speaking
from housing_service.web.language.problems import in_words
from housing_service.web.language.pseudo import PSEUDO
from tests.conftest import Serve
from tests.support.api import Api

FAMILY, YOUNG = Party(1, 2), Party(0, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_own_sentence(language: str) -> None:
    with speaking(language):
        told = {code: in_words(Refusal(code)) for code in PROBLEMS}
    english = {code: (one.detail, one.next_step) for code, one in PROBLEMS.items()}
    for code, one in told.items():
        assert ((one["detail"], one["next_step"]) == english[code]) == (language == "en"), code


def test_a_sentence_for_one_occasion_stays() -> None:
    refusal = Refusal("invalid_request", "¿Cuántos?", fields=[{"field": "n"}])
    with speaking("es"):
        told = in_words(refusal)
    assert told["detail"] == "¿Cuántos?"
    assert told["next_step"].startswith("Corrija")
    assert told["fields"] == [{"field": "n"}]


def test_whom_to_call_is_said_in_the_language() -> None:
    def said(code: str, party: Party, line: str | None) -> str:
        extras = after_refusal(code, [], party, line)
        return str(in_words(Refusal(code, **extras))["next_step"])

    with speaking("es"):
        call = "Llame a la línea de coordinación, 555 0100. Quizá conozca otros lugares."
        assert said("no_units_available", FAMILY, "555 0100") == call
        assert said("pool_call_only", FAMILY, "555 0100") == f"Llame al programa. {call}"
        assert said("pool_call_only", YOUNG, None) == (
            "Llame a la línea de coordinación para jóvenes."
        )
    assert said("pool_closed", FAMILY, None).startswith("Call the operator's line")


def test_each_part_of_a_set_is_said_in_the_language() -> None:
    part = {
        "code": "pool_call_only",
        "detail": PROBLEMS["pool_call_only"].detail,
        **after_refusal("pool_call_only", [], FAMILY, None),
    }
    refusal = Refusal("hold_set_not_placed", parts=[part, {"code": "could_be_placed"}])
    with speaking(PSEUDO):
        told = in_words(refusal)
    assert [name for name, text in told["parts"][0].items() if "⟦" in text] == [
        "detail",
        "next_step",
    ]
    assert told["parts"][1] == {"code": "could_be_placed"}
    assert refusal.extras["parts"][0] == part


async def test_programs_read_english_unless_they_ask_for_more(
    http: aiohttp.ClientSession, shelter: SimpleNamespace, serve: Serve
) -> None:
    spanish_first = await serve(languages="es,en,fr")
    asked = {
        None: ("en", "There is no such pool."),
        "fr-CA, en;q=0.3": ("fr", "Cela n’existe pas ici."),
        "es": ("es", "Eso no existe aquí."),
        "de": ("en", "There is no such pool."),
    }
    responder = Api(http, spanish_first.url, shelter.responder.token)
    for header, (language, detail) in asked.items():
        headers = {"Accept-Language": header} if header else {}
        answer = await responder.get(f"/v1/pools/{uuid4()}", headers=headers)
        assert (answer.status, answer.code) == (404, "pool_not_found")
        assert (answer.headers["Content-Language"], answer["detail"]) == (language, detail)
    # Whoever is at the door reads the first language of this place.
    door = f"{spanish_first.url}/console"
    async with http.get(door, headers={"Accept": "text/html"}) as page:
        assert page.headers["Content-Language"] == "es"
        assert '<html lang="es"' in await page.text()
