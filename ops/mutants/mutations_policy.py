"""Who may see what: one rule for every address, and nothing told in any other way."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_MATRIX = "tests/policy/test_matrix.py::"
_EVERYBODY = _MATRIX + "test_everybody_gets_what_the_policy_says_and_no_more"
_WORLDS = "tests/policy/test_two_worlds.py::test_a_hold_in_confidence_changes_no_byte_outside"
_LIVE = "tests/policy/test_live_matrix.py::test_everybody_is_sent_what_the_rows_say_and_no_more"
_NOBODY = "tests/policy/test_functions_only.py::test_nobody_does_anything_to_what_is_not_theirs"

POLICY = (
    Mutation(
        "address_without_a_rule",
        "An address without a rule keeps the service from starting.",
        "housing_service/web/policy.py",
        "    if wrong:\n        raise PolicyGap",
        "    if False:\n        raise PolicyGap",
        (_MATRIX + "test_an_address_without_a_rule_keeps_the_service_from_starting",),
    ),
    Mutation(
        "operators_list_what_is_held_in_confidence",
        "Operators are listed no hold of a confidential program.",
        "sql/functions/620_live_feed.sql",
        "CASE WHEN NOT g.confidential\n                    THEN housing.hold_view(h, p, g, n.now, "
        "'operator', NULL) END))",
        "housing.hold_view(h, p, g, n.now, 'operator', NULL)))",
        (_WORLDS,),
    ),
    Mutation(
        "confidential_holds_in_metrics",
        "No series grows by what is done at a confidential program.",
        "housing_service/live/board.py",
        "        return entry is not None and not entry.facets.confidential",
        "        return True",
        (_WORLDS,),
    ),
    Mutation(
        "program_found_by_its_own_id",
        "A confidential program is absent by the id that its staff know.",
        "sql/functions/600_directory.sql",
        "                    THEN g.id ELSE g.alias_id END AS id) v",
        "                    THEN g.id ELSE CASE p_program_id WHEN g.id THEN g.id"
        " ELSE g.alias_id END END AS id) v",
        (_EVERYBODY,),
    ),
    Mutation(
        "a_function_forgets_to_ask_who_calls",
        "Every function judges its caller, whatever Python has checked.",
        "sql/functions/656_count_links.sql",
        "     WHERE x.id = p_link_id AND housing.is_own_pool(p_caller, x.pool_id) FOR UPDATE;",
        "     WHERE x.id = p_link_id FOR UPDATE;",
        (_NOBODY,),
    ),
    Mutation(
        "an_operator_is_sent_what_holders_are",
        "Of a hold an operator is sent its state and deadline, and nothing of a confidential one.",
        "housing_service/live/connection.py",
        'return entry.views.get("operator")',
        'return entry.views.get("operator") or entry.views["holder"]',
        (_LIVE,),
    ),
)
