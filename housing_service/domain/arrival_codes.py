"""Arrival codes: easy to say on a bad line, hard to guess at a door.

Two words and two digits give over a million codes, and a code opens nothing by itself: staff
compare it with what they see. Words are everyday objects, places and weather; none is about
bodies, violence, family, animals, sweets or the colour of skin.
"""

from __future__ import annotations

import secrets
from typing import Literal

CodeStyle = Literal["words", "digits"]

_LIST = """
    acorn almanac anchor apron arch atlas autumn avenue balcony ballad bamboo banner basin
    basket beacon bench bicycle blanket boulder bridge brook broom bucket button cabin
    cactus camera candle canoe canvas canyon carpet cedar chess circle clock cloud clover
    compass copper coral corner cotton cottage crayon crystal curtain daisy delta desk
    diamond drum dune easel ember engine envelope fabric feather fern ferry flute forest
    fountain galaxy garden gate glacier globe granite guitar hammock harbor hinge horizon
    igloo island jacket kettle kite ladder lagoon lamp lantern ledger library linen locket
    lumber magnet mango maple marble meadow mirror mosaic museum napkin notebook oak oasis
    ocean orbit orchard paddle palace paper pebble pencil piano pillow planet pocket
    prairie
"""
WORDS: tuple[str, ...] = tuple(_LIST.split())


def make_arrival_code(style: CodeStyle = "words") -> str:
    """A fresh random code, e.g. `maple-harbor-47`, or eight digits in two groups."""
    if style == "digits":
        return f"{secrets.randbelow(10_000):04d} {secrets.randbelow(10_000):04d}"
    first, second = secrets.choice(WORDS), secrets.choice(WORDS)
    return f"{first}-{second}-{10 + secrets.randbelow(90)}"
