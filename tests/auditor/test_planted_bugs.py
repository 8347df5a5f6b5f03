"""The auditor can fail: each planted bug is found. Fixed short histories go through the same
comparison as the search, which finds the same bugs in more time."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.auditor.audit import Cast, cast
from tests.auditor.history import Disagreement
from tests.auditor.planted import BUGS, Bug, planted
from tests.auditor.replay import replay
from tests.auditor.rig import Rig
from tests.support.cluster import Cluster


@pytest.fixture(scope="module")
async def audited(cluster: Cluster) -> AsyncIterator[tuple[Rig, Cast]]:
    rig = Rig(cluster)
    await rig.open()
    yield rig, await cast(rig)
    await rig.close()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
async def test_a_planted_bug_is_found(audited: tuple[Rig, Cast], bug: Bug) -> None:
    rig, shared = audited
    assert await replay(rig, shared, bug.found_by) >= len(bug.found_by)
    async with planted(rig.owner, bug):
        with pytest.raises(Disagreement):
            await replay(rig, shared, bug.found_by)
