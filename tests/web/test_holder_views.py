"""What a hold's card says to its holder, and what a row offers of an emergency reserve."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from housing_service.domain.party import Party
from housing_service.web.language.current import phrase
from housing_service.web.pages.holder_view import holder_view, next_places
from housing_service.web.pages.reserve_view import reserve_view

NOW = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)


def at(seconds: float) -> str:
    return (NOW + timedelta(seconds=seconds)).isoformat()


def hold(**fields: Any) -> dict[str, Any]:
    return {
        "id": "h", "pool_id": "p", "pool_name": "Family rooms", "state": "active",
        "party": {"adults": 1, "children": 2, "infants": 1}, "placed_at": at(-600),
        "ended_at": None, **fields,
    }  # fmt: skip


def pool(**fields: Any) -> dict[str, Any]:
    return {
        "id": "p", "unit": "bed", "people_per_unit": None, "state": "open",
        "hold_policy_effective": "instant", "capacity_kind": "regular", "reserve_units": 2,
        "units_available": 0, "units_reserved": 2, **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"placed_at": at(-29)}, "undo_hold"),
        ({"placed_at": at(-29), "state": "requested"}, "undo_hold"),
        ({"placed_at": at(-30)}, "let_go"),
        # An offer that was taken was not asked for here.
        ({"placed_at": at(-1), "request_id": "r"}, "let_go"),
    ],
)
def test_a_hold_is_taken_back_for_half_a_minute(fields: dict[str, Any], key: str) -> None:
    assert holder_view(hold(**fields), NOW).release_label == phrase(key)


def test_only_a_confidential_program_calls_and_shows_no_address() -> None:
    assert holder_view(hold(), NOW).arrival == ""
    assert holder_view(hold(pool_name=None), NOW).arrival == phrase("shelter_calls")
    assert holder_view(hold(pool_name=None, state="requested"), NOW).arrival == ""
    assert holder_view(hold(pool_name=None, offered=True), NOW).arrival == ""


def test_what_fell_through_lately_can_be_looked_for_again() -> None:
    declined = holder_view(hold(state="declined", ended_at=at(-60)), NOW)
    assert declined.fell_through
    assert "1 adult, 2 children" in declined.look_label
    assert not holder_view(hold(state="declined", ended_at=at(-901)), NOW).fell_through
    # A purged hold no longer says whom it was for, and what one let go of did not fall through.
    assert not holder_view(hold(state="declined", ended_at=at(-1), party=None), NOW).fell_through
    assert not holder_view(hold(state="released", ended_at=at(-1)), NOW).fell_through


def test_next_places_are_those_for_the_same_people() -> None:
    rows = [{"id": name, "can_hold": name != "b"} for name in ("a", "b", "p", "c", "d", "e")]
    found = next_places(hold(), Party(1, 2, 1), rows)
    assert [row["id"] for row in found] == ["a", "c", "d"]
    assert next_places(hold(), Party(1, 1), rows) == []
    assert next_places(hold(party=None), Party(1, 0), rows) == []


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, True),
        ({"capacity_kind": "reserve", "reserve_units": 0}, True),
        ({"units_available": 1}, False),
        ({"units_reserved": 0}, False),
        ({"state": "paused"}, False),
        ({"hold_policy_effective": "call_only"}, False),
        ({"reserve_units": 0}, False),
        ({"availability": "may_have_room"}, False),
    ],
)
def test_the_reserve_is_offered_when_nothing_else_is_left(
    fields: dict[str, Any], shown: bool
) -> None:
    assert reserve_view(pool(**fields), Party(1, 0), allowed=True)["can_ask_reserve"] is shown
    assert reserve_view(pool(**fields), Party(1, 0), allowed=False) == {
        "keeps_reserve": False, "can_ask_reserve": False, "reserve_label": "",
    }  # fmt: skip


def test_the_rest_and_the_reserve_count_together() -> None:
    three = pool(units_available=1)
    assert reserve_view(three, Party(3, 0), allowed=True)["can_ask_reserve"]
    assert not reserve_view(three, Party(4, 0), allowed=True)["can_ask_reserve"]
