"""No word that people should not read: in no language, no refusal, no arrival code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from housing_service.domain.arrival_codes import WORDS
from housing_service.domain.eligibility.vocabulary import LANGUAGES, Language, vocabulary
from tests.web.test_page_sources import UNKIND, said

# "Parties" and "unit" are French words for other things.
UNKIND_IN_FRENCH = re.compile(UNKIND.pattern.replace("part(y|ies)|units?|", ""), re.IGNORECASE)
# The same, and what speaks of people by one trait, in the other languages of the pages.
UNKIND_TOO = {
    "es": re.compile(
        r"\b(v[ií]ctimas?|(sobre|super)vivientes?|rechaz\w*|desbord\w*|recogidas?|unidad(es)?|"
        r"no (se )?present\w*|rescat\w*|prostitu\w*|suci[oa]s?|limpi[oa]s?|drogadict\w*|"
        r"adict[oa]s?|toxic[oó]man\w*|ilegal(es)?|indigentes?|vagabund\w*)\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(victimes?|survivant\w*|rejet\w*|d[ée]bord\w*|ramassages?|unit[ée]s?|"
        r"non[- ]pr[ée]sent\w*|sauvetages?|prostitu\w*|sales?|drogu[é]e?s?|toxicoman\w*|"
        r"ill[ée]ga\w*|clochard\w*|sdf)\b",
        re.IGNORECASE,
    ),
}
# Bodies, violence and its tools, family, animals, sweets, colours of skin, drugs, prison, the law.
HURTING = re.compile(
    r"arm|back|belly|blood|body|bone|breast|eye|face|finger|foot|hair|hand|heart|hip|knee|leg|lip|"
    r"mouth|neck|skin|thigh|axe|battle|blade|bullet|cannon|dagger|gun|hammer|hook|knife|needle|"
    r"pistol|razor|rifle|rope|saber|spear|sword|thorn|trap|whip|aunt|baby|bride|brother|child|"
    r"cradle|daughter|father|husband|mother|sister|son|uncle|wife|bear|bird|bunny|cat|cow|dog|eagle|"
    r"fish|fox|horse|kitten|lamb|mouse|owl|pig|puppy|rabbit|snake|spider|tiger|wolf|cake|candy|"
    r"caramel|cherry|chocolate|cookie|cream|honey|peach|sugar|sweet|amber|black|bronze|brown|"
    r"chestnut|cocoa|ebony|ivory|olive|pearl|pink|red|tan|white|yellow|bottle|pill|powder|smoke|"
    r"syringe|weed|wine|cage|cell|chain|court|fence|judge|lock|police|prison"
)


def unkind(text: str, language: str) -> bool:
    """Whether it has a word that people should not read; English ones in no language."""
    english = UNKIND_IN_FRENCH if language == "fr" else UNKIND
    return any(
        pattern.search(text)
        for pattern in (english, UNKIND_TOO.get(language))
        if pattern is not None
    )


def of_the_vocabulary(language: Language) -> Iterator[tuple[str, str]]:
    """What is asked and answered about programs, which stands in data of its own."""
    for code, one in vocabulary().items():
        for words in (one.label, one.question, one.fits, one.ask, one.does_not_fit):
            yield code, re.sub(r"\{\w+\}", "", words[language])
        for value, words in one.values.items():
            yield f"{code}.{value}", words[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_word_that_people_should_not_read(language: Language) -> None:
    texts = [*said(language), *of_the_vocabulary(language)]
    assert [(key, text) for key, text in texts if unkind(text, language)] == []


def test_no_arrival_code_has_a_word_that_could_hurt() -> None:
    assert [word for word in WORDS if UNKIND.search(word) or HURTING.fullmatch(word)] == []
    assert len(set(WORDS)) == len(WORDS)


def test_the_lists_find_such_words() -> None:
    for text in ("Las víctimas", "rechazada", "2 unidades", "no se presentó", "una adicta"):
        assert unkind(text, "es")
    for text in ("la victime", "rejetée", "2 unités", "une toxicomane", "un no-show"):
        assert unkind(text, "fr")
    assert not unkind("Les deux parties, la limite, les drogues", "fr")
    assert HURTING.fullmatch("needle")
