"""When a pool that is not there every night is open, as a model of the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from housing_service.domain.vocabulary import SurgeLabel

_Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Opening(BaseModel):
    """When a surge or seasonal pool is open: now, or next; null times where none is known. Season
    days are a month and a day, the first and the last."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    is_open: bool
    opens_at: _Time | None
    closes_at: _Time | None
    season_from: str | None
    season_until: str | None
    surge_label: SurgeLabel | None
