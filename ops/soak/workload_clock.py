"""Steps of a test database's clock, written into the history of what it may have caused."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from ops.soak.history import History

_CLOCK = Path(__file__).with_name("sql") / "clock.sql"


class SteppedClock:
    """The service clock of one test database, moved with the owner's rights. The only one to move
    it: the checker knows of no other steps. `ahead_seconds` is where it stands."""

    def __init__(self, owner: asyncpg.Connection, history: History) -> None:
        self.ahead_seconds = 0.0
        self._owner = owner
        self._history = history

    async def move_to(self, seconds: float) -> None:
        """Run `seconds` ahead of the machine's clock from now on (behind when negative)."""
        with self._history.clock_step(seconds):
            async with self._owner.transaction():
                await self._owner.execute(
                    "SELECT set_config('soak.clock_ahead_seconds', $1, true)", str(seconds)
                )
                await self._owner.execute(_CLOCK.read_text())
        self.ahead_seconds = seconds

    async def step(self, seconds: float) -> None:
        """Move it by `seconds` from where it stands."""
        await self.move_to(self.ahead_seconds + seconds)
