"""Why a hold was declined, let go of or not taken up: a closed list, defined once as data.

A reason is always optional. Who asked is told its group and nothing else; the code itself is kept
as a monthly total of its program. `reasons.toml` holds every code with its words and what it is in
HUD HMIS (ReferralResult, by the side that decided).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from housing_service.domain.vocabulary import DeclineReason, NoShowReason, ReleaseReason

Side = Literal["program", "person"]
Group = Literal["no_room", "cant_meet_need", "not_a_fit_tonight", "no_answer"]
GROUPS: tuple[Group, ...] = get_args(Group)
LANGUAGES = ("en", "es", "fr")
_USES: Mapping[str, tuple[str, ...]] = {
    "decline": get_args(DeclineReason),
    "release": get_args(ReleaseReason),
    "no_show": get_args(NoShowReason),
}
REFERRAL_ACCEPTED = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """One code. `private` is read by nobody outside the program; `referral_result` is HUD's."""

    code: str
    side: Side
    group: Group
    uses: frozenset[str]
    referral_result: int
    private: bool
    label: Mapping[str, str]


@cache
def reasons() -> Mapping[str, Reason]:
    """All reasons by code. Raises ValueError for data that is not complete, so that a gap is found
    when the service starts."""
    text = resources.files(__package__).joinpath("reasons.toml").read_text(encoding="utf-8")
    found = {code: _reason(code, raw) for code, raw in tomllib.loads(text).items()}
    for use, codes in _USES.items():
        if set(codes) != {code for code, one in found.items() if use in one.uses}:
            raise ValueError(f"{use}: the codes and their types differ")
    return MappingProxyType(found)


def _reason(code: str, raw: Mapping[str, Any]) -> Reason:
    label, result = raw["label"], raw["hud"]
    if set(label) != set(LANGUAGES) or not all(label.values()):
        raise ValueError(f"{code}: words are needed in {', '.join(LANGUAGES)}")
    if raw["side"] not in get_args(Side) or raw["group"] not in GROUPS or result not in (2, 3):
        raise ValueError(f"{code}: no such side, group or result")
    return Reason(
        code,
        raw["side"],
        raw["group"],
        frozenset(raw["uses"]),
        result,
        bool(raw["private"]),
        MappingProxyType(dict(label)),
    )


def group_of(code: str | None) -> Group | None:
    """All that a hold keeps of a reason, and all that who asked is told."""
    return None if code is None else reasons()[code].group


def labels(use: str, language: str = "en") -> dict[str, str]:
    """The words of the codes that may be given here, in the order of the list."""
    return {code: one.label[language] for code, one in reasons().items() if use in one.uses}
