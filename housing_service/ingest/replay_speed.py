"""How fast days are replayed: "1d/s" is one day a second."""

from __future__ import annotations

import re
from typing import Final

_SPEED: Final = re.compile(
    r"(?P<days>[0-9]{1,4}(?:\.[0-9]{1,3})?)\s*d\s*/\s*(?P<per>[0-9]{1,4}(?:\.[0-9]{1,3})?)?\s*"
    r"(?P<unit>s|min|h)"
)
_UNIT_SECONDS: Final = {"s": 1.0, "min": 60.0, "h": 3600.0}
SECONDS_PER_DAY_MIN: Final = 0.01
SECONDS_PER_DAY_MAX: Final = 86_400.0


def seconds_per_day(speed: str) -> float:
    """Return the seconds between two replayed days; "2d/s" is 0.5, "1d/5min" is 300.

    Raises ValueError with a plain sentence.
    """
    match = _SPEED.fullmatch(speed.strip())
    if match is None or float(match["days"]) == 0:
        raise ValueError("The replay speed is written like 1d/s, 2d/s or 1d/5min.")
    seconds = float(match["per"] or 1) * _UNIT_SECONDS[match["unit"]] / float(match["days"])
    if not SECONDS_PER_DAY_MIN <= seconds <= SECONDS_PER_DAY_MAX:
        raise ValueError("A replay plays from one day a day up to a hundred days a second.")
    return seconds
