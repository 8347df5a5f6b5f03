"""Second factors, proving oneself anew, and what a session may do."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_STEP_UP = "tests/signing_in/test_step_up.py::"
_FACTOR = "tests/signing_in/test_second_factor.py::"
_REPLAYED = "tests/playbook/test_replayed_totp.py::"
_PASSKEY = "tests/signing_in/test_passkeys.py::"
_SINGLE = "tests/signing_in/test_single_sign_on.py::"
_OWN = "tests/signing_in/test_own_account.py::"
_CODES = "sql/functions/657_second_factor.sql"

SIGNING_IN = (
    Mutation(
        "a_code_opens_twice",
        "An app's code is used once, whoever comes at the same moment.",
        _CODES,
        "           AND t.last_step < p_step;\n",
        ";\n",
        (_REPLAYED + "test_one_code_opens_one_door_whoever_comes_at_once",),
    ),
    Mutation(
        "codes_guessed_without_end",
        "After five wrong codes one has to wait, wherever they were tried.",
        "sql/functions/651_step_up.sql",
        "    IF t.wait_until > now_at THEN\n",
        "    IF false THEN\n",
        (_FACTOR + "test_ten_thousand_guesses_are_stopped_at_five",),
    ),
    Mutation(
        "a_proof_lasts_for_ever",
        "A session counts as proven for five minutes.",
        "sql/functions/121_session_state.sql",
        "s.stepped_up_at > now.at - housing.step_up_lasts()",
        "s.stepped_up_at IS NOT NULL",
        (_STEP_UP + "test_a_session_counts_as_proven_for_five_minutes",),
    ),
    Mutation(
        "the_password_alone_opens",
        "With a second factor on, the password opens no session.",
        "sql/functions/655_start_session.sql",
        "    IF housing.has_second_factor(p_account_id) THEN\n",
        "    IF false THEN\n",
        (_FACTOR + "test_signing_in_takes_two_steps_once_an_app_is_on",),
    ),
    Mutation(
        "a_signature_opens_twice",
        "What a passkey has signed is used once.",
        "sql/functions/658_passkeys.sql",
        "       AND c.expires_at > housing.service_clock();\n    RETURN FOUND;",
        "       AND c.expires_at > housing.service_clock();\n    RETURN true;",
        (_PASSKEY + "test_each_signature_opens_once_and_within_five_minutes",),
    ),
    Mutation(
        "a_pin_reaches_past_its_shift",
        "A PIN opens a shift and nothing that outlasts it.",
        "sql/functions/652_desks.sql",
        "    SELECT NOT housing.has_stepped_up(p_caller, p_credential)\n",
        "    SELECT false\n",
        (_OWN + "test_a_shift_opened_by_pin_reaches_no_further_than_the_shift",),
    ),
    Mutation(
        "recovery_codes_counted",
        "Wrong codes of an app do not close the way of the recovery codes.",
        "housing_service/service/second_factor.py",
        "    return codes.is_app_code(codes.plain(given[:CODE_CHARS_MAX]))\n",
        "    return True\n",
        (_FACTOR + "test_wrong_codes_do_not_keep_an_owner_out",),
    ),
    Mutation(
        "challenges_kept_without_end",
        "What strangers ask for at the door takes no more room than it may.",
        "sql/functions/658_passkeys.sql",
        "             WHERE p_purpose = 'sign_in' AND k.purpose = 'sign_in'\n",
        "             WHERE false\n",
        (_PASSKEY + "test_whoever_asks_too_often_keeps_nobody_out",),
    ),
    Mutation(
        "a_flood_takes_everybodys_challenges",
        "What strangers ask for at the door costs nobody else's proof.",
        "sql/functions/658_passkeys.sql",
        "       AND (c.expires_at <= now_at OR c.purpose = 'sign_in');\n",
        ";\n",
        (_PASSKEY + "test_whoever_asks_too_often_keeps_nobody_out",),
    ),
    Mutation(
        "single_sign_on_outlasts_the_shift",
        "At a shared desk every session is that desk's, however it was opened.",
        "sql/functions/664_single_sign_on.sql",
        "        linked, p_token_hash, p_limits, housing.desk_of_staff(linked, p_device_hash),\n",
        "        linked, p_token_hash, p_limits, NULL,\n",
        (_SINGLE + "test_at_a_shelters_desk_it_is_a_shift_of_that_desk",),
    ),
    Mutation(
        "who_was_linked_before_stays",
        "Nobody who is no longer linked goes on with what they had opened.",
        "sql/functions/664_single_sign_on.sql",
        "    PERFORM housing.end_single_sign_on(p_caller, p_credential);\n    RETURN answered;\n",
        "    RETURN answered;\n",
        (_SINGLE + "test_another_person_linked_ends_what_the_one_before_had_open",),
    ),
    Mutation(
        "a_second_factor_hides_the_first",
        "What single sign-on and a code have opened together ends with the link as well.",
        "sql/functions/664_single_sign_on.sql",
        "give_ticket(linked, p_token_hash, 'single_sign_on');",
        "give_ticket(linked, p_token_hash, 'password');",
        (_SINGLE + "test_what_was_opened_with_a_second_factor_ends_with_the_link_too",),
    ),
    Mutation(
        "a_recovery_code_hides_the_first",
        "The same with a recovery code.",
        _CODES,
        "p_step IS NULL AND first_said = 'password'",
        "p_step IS NULL",
        (_SINGLE + "test_what_was_opened_with_a_second_factor_ends_with_the_link_too",),
    ),
    Mutation(
        "half_signed_in_goes_on",
        "Who is no longer linked does not finish what they had begun.",
        "sql/functions/664_single_sign_on.sql",
        "     WHERE k.account_id = p_account_id AND k.opened_with = 'single_sign_on';",
        "     WHERE k.account_id = p_account_id AND k.opened_with = 'none';",
        (_SINGLE + "test_what_was_opened_with_a_second_factor_ends_with_the_link_too",),
    ),
)
