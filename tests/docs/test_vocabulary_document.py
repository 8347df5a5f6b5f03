"""docs/vocabulary.md is what the vocabulary's data say, attribute by attribute."""

from __future__ import annotations

from document_tables import names_in, rows, section, text_of

from housing_service.domain.eligibility.vocabulary import GROUPS, vocabulary
from ops.write_vocabulary import DOCUMENT, GROUP_NAMES, document

NAME = "docs/vocabulary.md"


def test_it_is_as_the_code_writes_it() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `make contract`"


def test_every_attribute_has_its_row_in_its_group_with_all_it_says() -> None:
    listed: list[str] = []
    for group in GROUPS:
        for code, kind, question, values, hsds, hmis in rows(
            section(text_of(NAME), GROUP_NAMES[group])
        ):
            item = vocabulary()[names_in(code)[0]]
            listed.append(item.code)
            assert (item.group, item.kind, item.question["en"]) == (group, kind, question)
            assert names_in(values) == list(item.values)
            assert (hsds, hmis) == (item.hsds or "-", item.hmis or "-")
            if item.unit:
                assert values == f"{item.least} to {item.most} {item.unit}"
    assert listed == list(vocabulary())
