"""What is said about fit: a pool's answers, its hours, what is stored, and a household's needs."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from housing_service.domain.eligibility.answers import (
    InvalidAnswer,
    check_answers,
    read_answers,
    write_answers,
)
from housing_service.domain.eligibility.hours import is_open, parse_hours, write_hours
from housing_service.domain.eligibility.rules import Fit
from housing_service.domain.eligibility.vocabulary import LANGUAGES, vocabulary
from housing_service.domain.eligibility.wording import reason_words
from housing_service.domain.errors import Refusal
from housing_service.domain.filters import fit_summary
from housing_service.domain.identity import Identity
from housing_service.domain.sight import Sight
from housing_service.live.board import Board
from housing_service.live.search import search
from housing_service.service import requests as ask
from housing_service.service.filtering import pool_filter
from housing_service.service.requests import parse
from ops.fuzz.target import Target
from ops.fuzz.targets_wire import read
from tests.support.pools import NOT_STATED, insider_pool, outsider_pool

_RESPONDER = Identity(uuid.UUID(int=1), "responder", uuid.UUID(int=2), "Night desk", True)
_SIGHT = Sight(None, True)
_TILES = {"a": (0, 0), "b": (1, 0), "c": None}
_A_MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
_A_WEEK = [_A_MONDAY + timedelta(hours=hour) for hour in range(7 * 24)]
_HOURS = (
    b'[{"days": ["mon", "tue"], "from": "20:00", "until": "06:00"},'
    b' {"days": ["sat"], "from": "00:00", "until": "24:00"}]'
)
_ANSWERS: dict[str, Any] = {
    "households": ["single_adult", "adult_with_children"], "people_max": 5, "children_max": 3,
    "genders": ["women"], "age": {"min": 18}, "wheelchair": "yes", "methadone": "ask",
    "languages": ["en", "es"], "interpreter": "no", "pets": [], "sober_days": 30,
    "detox": "partner", "records": "case_by_case", "only_for": ["sex_trafficking"],
    "nights_max": 60, "stay_extension": "no", "late_arrival": "no", "refuses_local": "yes",
    "proof_required": "referral_letter", "residency": "county", "intake_hours": json.loads(_HOURS),
}  # fmt: skip
_SITUATION: dict[str, Any] = {
    "avoid": ["test_at_entry", "police_contact", "fees", "shared_room"], "genders": ["women"],
    "youngest_adult_age": 19, "oldest_adult_age": 40, "oldest_boy_age": 14,
    "pregnancy_weeks": 30, "languages": ["es"], "pets": ["cat"], "sober_days": 0, "detox": True,
    "record": "any", "registry": False, "papers": "none", "proof": "self_report",
    "referral_source": "hotline", "populations": ["sex_trafficking"], "made_for": ["youth"],
    "only_made_for": False, "transport": True, "home": "county", "nights": 14,
    "arrival_at": "2026-11-23T23:40:00-05:00", "from_region": "a", "distance": "far",
}  # fmt: skip
_ASKED: dict[str, Any] = {
    "household": {"adults": 1, "children": 2, "infants": 1}, "needs": ["methadone", "crib"],
    "situation": _SITUATION, "regions": ["a", "b"], "language": "fr", "show_all": True,
    "not_pool_ids": [str(uuid.UUID(int=77))], "limit": 20,
}  # fmt: skip


def _board() -> Board:
    """One program that has answered, one that has not, and a confidential one."""
    board = Board()
    zones = ("America/Chicago", "Asia/Tokyo", "UTC")
    said = {code: value for code, value in _ANSWERS.items() if code not in NOT_STATED}
    for number, answers in enumerate((said, {}, said)):
        pool_id = uuid.UUID(int=100 + number)
        inside = insider_pool(
            pool_id, region="abc"[number], time_zone=zones[number], confidential=number == 2,
            eligibility={**NOT_STATED, "version": 1},
        )  # fmt: skip
        outside = outsider_pool(pool_id, region="c") if number == 2 else None
        board.put_answers(pool_id, 1, answers)
        board.put_pool(pool_id, 1, uuid.UUID(int=2), pool_id, inside, outside)
    return board


_BOARD = _board()


async def _eligibility(content: bytes) -> None:
    """As far as the database: what is taken is read back as it was meant."""
    asked = parse(ask.PutEligibility, await read(content))
    assert asked.based_on_version < 2**63, "the database has no such version"
    checked = check_answers(asked.answers)
    written = json.dumps(write_answers(checked))
    assert read_answers(json.loads(written)) == checked, "answers changed on their way"


async def _hours(content: bytes) -> None:
    hours = parse_hours(_json(content))
    try:
        again = parse_hours(write_hours(hours))
    except ValueError:
        again = ()
    assert hours and again == hours, "hours changed on their way"
    for at in _A_WEEK:
        is_open(hours, at)


async def _stored(content: bytes) -> None:
    """Answers of another version of the vocabulary, or of a hand that knows none: whatever they
    are, they read as not stated."""
    try:
        stored = _json(content)
    except ValueError:
        return
    if isinstance(stored, dict):
        assert set(read_answers(stored)) <= set(vocabulary())


async def _search(content: bytes) -> None:
    asked = parse(ask.Search, await read(content))
    wanted = pool_filter(asked, _RESPONDER)
    rows, answer = search(_BOARD, _SIGHT, wanted, _TILES, asked.limit, Fit.DOES_NOT_FIT)
    assert sum(answer.counts.values()) >= len(rows)
    for row in rows:
        for reason in row.reasons:
            for language in LANGUAGES:
                assert reason_words(reason, row.facets.facts, language)
        projection = _SIGHT.projection(row.facets.organization_id, row.facets.confidential)
        assert projection is not None
        # A console is told the same as a search answers.
        assert wanted.fit(row.facets, projection) is row.fit
        json.dumps(fit_summary(wanted, row.facets, projection))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode())
    except RecursionError:
        raise ValueError from None


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


def _one_field_each(whole: dict[str, Any]) -> tuple[bytes, ...]:
    """Each answer by itself, so that what is spoilt is not refused for another."""
    return tuple(_encoded({code: value}) for code, value in whole.items())


def _arriving(at: str) -> bytes:
    return _encoded({**_ASKED, "situation": {"arrival_at": at}})


_BODY = _encoded({"answers": _ANSWERS, "based_on_version": 7})
FIT_TARGETS: tuple[Target, ...] = (
    Target("Eligibility body", (
        _BODY, *(_encoded({"answers": {code: value}, "based_on_version": 2**62})
                 for code, value in _ANSWERS.items()),
        _encoded({"answers": {}, "based_on_version": 2**63}),
    ), _eligibility, 20, (Refusal, InvalidAnswer)),
    Target("intake hours", (
        _HOURS, b'[{"days": ["sun"], "from": "24:00", "until": "00:00"}]', _encoded([
            {"days": ["mon"], "from": f"{hour + 2:02d}:01", "until": f"{hour // 2:02d}:00"}
            for hour in range(21)
        ]),
    ), _hours, 20, (ValueError,)),
    Target("stored answers", (
        _encoded(_ANSWERS), *_one_field_each(_ANSWERS), b'{"shoe_size": "yes", "age": {"max": []}}',
    ), _stored, 20, ()),
    Target("search for a household", (
        _encoded(_ASKED), _encoded({"household": {"adults": 0, "children": 1}, "show_all": True}),
        _arriving("0001-01-01T00:00:00Z"), _arriving("9999-12-31T23:59:59-12:00"),
    ), _search, 40),
)  # fmt: skip
