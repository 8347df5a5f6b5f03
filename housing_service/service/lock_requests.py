"""What callers may send about locks and expected vacancies, with bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from housing_service.domain.vocabulary import Confidence
from housing_service.live.messages import Id
from housing_service.service.requests import Request

DAY_MINUTES = 24 * 60
STEP_HOURS_MAX = 336
HOLIDAYS_MAX = 60
# Monday to Friday from nine to five.
OPENS_MINUTE: list[int | None] = [540] * 5 + [None] * 2
CLOSES_MINUTE: list[int | None] = [1020] * 5 + [None] * 2
_Day = Annotated[date, Field(strict=False)]
_Minute = Annotated[int, Field(ge=0, le=DAY_MINUTES)]
_Week = Annotated[list[_Minute | None], Field(min_length=7, max_length=7)]
_Hours = Annotated[int, Field(ge=1, le=STEP_HOURS_MAX)]
_EARLIEST = date(2020, 1, 1)
_LATEST = date(2200, 1, 1)
_SomeDay = Annotated[_Day, Field(ge=_EARLIEST, le=_LATEST)]


class LockSchedule(Request):
    """`PUT /v1/pools/{id}/lock-schedule`: whether holds of the pool are locks with milestones, when
    its program's office works (minutes of the local day, Monday first, null where it is closed) and
    how many of its open hours each step takes, counted from the placing of the lock."""

    lock_milestones: bool
    opens_minute: _Week = Field(default_factory=lambda: list(OPENS_MINUTE))
    closes_minute: _Week = Field(default_factory=lambda: list(CLOSES_MINUTE))
    holidays: Annotated[list[_SomeDay], Field(max_length=HOLIDAYS_MAX)] = Field(
        default_factory=list
    )
    acknowledged_working_hours: _Hours = 24
    interview_working_hours: _Hours = 48
    decision_working_hours: _Hours = 64
    move_in_working_hours: _Hours = 80

    @model_validator(mode="after")
    def _is_a_week(self) -> LockSchedule:
        hours = list(zip(self.opens_minute, self.closes_minute, strict=True))
        if any((opens is None) != (closes is None) for opens, closes in hours):
            raise ValueError("each day has both an opening and a closing time, or neither")
        if any(o is not None and c is not None and o >= c for o, c in hours):
            raise ValueError("an office closes after it opens")
        if all(opens is None for opens in self.opens_minute):
            raise ValueError("an office is open on some day of the week")
        if self.step_hours != sorted(self.step_hours):
            raise ValueError("no step is due before the one it follows")
        return self

    @property
    def step_hours(self) -> list[int]:
        return [
            self.acknowledged_working_hours,
            self.interview_working_hours,
            self.decision_working_hours,
            self.move_in_working_hours,
        ]


class PutExpectedVacancy(Request):
    """`PUT /v1/expected-vacancies/{uuid}`: places expected to be vacant from a day on, by the
    program's own calendar. No reason, and nobody who lives there."""

    pool_id: Id
    units: Annotated[int, Field(ge=1, le=50)] = 1
    expected_from: _SomeDay
    confidence: Confidence
