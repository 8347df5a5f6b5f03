"""Programs and households as hypothesis makes them, for every attribute and every field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from housing_service.domain.eligibility.answers import ASK
from housing_service.domain.eligibility.hours import DAYS
from housing_service.domain.eligibility.situation import (
    Avoid,
    Case,
    Distance,
    Home,
    Papers,
    Proof,
    Record,
    Situation,
)
from housing_service.domain.eligibility.vocabulary import (
    MAY_BE_EMPTY,
    Attribute,
    need_codes,
    vocabulary,
)
from housing_service.domain.party import Party

REGIONS = ("a", "b", "c")
_A_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def _answer(attribute: Attribute) -> st.SearchStrategy[Any]:
    values = list(attribute.values)
    match attribute.kind:
        case "answer":
            given: st.SearchStrategy[Any] = st.sampled_from(["yes", "no"])
        case "choice":
            given = st.sampled_from(values)
        case "set":
            least = 0 if attribute.code in MAY_BE_EMPTY else 1
            given = st.lists(st.sampled_from(values), min_size=least, max_size=4, unique=True)
        case "number":
            given = st.integers(attribute.least, min(attribute.most, attribute.least + 40))
        case "range":
            given = st.tuples(st.integers(0, 30), st.integers(31, 110)).map(
                lambda ends: {"min": ends[0], "max": ends[1]}
            )
        case "hours":
            times = st.sampled_from(["00:00", "08:00", "17:30", "21:00"])
            given = st.lists(
                st.fixed_dictionaries(
                    {
                        "days": st.lists(st.sampled_from(DAYS), min_size=1, max_size=7),
                        "from": times,
                        "until": times,
                    }
                ),
                min_size=1,
                max_size=3,
            )
    return st.one_of(given, given, st.just(ASK))


def answers() -> st.SearchStrategy[dict[str, Any]]:
    """Any answers, most attributes left open."""
    return st.fixed_dictionaries(
        {}, optional={code: _answer(item) for code, item in vocabulary().items()}
    )


def _some(codes: Any, most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(codes)), max_size=most)


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.none(), values)


def situations() -> st.SearchStrategy[Situation]:
    known = vocabulary()
    populations = _some(known["populations"].values)
    return st.builds(
        Situation,
        needs=_some(need_codes(), 4),
        avoid=_some(get_args(Avoid)),
        genders=_some(known["genders"].values, 2),
        youngest_adult_age=_maybe(st.integers(16, 60)),
        oldest_adult_age=_maybe(st.integers(18, 90)),
        oldest_boy_age=_maybe(st.integers(0, 17)),
        pregnancy_weeks=_maybe(st.integers(1, 42)),
        languages=_some(known["languages"].values, 2),
        pets=_some(known["pets"].values, 2),
        sober_days=_maybe(st.integers(0, 60)),
        detox=st.booleans(),
        record=_maybe(st.sampled_from(get_args(Record))),
        registry=st.booleans(),
        papers=_maybe(st.sampled_from(get_args(Papers))),
        proof=_maybe(st.sampled_from(get_args(Proof))),
        referral_source=_maybe(st.sampled_from(sorted(known["referral_sources"].values))),
        populations=populations,
        made_for=populations,
        only_made_for=st.booleans(),
        transport=st.booleans(),
        home=_maybe(st.sampled_from(get_args(Home))),
        nights=_maybe(st.integers(1, 60)),
        arrival_at=_maybe(
            st.integers(0, 7 * 24 * 60).map(lambda minutes: _A_MONDAY + timedelta(minutes=minutes))
        ),
        from_region=_maybe(st.sampled_from(REGIONS)),
        distance=st.sampled_from(get_args(Distance)),
    )


def parties() -> st.SearchStrategy[Party | None]:
    def party(adults: int, children: int, infants: int) -> Party:
        return Party(adults, max(children, 1 - adults), min(infants, children))

    return _maybe(st.builds(party, st.integers(0, 3), st.integers(0, 4), st.integers(0, 2)))


def cases() -> st.SearchStrategy[Case]:
    return st.builds(Case, parties(), situations())
