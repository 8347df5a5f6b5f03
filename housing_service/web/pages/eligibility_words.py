"""The words of the page "Whom we take" that are not the vocabulary's own.

They stand apart from the catalogue of the other pages, which every live page carries along.
"""

from collections.abc import Mapping
from typing import Final

YES: Final = "Yes"
NO: Final = "No"
ASK: Final = "Call to ask"
NOT_STATED: Final = "Not stated"
NONE_OF_THESE: Final = "None of these"
ALWAYS: Final = "Day and night, every day"

GROUP_TITLES: Final[Mapping[str, str]] = {
    "household": "Who can stay",
    "access": "Access, languages, animals",
    "health": "Health, alcohol and drugs",
    "safety": "Safety, and whom you are there for",
    "entry": "Coming in",
    "stay": "The stay",
    "support": "Support you offer",
}

DAYS: Final[Mapping[str, str]] = {
    "mon": "Mon",
    "tue": "Tue",
    "wed": "Wed",
    "thu": "Thu",
    "fri": "Fri",
    "sat": "Sat",
    "sun": "Sun",
}

# What is said at a field that can't be saved as it is; it names no value that was entered.
NOT_BOTH: Final = "Choose either an answer or one of the last ticks, not both."
ONE_OF_THESE: Final = "Choose one of these."
WHOLE_NUMBER: Final = "Write a whole number from {least} to {most}, or leave it empty."
FIRST_ABOVE_SECOND: Final = "The first number must not be above the second."
BOTH_TIMES: Final = "Line {line} needs both times, or nothing at all."
CLOCK_TIMES: Final = "Line {line}: write times like 08:00."
TOO_MANY_LINES: Final = "These are too many different times. Use fewer lines."
