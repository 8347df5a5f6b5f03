"""From the database to the board: the doorbell, the poll behind it, and the proof of life."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_PUSH = "tests/live/test_push.py::"
_EPOCHS = "tests/live/test_sight_and_epochs.py::"
_FEED = "tests/live/test_feed.py::"
_ORDER = "tests/live/test_order_tells_nothing.py::"
_RELAY = "housing_service/service/relay.py"
_HEALTH = "housing_service/service/health.py"

RELAY = (
    Mutation(
        "poll_dropped",
        "What no notification announced is found by comparing all versions.",
        _RELAY,
        "            missed = self._missed.at_poll(await self._compare())\n",
        "            missed = set()\n",
        (_PUSH + "test_a_lost_notification_is_found_by_the_poll",),
    ),
    Mutation(
        "notification_dropped",
        "A commit rings at every process; nobody waits for the poll.",
        "sql/functions/200_pool_changes.sql",
        "        RETURNING x.id, pg_notify('housing_changes', x.id || ' ' || x.version),\n",
        "        RETURNING x.id,\n",
        (_FEED + "test_another_process_hears_of_a_change_without_any_poll",),
    ),
    Mutation(
        "canary_ignored",
        "A listener that no longer hears its own canary is replaced.",
        _RELAY,
        "            and time.monotonic() - heard < CANARY_SILENCE_SECONDS\n",
        "",
        (_FEED + "test_a_listener_that_is_deaf_but_connected_is_replaced",),
    ),
    Mutation(
        "lost_listener_not_noticed",
        "A listening connection that ended is opened again.",
        _RELAY,
        "            self._bell.listening\n            and heard is not None\n",
        "            heard is not None\n",
        (_FEED + "test_a_listener_that_was_cut_hears_again_before_the_canary_is_missed",),
        seconds=40,
    ),
    Mutation(
        "generation_ignored",
        "Another generation of the database starts every console over.",
        _RELAY,
        "            if beat.generation != self._generation:\n",
        "            if self._generation is None:\n",
        (_FEED + "test_an_equal_version_of_another_generation_is_not_taken_for_the_same",),
    ),
    Mutation(
        "board_ahead_ignored",
        "A board that knows more than the database starts over.",
        _RELAY,
        "            if self._seems_ahead:\n",
        "            if False:\n",
        (_EPOCHS + "test_a_board_that_is_ahead_notices_without_a_new_generation",),
    ),
    Mutation(
        "failed_reading_forgotten",
        "Pools whose reading failed are read again.",
        _RELAY,
        "                self._unread.put_back()\n                raise\n",
        "                raise\n",
        (_FEED + "test_pools_whose_reading_failed_are_read_again",),
    ),
    Mutation(
        "outsiders_version_saves_a_reading",
        "The version outsiders are told is not taken for the one the board has read.",
        "housing_service/service/holds.py",
        '        known = hold.get("pool_name") is not None\n',
        '        known = "pool_version" in hold\n',
        ("tests/units/test_unread.py::test_the_version_that_outsiders_are_told_saves_no_reading",),
    ),
    Mutation(
        "newer_version_forgotten",
        "A newer version heard of while a pool waits to be read is the one to reach.",
        "housing_service/service/unread.py",
        "(version is None or version > heard)",
        "version is None",
        ("tests/units/test_unread.py::test_the_newest_version_heard_of_counts",),
    ),
    Mutation(
        "ticks_claim_a_fresh_proof",
        "A tick says when the database was last seen, not when the tick was sent.",
        _HEALTH,
        "rfc3339(now - (time.monotonic() - seen)) if seen else None",
        "rfc3339(now)",
        (_FEED + "test_a_tick_says_since_when_nothing_was_proven",),
    ),
    Mutation(
        "always_live",
        "What was not proven for five seconds is not called live.",
        _HEALTH,
        "time.monotonic() - seen <= NOT_LIVE_SECONDS",
        "time.monotonic() >= seen",
        (_FEED + "test_a_tick_says_since_when_nothing_was_proven",),
    ),
    Mutation(
        "connection_is_proof_enough",
        "Live means that the board was compared, not only that the database answers.",
        _HEALTH,
        "        return min(self.beat_at, self.compared_at)\n",
        "        return self.beat_at\n",
        (_FEED + "test_a_beat_alone_proves_nothing_about_the_board",),
    ),
    Mutation(
        "clock_step_not_noticed",
        "A step of the database's clock is noticed and shown.",
        _HEALTH,
        "            if abs(off) > slack:\n",
        "            if False:\n",
        ("tests/holds/test_protections.py::test_a_clock_step_is_noticed_and_shown",),
    ),
    Mutation(
        "sweeper_sleeps_on",
        "A new deadline wakes the sweeper that sleeps until a later one.",
        "housing_service/service/sweeper.py",
        "        if at < self._wake_at:\n",
        "        if False:\n",
        (_PUSH + "test_expiry_is_announced_within_a_second",),
    ),
    Mutation(
        "missed_bells_of_all_counted",
        "That a confidential pool has changed is in no figure.",
        _RELAY,
        "            FEED_RESYNCS.inc(sum(map(self._board.is_open, missed)))\n",
        "            FEED_RESYNCS.inc(len(missed))\n",
        (_ORDER + "test_a_change_that_nothing_rang_for_is_counted_but_for_confidential_pools",),
    ),
    Mutation(
        "late_bell_counted",
        "A notification that comes after a poll was not missed.",
        "housing_service/service/missed_bells.py",
        "        self._unrung.discard(pool_id)\n",
        "        return\n",
        (_ORDER + "test_a_poll_that_was_quicker_than_the_notification_missed_nothing",),
    ),
    Mutation(
        "board_in_the_order_of_writing",
        "The list of a process that starts does not tell which pool was written last.",
        _RELAY,
        "            self._board.put_in_order()\n",
        "",
        (_ORDER + "test_a_board_filled_anew_has_the_order_of_ids",),
    ),
    Mutation(
        "frame_in_the_order_of_hearing",
        "A frame does not tell which of its pools was heard of first.",
        "housing_service/live/audience.py",
        "    for entry in pools_in_order(board.pools_since(offset)):\n",
        "    for entry in board.pools_since(offset):\n",
        (_ORDER + "test_a_frame_names_its_pools_in_the_order_of_ids",),
    ),
    Mutation(
        "holds_in_the_order_of_reading",
        "A console is told of holds in the order of their ids.",
        "housing_service/live/entries.py",
        "    return sorted(entries, key=lambda entry: (entry.hold_id.int, entry.kind))\n",
        "    return list(entries)\n",
        (_ORDER + "test_holds_are_told_in_the_order_of_ids",),
    ),
)
