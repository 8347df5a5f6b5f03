"""How much generated tests try: enough to notice what usually breaks, or all there is.

`make test` tries the smaller number, with the same seeds each time; `make soak` sets
HOUSING_TEST_VOLUME=full. Each place that asks says both numbers, so none can shrink unseen.
"""

from __future__ import annotations

import os

FULL = os.environ.get("HOUSING_TEST_VOLUME", "") == "full"


def volume(usual: int, full: int) -> int:
    """How many of something to try."""
    return full if FULL else usual
