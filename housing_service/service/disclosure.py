"""Where to go: told to the holder of an accepted place, and entered by the program's own staff.

What is told passes through this process once, from the database into one answer, and is kept
nowhere.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator, model_validator

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.domain.personal_text import Pattern, found_in
from housing_service.service.requests import Request, parse
from housing_service.store import disclosure as store
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject

LINE_CHARS_MAX = 120
LOCALITY_CHARS_MAX = 80
WAY_IN_CHARS_MAX = 160
TOLD = ("shelter_calls_you", "meeting_point", "come_to_address")
# Streets and towns are named after people; only how to get in may not speak of anybody.
_LOOKED_FOR: dict[str, frozenset[Pattern]] = {
    "line": frozenset({"phone", "email"}),
    "locality": frozenset({"phone", "email"}),
    "way_in": frozenset({"phone", "email", "name"}),
}


def _text(chars_max: int) -> Any:
    return StringConstraints(strip_whitespace=True, max_length=chars_max)


class PutArrivalPlace(Request):
    """`PUT /v1/programs/{id}/arrival-place`. `names_nobody` confirms what looks like a name, a
    phone number or an e-mail address. `call_line` is the program's own line, told with the rest."""

    told: Literal["shelter_calls_you", "meeting_point", "come_to_address"]
    line: Annotated[str, _text(LINE_CHARS_MAX)] | None = None
    locality: Annotated[str, _text(LOCALITY_CHARS_MAX)] | None = None
    way_in: Annotated[str, _text(WAY_IN_CHARS_MAX)] | None = None
    call_line: Annotated[str, Field(pattern=r"^[+0-9 ()x.-]{3,30}$")] | None = None
    names_nobody: bool = False

    @field_validator("line", "locality", "way_in")
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and not value.isprintable():
            raise ValueError("one line of printable characters")
        return value or None

    @model_validator(mode="after")
    def _says_where(self) -> PutArrivalPlace:
        if self.told == "shelter_calls_you" and (self.line or self.locality or self.way_in):
            raise ValueError("where the shelter calls, no place is entered")
        if self.told != "shelter_calls_you" and not self.line:
            raise ValueError("say where")
        return self


class Disclosure:
    """Use cases of telling where to go, for one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def disclose(self, identity: Identity, hold_id: UUID) -> JsonObject:
        """Where to go with this hold; each time is noted for the program. Raises Refusal as
        `store.disclosure.disclose`."""
        return await store.disclose(
            self._database, identity.account_id, identity.credential, hold_id
        )

    async def place(
        self, identity: Identity, program_id: UUID, *, with_text: bool = False
    ) -> JsonObject:
        """What the caller's own program tells, and to whom it was told in the last 90 days. The
        text itself only after a step-up."""
        return await store.arrival_place(
            self._database,
            identity.account_id,
            identity.credential,
            program_id,
            with_text=with_text,
        )

    async def put(self, identity: Identity, program_id: UUID, body: Any) -> JsonObject:
        """Say anew what is told; returns what `place` does. Raises Refusal `program_not_found`,
        `step_up_required`, `invalid_request`, `place_may_name_somebody` (with what was `found`);
        nothing was written then."""
        request = parse(PutArrivalPlace, body)
        found = {
            pattern
            for name, looked_for in _LOOKED_FOR.items()
            for pattern in found_in(getattr(request, name) or "")
            if pattern in looked_for
        }
        if found and not request.names_nobody:
            raise Refusal("place_may_name_somebody", found=sorted(found))
        await store.put_arrival_place(
            self._database,
            identity.account_id,
            identity.credential,
            program_id,
            store.ArrivalPlace(
                request.told, request.line, request.locality, request.way_in, request.call_line
            ),
        )
        return await self.place(identity, program_id)
