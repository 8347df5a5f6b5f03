"""What a page knows: answers and frames in any order, nothing older in place of what is newer."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from housing_service.web.static_files import static_files
from tests.browser.conftest import Visit
from tests.browser.night import RESPONDER, Night

Step = tuple[str, dict[str, Any]]

NEWER = {"id": "p", "version": 8, "as_of": "2026-11-22T03:15:00.000000Z"}
OLDER = {**NEWER, "version": 7}
LATER = {**NEWER, "as_of": "2026-11-22T03:15:01.000000Z"}
KEPT = {"id": "h", "state": "active", "version": 1, "pool_version": 1}
GONE = {**KEPT, "state": "released", "version": 2}

_STORY = """
async ([base, steps]) => {
  const { applyAnswer, applyFrame, emptyBoard } = await import(`${base}/board.js`);
  const takes = { answer: applyAnswer, frame: applyFrame };
  const board = steps.reduce((board, [what, said]) => takes[what](board, said), emptyBoard());
  return {
    pools: [...board.pools.values()].map((pool) => [pool.version, pool.as_of]),
    holds: [...board.holds.values()].map((hold) => hold.state),
  };
}
"""


@pytest.fixture
async def page(visit: Visit, night: Night) -> Page:
    return await visit(RESPONDER, "/console")


def listed(
    *, pools: tuple[Any, ...] = (), holds: tuple[Any, ...] = (), generation: str = "g1"
) -> Step:
    frame = {"type": "snapshot", "pools": pools, "holds": holds, "resume": "r"}
    return "frame", {**frame, "generation": generation}


def changed(*pools: Any, removed: tuple[str, ...] = ()) -> Step:
    return "frame", {"type": "changes", "pools": pools, "removed": removed, "resume": "r"}


def told(hold: Any) -> Step:
    return "frame", {"type": "hold", "hold": hold}


def answered(hold: Any) -> Step:
    return "answer", {"hold": hold}


async def ends_with(page: Page, *steps: Step) -> dict[str, Any]:
    base = static_files().url("js/words.js").rpartition("/")[0]
    found: dict[str, Any] = await page.evaluate(_STORY, [base, list(steps)])
    return found


async def test_nothing_older_ever_replaces_something_newer(page: Page) -> None:
    first = listed(pools=(NEWER,))

    async def pools(*steps: Step) -> Any:
        return (await ends_with(page, first, *steps))["pools"]

    assert await pools(changed(OLDER)) == [[8, NEWER["as_of"]]]
    assert await pools(changed(LATER)) == [[8, LATER["as_of"]]]
    assert await pools(listed(pools=(OLDER,))) == [[8, NEWER["as_of"]]]
    # A restored database starts a new generation; its versions may be lower and are the truth.
    assert await pools(listed(pools=(OLDER,), generation="g2")) == [[7, OLDER["as_of"]]]
    assert await pools(changed(removed=(NEWER["id"],))) == []
    assert await pools(listed()) == []


async def test_a_hold_stays_until_the_stream_has_told_of_it(page: Page) -> None:
    async def holds(*steps: Step) -> Any:
        return (await ends_with(page, listed(), *steps))["holds"]

    assert await holds(answered(KEPT), listed()) == ["active"]
    assert await holds(answered(KEPT), listed(), listed()) == ["active"]
    assert await holds(answered(KEPT), answered(GONE), listed()) == ["released"]
    # Once it was told, a list without it says that it is nothing of this person's any more.
    assert await holds(answered(KEPT), told(KEPT), listed()) == []
    assert await holds(answered(KEPT), listed(holds=(KEPT,)), listed()) == []
    assert await holds(told(KEPT), answered(KEPT), listed()) == []
    assert await holds(answered(KEPT), told({**KEPT, "state": "handed_over"}), listed()) == []
    assert await holds(answered(KEPT), listed(generation="g2")) == []
    # What had ended when it was asked for is shown until the next list.
    assert await holds(answered(GONE), listed()) == []
