"""The words of the reports, in one plain catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, str]

BREAKDOWNS: Final[Words] = {
    "region": "Region",
    "household": "Who needs a place",
    "attribute": "What would have helped",
    "hour_of_day": "Hour of the day",
    "day": "Day",
    "kind": "How they asked",
}
HOUSEHOLDS: Final[Words] = {
    "single_adult": "One adult",
    "couple": "Two adults",
    "adult_with_children": "Adults with children",
    "youth_alone": "Young person alone",
    "multi_adult": "Three adults or more",
    "not_said": "Not said",
}
KINDS: Final[Words] = {
    "searched": "Searched, nothing found",
    "held": "Tried to hold a place",
    "asked": "Asked shelters",
}
BESIDE_ATTRIBUTES: Final[Words] = {
    "room": "A free place where they fit",
    "open": "A program open to them at that hour",
    "several": "More than one thing",
}
ANY_REGION: Final = "Any or several regions"
BANDS: Final[Words] = {
    "placed_15": "Up to 15 minutes",
    "placed_60": "15 minutes to an hour",
    "placed_240": "1 to 4 hours",
    "placed_1440": "4 hours to a day",
}
# How often something happened, told in words so that no small number can be worked out.
SHARES: Final[Words] = {
    "nearly_always": "Nearly always",
    "mostly": "Mostly",
    "often": "Often",
    "seldom": "Seldom",
}
REASON_GROUPS: Final[Words] = {
    "no_room": "No room",
    "cant_meet_need": "Can't meet the need",
    "not_a_fit_tonight": "Not a fit tonight",
    "no_answer": "No answer",
}
# Reasons that nobody outside the program reads, and those of the people who asked.
NOT_TOLD: Final = "Other reasons"


def share_word(of: int, all_of: int) -> str:
    """The word for `of` out of `all_of`, which is not zero."""
    share = of / all_of
    for least, word in ((0.95, "nearly_always"), (0.75, "mostly"), (0.4, "often")):
        if share >= least:
            return word
    return "seldom"
