"""The console: what is offered on a card and in a row, and rows that stay where they are."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_VIEWS = "tests/web/test_holder_views.py::"
_KEPT = "tests/browser/test_console_holds.py::"
_BOARD = "tests/browser/test_page_board.py::"
_HOLDER = "housing_service/web/pages/holder_view.py"
_RESERVE = "housing_service/web/pages/reserve_view.py"

CONSOLE = (
    Mutation(
        "next_places_for_others",
        "What is offered in place of a hold is for the same people.",
        _HOLDER,
        "        return []\n    can =",
        "        pass\n    can =",
        (_VIEWS + "test_next_places_are_those_for_the_same_people",),
    ),
    Mutation(
        "everybody_is_called",
        "Only of a confidential program does a card say that its staff call.",
        _HOLDER,
        ' and not hold.get("pool_name")',
        "",
        (_VIEWS + "test_only_a_confidential_program_calls_and_shows_no_address",),
    ),
    Mutation(
        "reserve_before_the_rest",
        "The reserve is offered only when nothing else is left.",
        _RESERVE,
        "open_to_all < needed <= open_to_all +",
        "needed <= open_to_all +",
        (_VIEWS + "test_the_reserve_is_offered_when_nothing_else_is_left",),
    ),
    Mutation(
        "rows_close_up",
        "A row that is no longer in the list leaves its place empty until it is sorted again.",
        "housing_service/web/static/js/stable_order.js",
        " || leaves(id)",
        "",
        (_KEPT + "test_a_row_that_goes_keeps_its_place",),
    ),
    Mutation(
        "a_list_forgets_a_new_hold",
        "A hold that an answer brought stays on the page until the stream has told of it.",
        "housing_service/web/static/js/board.js",
        "if (!holds.has(hold.id) && isLive(hold)) untold.add(hold.id);",
        "",
        (
            _KEPT + "test_a_list_from_just_before_leaves_a_new_hold_where_it_is",
            _BOARD + "test_a_hold_stays_until_the_stream_has_told_of_it",
        ),
    ),
    Mutation(
        "a_hold_outstays_its_list",
        "What the stream has told of and no longer lists is nothing of this person's any more.",
        "housing_service/web/static/js/board.js",
        "const untold = comparable ? without(board.untold, frame.holds) : new Set();",
        "const untold = board.untold;",
        (_BOARD + "test_a_hold_stays_until_the_stream_has_told_of_it",),
    ),
)
