"""Doors: tickets of sockets, tokens of programs, proxies, an agency's own sign-in."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_TICKETS = "tests/live/test_live_tickets.py::"
_TOKENS = "tests/privacy/test_service_tokens.py::"
_SIGN_ON = "tests/signing_in/test_single_sign_on.py::"
_HEADERS = "tests/web/test_security_headers.py::"

DOORS = (
    Mutation(
        "sessions_open_sockets_without_a_ticket",
        "A browser's session alone opens no socket.",
        "housing_service/web/live_socket.py",
        'return known.session_csrf is not None and "Origin" in self._request.headers',
        "return False",
        (_TICKETS + "test_a_ticket_opens_one_socket_of_its_own_session",),
    ),
    Mutation(
        "asking_for_a_ticket_counts_as_being_there",
        "A page that opens its socket again keeps nobody's desk open.",
        "housing_service/web/frame.py",
        "    if route is not None and route.asked_by_pages:\n        return False\n",
        "",
        (
            "tests/desks/test_locked_sessions.py::"
            "test_a_desk_locks_by_the_clock_and_watching_is_not_doing",
        ),
    ),
    Mutation(
        "tickets_open_twice",
        "A ticket opens one socket.",
        "housing_service/web/live_tickets.py",
        "        if nonce in self._used:\n            return False\n",
        "",
        (_TICKETS + "test_a_ticket_opens_one_socket_of_its_own_session",),
    ),
    Mutation(
        "a_ticket_fits_any_session",
        "A ticket opens a socket of the session that it was made for.",
        "housing_service/web/live_tickets.py",
        "hmac.new(form_token.encode(), message,",
        'hmac.new(b"", message,',
        (_TICKETS + "test_a_ticket_opens_one_socket_of_its_own_session",),
    ),
    Mutation(
        "a_scope_is_not_asked_for",
        "A token does only what it was made for.",
        "housing_service/web/token_scopes.py",
        "    if scope_of(route) not in caller.scopes:\n",
        "    if scope_of(route) not in caller.scopes and route.method == 'DELETE':\n",
        (_TOKENS + "test_a_narrow_token_does_only_what_it_was_made_for",),
    ),
    Mutation(
        "replaced_tokens_go_on",
        "A token that was replaced ends after the overlap.",
        "sql/functions/662_tokens.sql",
        "least(t.expires_at, now_at + p_overlap_seconds * interval '1 second')",
        "t.expires_at",
        (_TOKENS + "test_a_token_is_replaced_without_a_gap",),
    ),
    Mutation(
        "anybody_names_their_own_address",
        "Only a proxy that is named is believed about who calls.",
        "housing_service/domain/proxies.py",
        "        while self._trusts(address) and hops:\n",
        "        while hops:\n",
        (_HEADERS + "test_tries_are_counted_by_the_address_that_connected",),
    ),
    Mutation(
        "an_answer_fits_any_browser",
        "An answer of the provider fits the browser that set out.",
        "housing_service/service/single_sign_on.py",
        '        if not flow.is_answered_by(answer.get("state", "")):\n',
        '        if not answer.get("state"):\n',
        (_SIGN_ON + "test_an_answer_fits_one_browser_one_way_and_one_time",),
    ),
    Mutation(
        "the_providers_nonce_is_not_compared",
        "A token of the provider belongs to this way.",
        "housing_service/service/single_sign_on.py",
        '            and claims.get("nonce") == nonce\n',
        "",
        (_SIGN_ON + "test_a_token_that_is_not_quite_right_opens_nothing",),
    ),
    Mutation(
        "linking_needs_no_proof",
        "Who links another way in has proven themselves a moment ago.",
        "sql/functions/664_single_sign_on.sql",
        "    IF NOT housing.has_stepped_up(p_caller, p_credential) THEN RETURN 'step_up_required';"
        " END IF;\n    DELETE FROM housing.single_sign_on",
        "    DELETE FROM housing.single_sign_on",
        (_SIGN_ON + "test_whoever_is_signed_in_links_and_unlinks_after_proving_themselves",),
    ),
)
