"""The console: what is offered on a card and in a row, and rows that stay where they are."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_VIEWS = "tests/web/test_holder_views.py::"
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
        ("tests/browser/test_console_holds.py::test_a_row_that_goes_keeps_its_place",),
    ),
)
