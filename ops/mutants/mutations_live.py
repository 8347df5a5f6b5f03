"""From the board to the consoles: nothing older after newer, nothing missed, nothing unbounded."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_PUSH = "tests/live/test_push.py::"
_FEED = "tests/live/test_feed.py::"
_EPOCHS = "tests/live/test_sight_and_epochs.py::"
_BOARD_TESTS = "tests/units/test_board.py::"
_BOARD = "housing_service/live/board.py"
_HUB = "housing_service/live/hub.py"
_AUDIENCE = "housing_service/live/audience.py"

LIVE = (
    Mutation(
        "board_takes_an_older_reading",
        "The board drops a reading of a pool that is older than what it holds.",
        _BOARD,
        "        held = self.pools.get(pool_id)\n"
        "        if held is not None and held.version >= version:\n",
        "        held = self.pools.get(pool_id)\n        if False:\n",
        (_BOARD_TESTS + "test_an_older_reading_is_dropped",),
    ),
    Mutation(
        "board_takes_an_older_hold",
        "The board drops a reading of a hold that is older than what it holds.",
        _BOARD,
        "        if held is not None and (held.version, held.pool_version) >= newer:\n",
        "        if False:\n",
        (_BOARD_TESTS + "test_an_older_reading_of_a_hold_is_dropped",),
    ),
    Mutation(
        "removed_not_named",
        "A pool that no longer matches a console's filter is taken away.",
        _AUDIENCE,
        "            if audience.saw(entry, offset):\n",
        "            if False:\n",
        (_PUSH + "test_a_filter_shows_and_removes",),
    ),
    Mutation(
        "removed_names_what_was_never_seen",
        "No id is named as removed that the console never saw.",
        _AUDIENCE,
        "            if audience.saw(entry, offset):\n",
        "            if True:\n",
        (_PUSH + "test_resume_names_as_removed_only_what_was_seen",),
    ),
    Mutation(
        "resume_below_the_floor",
        "A place from which it is no longer known what was seen means a full snapshot.",
        _BOARD,
        "                    self.resume_floor = max(self.resume_floor, floor)\n",
        "                    del floor\n",
        (_BOARD_TESTS + "test_too_many_moves_make_old_places_unresumable_not_wrong",),
    ),
    Mutation(
        "resume_skips_what_was_missed",
        "A console that comes back is sent what it missed.",
        "housing_service/live/first_frames.py",
        "        frame = changes_frame(self._board, audience, since)\n",
        "        frame = changes_frame(self._board, audience, self._board.offset)\n",
        (_FEED + "test_who_comes_back_is_sent_what_everybody_else_has_seen_meanwhile",),
    ),
    Mutation(
        "resume_forgets_holds",
        "A console that comes back is sent its holds again.",
        "housing_service/live/first_frames.py",
        "            if view is not None:\n                connection.transport.write(",
        "            if False:\n                connection.transport.write(",
        (_FEED + "test_who_comes_back_is_sent_what_everybody_else_has_seen_meanwhile",),
    ),
    Mutation(
        "stale_snapshot_kept",
        "A snapshot that is kept for others is made anew when a pool has changed.",
        "housing_service/live/first_frames.py",
        "        if kept is None or kept[0] != self._board.pools_offset:\n",
        "        if kept is None:\n",
        (_FEED + "test_a_second_console_is_not_given_the_first_ones_old_snapshot",),
    ),
    Mutation(
        "resume_token_of_anybody",
        "A resume token is good for the viewer and filter it was given to.",
        "housing_service/live/resume.py",
        "        if not hmac.compare_digest(token[_PLACE_CHARS:], viewer):\n",
        "        if False:\n",
        (_PUSH + "test_a_foreign_or_broken_token_means_a_full_snapshot",),
    ),
    Mutation(
        "resume_token_of_any_filter",
        "A resume token is bound to the filter.",
        _HUB,
        "self.board.tokens.viewer(*connection.identity.permissions, repr(pool_filter))\n",
        "self.board.tokens.viewer(*connection.identity.permissions)\n",
        (_PUSH + "test_a_foreign_or_broken_token_means_a_full_snapshot",),
    ),
    Mutation(
        "resume_token_counts_aloud",
        "Resume tokens do not show how much that is hidden has changed.",
        "housing_service/live/resume.py",
        '        block = offset.to_bytes(6, "big") + secrets.token_bytes(4) + bytes(6)\n',
        '        block = offset.to_bytes(6, "big") + bytes(10)\n',
        (_EPOCHS + "test_asking_again_and_again_shows_nothing_of_what_is_hidden",),
    ),
    Mutation(
        "stalled_readers_buffer_grows",
        "A console whose buffer is full is passed over.",
        "housing_service/live/connection.py",
        "        if self.transport.get_write_buffer_size() > buffer_bytes_max:\n",
        "        if False:\n",
        (_PUSH + "test_a_stalled_reader_costs_bounded_memory_and_delays_nobody",),
    ),
    Mutation(
        "stalled_reader_never_closed",
        "A console that stays slow is closed.",
        _HUB,
        "                self.close(connection, CLOSE_SLOW)\n",
        "                continue\n",
        (_PUSH + "test_a_stalled_reader_costs_bounded_memory_and_delays_nobody",),
    ),
    Mutation(
        "subscribing_again_fills_the_buffer",
        "Who subscribes again without reading gets its snapshot when it has read.",
        _HUB,
        "        if not connection.ready(self._buffer_max):\n            # It has not read",
        "        if False:\n            # It has not read",
        (_EPOCHS + "test_resubscribing_without_reading_stays_within_the_bound",),
    ),
    Mutation(
        "passed_over_console_forgotten",
        "Who was passed over is looked at again when it has read.",
        _HUB,
        "        if self._behind:\n            self._changed.set()\n",
        "",
        ("tests/units/test_hub.py::test_who_was_passed_over_is_in_step_without_another_change",),
    ),
    Mutation(
        "hold_frames_to_everybody",
        "A hold is told to its holder, its shelter and the operator.",
        "housing_service/live/connection.py",
        '            return entry.views.get("operator")\n        return None\n',
        '            return entry.views.get("operator")\n        return entry.views["holder"]\n',
        ("tests/units/test_hold_views.py::test_a_hold_is_seen_by_its_own_people_only",),
    ),
    Mutation(
        "hold_messages_not_sent",
        "Holder and shelter are told of each change of a hold.",
        "housing_service/live/hold_frames.py",
        "        return sum(self._write(connection) for connection in"
        " self._concerned(connections))\n",
        "        return len(self._concerned(connections))\n",
        (_PUSH + "test_holds_are_private_and_travel_in_snapshots",),
    ),
)
