"""What the search once found in the product, as the shortest history that showed it."""

from __future__ import annotations

from tests.auditor.audit import Audit, cast
from tests.auditor.count_operations import Say
from tests.auditor.groups import place_group
from tests.auditor.hold_operations import Act, Place, PlaceAgain
from tests.auditor.planted import Clock
from tests.auditor.replay import replay
from tests.auditor.rig import Rig
from tests.support.cluster import Cluster

COUNT_AFTER_ARRIVAL = (
    Place("riva", "instant"),
    Clock(-60),
    Act("arrive"),
    Clock(1),
    Say("staff", "instant", number=3),
    Act("undo"),
)


async def test_undo_leaves_a_newer_count_when_the_clock_was_set_back(cluster: Cluster) -> None:
    """Design 5: undo restores the count, but not over a number that was given since."""
    rig = Rig(cluster)
    await rig.open()
    try:
        await replay(rig, await cast(rig), COUNT_AFTER_ARRIVAL)
    finally:
        await rig.close()


async def test_a_hold_that_does_not_exist_is_not_described(cluster: Cluster) -> None:
    """Design 7: the operator's revoke of an unknown id is 404 and nothing else."""
    rig = Rig(cluster)
    await rig.open()
    try:
        await replay(rig, await cast(rig), (Act("revoke", "operator", reason="misuse"),))
    finally:
        await rig.close()


async def one_call(cluster: Cluster, *members: Place | PlaceAgain) -> None:
    """These members in one call, while `confirm` has no room."""
    rig = Rig(cluster)
    await rig.open()
    audit = Audit(rig, await cast(rig))
    await audit.begin()
    try:
        await audit.step(Say("staff", "confirm", number=0))
        await place_group(rig, audit.history, members, in_order=True)
    finally:
        await audit.end(broken=True)
        await rig.close()


async def test_equal_ids_in_one_call_are_told_apart(cluster: Cluster) -> None:
    """Design 6: of equal ids the first is judged, the others get its result or hold_id_reused,
    also when they name a pool that would have refused them."""
    await one_call(cluster, Place("riva", "instant"), PlaceAgain(0, change="pool"))


async def test_a_refused_member_never_reads_the_hold_of_another(cluster: Cluster) -> None:
    """Design 3.4, 3.10: staff of another shelter are refused; a responder uses the same id."""
    await one_call(cluster, Place("bridge_staff", "instant"), PlaceAgain(0))
