"""What the console asks about a household beyond how many they are: every choice with its words.

The words are the vocabulary's own, so that what a responder ticks, what staff answer and what a
reason says name the same thing alike.
"""

from typing import Final

from housing_service.domain.eligibility.vocabulary import Words, need_codes, vocabulary
from housing_service.web.language.current import own_words, words_of

Choices = tuple[tuple[str, str], ...]

# What is asked for most, in the order a thumb meets it.
MOST_ASKED: Final = (
    "wheelchair", "step_free", "methadone", "buprenorphine", "active_use", "medicine_storage",
    "pregnant", "newborn", "service_animals", "mental_health_acute", "insulin", "oxygen",
    "lgbtq_affirming", "trans_welcome", "survivor_led", "night_work",
)  # fmt: skip

# Whole numbers with the limits the service accepts.
NUMBERS: Final[dict[str, tuple[int, int]]] = {
    "oldest_boy_age": (0, 17),
    "youngest_adult_age": (0, 110),
    "oldest_adult_age": (0, 110),
    "pregnancy_weeks": (1, 42),
    "sober_days": (0, 3_650),
    "nights": (1, 1_000),
}
FLAGS: Final = ("detox", "registry", "only_made_for", "transport")
RECORDS: Final = ("any", "selling_sex_only")
PAPERS: Final = ("none",)
PROOFS: Final = ("none", "self_report", "referral_letter")
HOMES: Final = ("county", "state", "elsewhere")
DISTANCES: Final = ("near", "far")


def need_choices() -> tuple[Choices, Choices]:
    """What a program can be needed to say yes to: the most asked, and all others."""
    known = vocabulary()
    others = (code for code in known if code in need_codes() and code not in MOST_ASKED)
    most, more = (
        tuple((code, _capital(known[code].label)) for code in codes)
        for codes in (MOST_ASKED, others)
    )
    return most, more


def choices_by_field() -> dict[str, Choices]:
    """The choices of every question that is answered with some of a closed list."""
    known = vocabulary()

    def values(attribute: str) -> Choices:
        return tuple((code, _capital(words)) for code, words in known[attribute].values.items())

    most, more = need_choices()
    return {
        "needs": most + more,
        "avoid": tuple(words_of("avoid").items()),
        "genders": values("genders"),
        "pets": values("pets"),
        "languages": values("languages"),
        "made_for": tuple(choice for choice in values("populations") if choice[0] != "general"),
        "proof": tuple(choice for choice in values("proof_required") if choice[0] in PROOFS),
        "referral_source": values("referral_sources"),
    }


def _capital(words: Words) -> str:
    said = own_words(words)
    return said[:1].upper() + said[1:]
