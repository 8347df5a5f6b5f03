"""Freed units follow one rule, and an offer is taken once and counted once."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_REQUESTS = "tests/requests/test_requests.py::"
_LOCKS = "tests/requests/test_request_locks.py::"
_OFFERS = "tests/requests/test_offers.py::"
_WEEK = "tests/requests/test_offer_week.py::test_every_offer_of_a_week_is_the_one_the_rule_names"
_RULES = "sql/functions/800_request_rules.sql"
_TAKE = "sql/functions/840_take_offer.sql"
_OFFER = "sql/functions/850_offer_units.sql"
_JUDGED = (
    "    p := housing.lock_pool(p_pool_id);\n"
    "    now_at := greatest(housing.pool_clock(p), r.opened_at);\n"
    "    settled := housing.settle_pool(p, now_at);\n"
)

OFFERS = (
    Mutation(
        "offer_without_the_pools_lock",
        "A freed unit is offered under its pool's lock.",
        _OFFER,
        _JUDGED,
        _JUDGED.replace(
            "p := housing.lock_pool(p_pool_id)",
            "SELECT * INTO p FROM housing.pool x WHERE x.id = p_pool_id",
        ),
        (_LOCKS + "test_an_offer_is_judged_again_when_the_pool_was_waited_for",),
    ),
    Mutation(
        "offer_not_judged_again",
        "Who is next is judged again under the locks.",
        _OFFER,
        _JUDGED + "    n := housing.next_for_pool(p);\n",
        _JUDGED,
        (_LOCKS + "test_an_offer_is_judged_again_when_the_pool_was_waited_for",),
    ),
    Mutation(
        "two_offers_at_once",
        "While one offer lives, a request is offered no other.",
        _RULES,
        "       AND NOT housing.has_live_offer(r.id, p_now)\n       AND EXISTS",
        "       AND EXISTS",
        (_WEEK, _OFFERS + "test_many_processes_offer_each_unit_once"),
        seconds=150,
    ),
    Mutation(
        "nobody_moves_up",
        "Twelve hours of waiting raise a request by a class.",
        _RULES,
        "extract(epoch FROM p_now - p_opened_at) / 43200)",
        "extract(epoch FROM p_now - p_opened_at) / 4320000)",
        (_WEEK,),
        seconds=150,
    ),
    Mutation(
        "nothing_kept_together",
        "For a large household that has waited long, what is free is kept together.",
        _RULES,
        "$$ SELECT interval '6 hours' $$;",
        "$$ SELECT interval '600 hours' $$;",
        (_WEEK,),
        seconds=150,
    ),
    Mutation(
        "offers_without_the_operator",
        "Nothing is offered by itself unless the operator has turned that on.",
        _OFFER,
        "       OR NOT (SELECT s.automatic_offers FROM housing.service_state s)\n",
        "",
        (_OFFERS + "test_who_waits_is_told_when_there_is_room",),
    ),
    Mutation(
        "other_offers_stay",
        "Taking an offer lets all others go.",
        _TAKE,
        "        PERFORM housing.release_offers(h.request_id, p_hold_id);\n",
        "",
        (_REQUESTS + "test_a_shelter_that_can_keeps_it_and_the_responder_takes_one",),
    ),
    Mutation(
        "taken_without_the_requests_lock",
        "Nothing is offered to a request while one of its offers is being taken.",
        _TAKE,
        "    SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id FOR NO KEY UPDATE;\n"
        "    PERFORM housing.lock_pool(x.pool_id)",
        "    SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id;\n"
        "    PERFORM housing.lock_pool(x.pool_id)",
        (_LOCKS + "test_taking_lets_go_of_what_was_offered_a_moment_before",),
    ),
    Mutation(
        "offers_count_toward_caps",
        "An offer counts toward the caps only when it is taken.",
        "sql/functions/300_judge_holds.sql",
        "AND NOT (h.request_id IS NOT NULL AND h.taken_at IS NULL))\n"
        "              FROM housing.hold h\n             WHERE h.account_id",
        ")\n              FROM housing.hold h\n             WHERE h.account_id",
        (_REQUESTS + "test_offers_do_not_count_toward_caps_until_taken",),
    ),
    Mutation(
        "taken_offers_never_count",
        "A taken offer counts toward the caps as any hold.",
        "sql/functions/300_judge_holds.sql",
        "AND NOT (h.request_id IS NOT NULL AND h.taken_at IS NULL))\n"
        "              FROM housing.hold h\n             WHERE h.account_id",
        "AND h.request_id IS NULL)\n"
        "              FROM housing.hold h\n             WHERE h.account_id",
        (_REQUESTS + "test_offers_do_not_count_toward_caps_until_taken",),
    ),
)  # fmt: skip
