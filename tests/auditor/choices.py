"""What the search chooses from: callers, pools, holds, clock steps."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.auditor.audit import POOLS
from tests.auditor.hold_operations import ACTIONS
from tests.auditor.rig import PROCESSES

via = st.integers(0, PROCESSES - 1)
back = st.integers(0, 3)
pools = st.sampled_from([name for name, *_ in POOLS])
main_pools = st.sampled_from(["instant", "instant", "confirm", "bridge"])
responders = st.sampled_from(["riva", "riva", "tomas", "sol"])
anybody = st.sampled_from(["riva", "tomas", "sol", "open_staff", "open_staff", "bridge_staff",
                           "operator"])  # fmt: skip
by_relation = st.sampled_from(["staff", "staff", "holder", "holder", "open_staff_2", "sol",
                               "bridge_staff", "operator"])  # fmt: skip
counting = st.sampled_from(["staff"] * 5 + ["open_staff_2", "operator", "riva", "bridge_staff"])
# The others have rules of their own, with fields.
plain_actions = st.sampled_from(sorted(set(ACTIONS) - {"extend", "arrive", "revoke"}))
small = st.integers(0, 4)
SAME_ID_CHANGES = [None, None, "who", "pool", "units", "minutes", "party"]
HOUR_SECONDS = 3600
# Mostly within a hold's life; across freshness bands and the hours of late answers now and then;
# backward by as much as the promise covers.
CLOCK_STEPS_SECONDS = [
    *(1, 29, 30, 600, 600, 1200, 1800, HOUR_SECONDS, HOUR_SECONDS),
    *(-1, -30, -600, -HOUR_SECONDS),
    *(hours * HOUR_SECONDS for hours in (2, 4, 7, 25)),
]
AFTER_DEADLINE_SECONDS = [0, 0, 599, 600, 4 * HOUR_SECONDS - 1, 4 * HOUR_SECONDS]
