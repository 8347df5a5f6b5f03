"""Ways to break the record of acts, and what is forgotten by its time."""

from __future__ import annotations

from typing import Final

from ops.mutants.mutation import Mutation

_NOTE: Final = "tests/record/test_note.py::"
_MONTH: Final = "tests/record/test_a_month.py::"
_PARTS: Final = "tests/record/test_purging_in_parts.py::"
_NARROWED: Final = "tests/store/test_access_narrowed.py::"
_KEEPING: Final = "tests/record/test_keeping_the_record.py::"

RECORD: Final[tuple[Mutation, ...]] = (
    Mutation(
        "record_heads_locked_as_they_come",
        "Transactions that note in several chains never wait crosswise.",
        "sql/functions/127_note.sql",
        "              ORDER BY x.chain, housing.audit_book(x.action), x.number\n",
        "              ORDER BY x.number\n",
        (_NOTE + "test_transactions_that_note_crosswise_do_not_wait_for_each_other",),
    ),
    Mutation(
        "disclosures_with_their_minute",
        "To whom an address was told is known by the day only.",
        "sql/functions/127_note.sql",
        "CASE WHEN p_action LIKE 'address\\_%' THEN 'disclosures' ELSE 'acts' END",
        "'acts'",
        (_NOTE + "test_an_address_told_is_recorded_by_the_day_and_once",),
    ),
    Mutation(
        "record_purged_without_a_checkpoint",
        "A row of the record goes only under a signed checkpoint.",
        "sql/migrations/0017_pre_audit.sql",
        "        IF EXISTS (SELECT FROM housing.audit_checkpoint c\n"
        "                    WHERE c.chain = OLD.chain AND c.book = OLD.book"
        " AND c.number >= OLD.number) THEN\n",
        "        IF true THEN\n",
        (_NOTE + "test_the_record_only_grows",),
    ),
    Mutation(
        "any_key_signs_a_beginning",
        "A beginning that no trusted key has signed is named.",
        "housing_service/service/audit_verify.py",
        "    if book.public_key in trusted and is_signed(\n",
        "    if is_signed(\n",
        (_KEEPING + "test_what_was_kept_long_enough_goes_and_the_rest_is_still_sound",),
    ),
    Mutation(
        "ended_sessions_stay",
        "Every kind of row goes by its time.",
        "sql/functions/631_purge_steps.sql",
        "SELECT s.token_hash FROM housing.session s WHERE s.expires_at <= p_now\n",
        "SELECT s.token_hash FROM housing.session s WHERE s.expires_at <= p_now AND false\n",
        (_MONTH + "test_after_a_month_everything_is_gone_when_it_should_be",),
    ),
    Mutation(
        "a_step_forgets_without_bound",
        "A step of the purge forgets a bounded number of rows a call.",
        "sql/functions/682_demand.sql",
        "         WHERE n.first_at <= p_now - interval '23 hours 45 minutes'\n"
        "         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED\n",
        "         WHERE n.first_at <= p_now - interval '23 hours 45 minutes'\n"
        "         LIMIT 1000000 FOR UPDATE SKIP LOCKED\n",
        (_PARTS + "test_four_and_a_half_thousand_go_in_parts_and_all_go",),
    ),
    Mutation(
        "a_step_is_taken_once",
        "A step of the purge is taken until nothing is left to forget.",
        "housing_service/service/sweeper.py",
        "            if not steps:\n",
        "            if True:\n",
        (_PARTS + "test_four_and_a_half_thousand_go_in_parts_and_all_go",),
    ),
    Mutation(
        "hidden_rows_are_not_missed",
        "A job whose rows a policy hides fails instead of finding nothing.",
        "housing_service/store/database.py",
        '                "row_security": "off",\n',
        "",
        (_NARROWED + "test_a_job_whose_rows_are_hidden_fails_instead_of_finding_nothing",),
    ),
)
