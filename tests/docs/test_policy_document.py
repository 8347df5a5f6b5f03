"""docs/policy.md is what the route table, the rules and the live protocol say."""

from __future__ import annotations

from document_tables import rows, section, text_of

from housing_service.web.asyncapi import asyncapi_document
from housing_service.web.live_policy import MESSAGES
from ops.write_policy import DOCUMENT, document

NAME = "docs/policy.md"


def test_it_is_as_the_code_writes_it() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make contract`"


def test_every_message_of_the_protocol_has_a_rule() -> None:
    assert set(MESSAGES) == set(asyncapi_document()["channels"]["live"]["messages"])
    assert len(rows(section(text_of(NAME), "Live messages"))) == len(MESSAGES)
