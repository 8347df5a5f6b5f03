"""The wire's answers about unmet need and turning away. Null is a number that is not shown."""

from __future__ import annotations

from uuid import UUID

from housing_service.web.wire import ReasonGroup
from housing_service.web.wire_base import Count, Wire


class NeedRow(Wire):
    key: str
    label: str
    needs: Count | None
    placed: Count | None
    beds: Count | None = None


class NotShown(Wire):
    rows: Count
    needs: Count | None


class Band(Wire):
    key: str
    label: str
    needs: Count | None


class NeedMonth(Wire):
    """Needs for which nothing was found, and for how many of them something was found within a
    day. `not_shown` are the rows whose numbers are null, together."""

    month: str
    needs: Count | None
    placed: Count | None
    rows: list[NeedRow]
    not_shown: NotShown
    time_to_place: list[Band]


class UnmetNeed(Wire):
    """Months one by one. With `by=attribute`, `beds` are the fewest, kept for such needs alone, of
    which at most one in twenty would be lost if each were taken for `stay_nights`."""

    by: str
    cell_min: int
    stay_nights: int | None
    time_zone: str
    months: list[NeedMonth]


class ReasonCount(Wire):
    key: str
    label: str
    holds: Count | None


class GroupCount(ReasonCount):
    key: ReasonGroup
    codes: list[ReasonCount]


class TurnedAwayMonth(Wire):
    """`confidential` are all confidential programs together, where enough of them gave a reason."""

    month: str
    holds: Count | None
    groups: list[GroupCount]
    confidential: list[ReasonCount]


class TurnedAway(Wire):
    cell_min: int
    months: list[TurnedAwayMonth]


class ProgramAnswers(Wire):
    program_id: UUID
    name: str
    organization_name: str
    holds: Count | None
    answered: str | None
    arrived: str | None
    fresh_percent: Count | None


class ConfidentialAnswers(Wire):
    holds: Count
    answered: str


class ProgramsMonth(Wire):
    month: str
    programs: list[ProgramAnswers]
    confidential: ConfidentialAnswers | None


class ProgramReport(Wire):
    cell_min: int
    months: list[ProgramsMonth]


class OwnReason(Wire):
    pool_id: UUID
    pool_name: str
    reason: str
    label: str
    holds: Count


class OwnReasons(Wire):
    """Why holds of one's own programs ended in a month."""

    month: str
    items: list[OwnReason]
