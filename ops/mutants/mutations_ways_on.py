"""What to do when nothing that fits can be held, and what a household's list costs others."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_STEPS = "housing_service/live/next_steps.py"
_TRUE = ("tests/fit/test_next_steps.py::test_every_empty_answer_has_a_way_on_that_is_true",)
_SNAPSHOTS = "tests/units/test_household_snapshots.py::"

WAYS_ON = (
    Mutation(
        "young_person_sent_on",
        "Somebody young without an adult is sent to the line for them and nowhere else.",
        _STEPS,
        "    if wanted.household is not None and wanted.household.adults == 0:\n",
        "    if False:\n",
        _TRUE,
    ),
    Mutation(
        "change_that_opens_nothing",
        "What may be left open is named only where that leads to a place to hold or to ask.",
        _STEPS,
        "part.only_by.get(attribute, 0) & part.takeable)",
        "part.only_by.get(attribute, 0))",
        _TRUE,
    ),
    Mutation(
        "who_they_are_named_as_a_change",
        "Who they are is never named as something to change.",
        _STEPS,
        "        if paths:\n",
        "        if True:\n",
        ("tests/fit/test_next_steps.py::test_who_they_are_is_never_named_as_something_to_change",),
    ),
    Mutation(
        "full_confidential_program_told",
        "Whether a confidential program has room decides nothing that outsiders are told.",
        "housing_service/live/matching.py",
        '            return few["policy"].any_of(("instant", "confirm")) | by_call\n',
        "            return self.to_hold | self._had[BY_CALL]\n",
        _TRUE,
    ),
    Mutation(
        "list_of_another_epoch",
        "A list that was made before the board was filled anew is not sent.",
        "housing_service/live/first_frames.py",
        "            ahead.epoch is self._board.tokens\n"
        "            and ahead.audience == audience\n",
        "            ahead.audience == audience\n",
        (_SNAPSHOTS + "test_a_list_of_another_epoch_is_not_sent",),
    ),
    Mutation(
        "changes_meanwhile_wait_for_the_next",
        "What changes while a household's list is made follows at once.",
        "housing_service/live/hub.py",
        "            self._first.snapshot(connection, ahead)\n"
        "            self._follow_up(connection)\n",
        "            self._first.snapshot(connection, ahead)\n",
        (_SNAPSHOTS + "test_what_changes_meanwhile_follows_at_once",),
    ),
    Mutation(
        "households_described_without_end",
        "An account that describes one household after the other waits.",
        "housing_service/web/live_socket.py",
        "            if wanted.case != EVERYBODY:\n",
        "            if False:\n",
        ("tests/live/test_limits.py::test_who_describes_one_household_after_the_other_waits",),
    ),
    Mutation(
        "condition_told_to_the_shelter",
        "A hold asks to make ready what was asked for, and tells of no medicine or condition.",
        "housing_service/web/pages/made_ready.py",
        '    ("medicine_storage", ("medicine_storage", "insulin")),\n',
        '    ("medicine_storage", ("medicine_storage", "insulin", "methadone")),\n',
        ("tests/web/test_console_needs.py::test_what_is_made_ready_is_what_was_asked_for",),
    ),
)
