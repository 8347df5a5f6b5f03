"""The watch's screen: the pools as last received, drawn over and over or printed line by line."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from datetime import datetime
from typing import Any, Final, TextIO

from housing_service.web.watch_table import change_line, in_order, table

JsonObject = dict[str, Any]

NOT_LIVE_SECONDS: Final = 5.0
REDRAW_SECONDS: Final = 0.2
_HOME, _CLEAR_LINE, _CLEAR_BELOW = "\x1b[H", "\x1b[K", "\x1b[J"
_COLUMNS_OF_PAPER: Final = 10_000


class Screen:
    """The pools, drawn: over and over on a terminal, line by line anywhere else."""

    def __init__(self, out: TextIO, *, redraw: bool) -> None:
        self._out = out
        self._redraw = redraw
        self._pools: dict[str, JsonObject] = {}
        self._dirty = asyncio.Event()
        self._ticked = time.monotonic()
        self._live_until: str | None = None
        self._was_live = True
        self.has_pools = False

    def replace(self, pools: list[JsonObject]) -> None:
        """A snapshot: what was shown before is void."""
        known, self._pools = self._pools, {pool["id"]: pool for pool in pools}
        self._ticked = time.monotonic()
        if self._redraw:
            self._dirty.set()
        elif not self.has_pools:
            self._print(*table(pools, _COLUMNS_OF_PAPER))
        else:
            self._print_changed([p for p in pools if known.get(p["id"]) != p])
        self.has_pools = True

    def change(self, pools: list[JsonObject], removed: list[str]) -> None:
        newer = [
            pool
            for pool in pools
            if (held := self._pools.get(pool["id"])) is None
            or (pool["version"], pool["as_of"]) > (held["version"], held["as_of"])
        ]
        self._pools.update({pool["id"]: pool for pool in newer})
        for pool_id in removed:
            self._pools.pop(pool_id, None)
        if self._redraw:
            self._dirty.set()
        else:
            self._print_changed(newer)

    def tick(self, frame: JsonObject) -> None:
        self._live_until = frame["database_seen_at"] or self._live_until
        if frame["live"]:
            self._ticked = time.monotonic()

    async def paint(self) -> None:
        """Redraw what changed, five times a second at most, and notice when ticks stop."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._dirty.wait()
            self._dirty.clear()
            self._notice_silence()
            if self._redraw and self.has_pools:
                self._draw()
            await asyncio.sleep(REDRAW_SECONDS)

    def _notice_silence(self) -> None:
        is_live = time.monotonic() - self._ticked <= NOT_LIVE_SECONDS
        if is_live != self._was_live and self.has_pools and not self._redraw:
            self._print("Live again." if is_live else self._not_live())
        self._was_live = is_live

    def _not_live(self) -> str:
        since = _clock(self._live_until) if self._live_until else "the start"
        return f"Not live since {since}: trying to connect again."

    def _draw(self) -> None:
        columns, rows = shutil.get_terminal_size()
        pools = list(self._pools.values())
        status = "Live." if self._was_live else self._not_live()
        head = f"{len(pools)} pools. {status} Ctrl-C ends."
        lines = [head[:columns], *table(pools, columns, max(2, rows - 2))]
        text = "\n".join(line + _CLEAR_LINE for line in lines)
        self._out.write(_HOME + text + _CLEAR_BELOW)
        self._out.flush()

    def _print_changed(self, pools: list[JsonObject]) -> None:
        self._print(*(change_line(pool, _clock(pool["as_of"])) for pool in in_order(pools)))

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._out.write(line + "\n")
        self._out.flush()

    def say(self, sentence: str) -> None:
        self.leave()
        self._print(sentence)

    def leave(self) -> None:
        """Leave the cursor below what was drawn."""
        if self._redraw and self.has_pools:
            with contextlib.suppress(OSError):
                self._out.write("\n")
                self._out.flush()


def _clock(at: str) -> str:
    """A time of the contract in this machine's own zone, to the second."""
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M:%S")
