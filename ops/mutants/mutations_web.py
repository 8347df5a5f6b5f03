"""The doors: who gets in, how often, with how much, and for how long."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_DOORS = "tests/privacy/test_doors.py::"
_PUSH = "tests/live/test_push.py::"
_LIMITS = "tests/live/test_limits.py::"
_TOKENS = "tests/privacy/test_tokens.py::"
_EPOCHS = "tests/live/test_sight_and_epochs.py::"
_FRAME = "housing_service/web/frame.py"
_AUTH = "housing_service/web/auth.py"
_SOCKET = "housing_service/web/live_socket.py"
_ACCOUNTS = "sql/functions/650_accounts.sql"

WEB = (
    Mutation(
        "unknown_paths_open",
        "Without credentials every other path is 401, also one that does not exist.",
        _FRAME,
        '            raise Refusal("not_signed_in")\n        _meet(request, caller)\n',
        "            if route is None:\n                return await handler(request)\n"
        '            raise Refusal("not_signed_in")\n        _meet(request, caller)\n',
        (_DOORS + "test_without_credentials_everything_else_is_401",),
    ),
    Mutation(
        "metrics_open",
        "Metrics need the operator.",
        "housing_service/web/route_table.py",
        'Route("GET", "/metrics", health_api.metrics, OPERATORS,',
        'Route("GET", "/metrics", health_api.metrics, ANYBODY,',
        (_DOORS + "test_only_the_short_list_is_open_to_anybody",),
    ),
    Mutation(
        "metrics_port_on_every_address",
        "The port for metrics without a token is the machine's own.",
        "housing_service/web/metrics_port.py",
        'web.TCPSite(runner, "127.0.0.1", settings.metrics_port)',
        'web.TCPSite(runner, "0.0.0.0", settings.metrics_port)',
        (_DOORS + "test_the_port_for_metrics_answers_this_machine_only",),
    ),
    Mutation(
        "roles_not_checked",
        "Each role gets only its own addresses.",
        _FRAME,
        "        if route.roles is not None and caller.role not in route.roles:\n",
        "        if False:\n",
        (_DOORS + "test_each_role_gets_only_its_routes",),
    ),
    Mutation(
        "csrf_token_not_checked",
        "A browser's write carries a token that other sites can't know.",
        _FRAME,
        '        if not is_of(given, caller.session_csrf or ""):\n',
        "        if False:\n",
        (_DOORS + "test_the_session_door",),
    ),
    Mutation(
        "origin_not_checked",
        "A write or sign-in that another site's page sent is refused.",
        _AUTH,
        "    if not _is_ours(request, origin):\n",
        "    if False:\n",
        (_DOORS + "test_the_session_door",),
    ),
    Mutation(
        "origin_not_checked_on_the_socket",
        "Another site's page can't open a console.",
        _SOCKET,
        "        same_origin(request)\n        if IDENTITY not in request",
        "        if IDENTITY not in request",
        (_PUSH + "test_a_foreign_page_cannot_open_a_socket",),
    ),
    Mutation(
        "rate_limit_off",
        "An account that asks too much is told when to come back.",
        _FRAME,
        "        _limit_caller(request, caller)\n",
        "",
        ("tests/contract/test_every_code.py::test_too_many_requests_say_when_to_come_back",),
    ),
    Mutation(
        "password_guessing_not_slowed",
        "Failed sign-ins are counted by login and by address.",
        "housing_service/service/signin.py",
        "            wait = await take_try(self._database, tries, key)\n",
        "            wait = 0\n",
        (_DOORS + "test_guessing_passwords_is_slowed",),
    ),
    Mutation(
        "body_limit_off",
        "A request's body has a bound.",
        "housing_service/web/server.py",
        "client_max_size=settings.body_bytes_max",
        "client_max_size=0",
        ("tests/holds/test_placing.py::test_garbage_changes_nothing",),
    ),
    Mutation(
        "frame_limit_off",
        "A console's message has a bound.",
        _SOCKET,
        "        if len(message.data) > self._settings.frame_bytes_max:\n",
        "        if False:\n",
        (_PUSH + "test_bad_messages_close_with_a_stable_code",),
    ),
    Mutation(
        "message_rate_off",
        "A console that sends too many messages is closed.",
        _SOCKET,
        '        if self._rates.take("frames"):\n',
        "        if False:\n",
        (_LIMITS + "test_who_sends_too_many_messages_is_closed",),
    ),
    Mutation(
        "sockets_of_one_account_unbounded",
        "One account opens at most so many consoles.",
        _SOCKET,
        "                if open_sockets > self._settings.connections_per_account_max:\n",
        "                if False:\n",
        (_LIMITS + "test_one_account_opens_so_many_consoles_and_no_more",),
    ),
    Mutation(
        "suspended_account_keeps_its_socket",
        "A suspended organization's consoles are closed.",
        _ACCOUNTS,
        "OR a.disabled_at IS NOT NULL OR o.suspended_at IS NOT NULL\n",
        "OR a.disabled_at IS NOT NULL\n",
        (_PUSH + "test_a_suspended_organization_loses_its_sockets",),
    ),
    Mutation(
        "revoked_token_keeps_its_socket",
        "The consoles of a revoked token are closed.",
        _ACCOUNTS,
        "            ON t.token_hash = k.credential AND t.account_id = k.id"
        " AND t.revoked_at IS NULL\n",
        "            ON t.token_hash = k.credential AND t.account_id = k.id\n",
        (_EPOCHS + "test_a_revoked_token_ends_its_console",),
    ),
    Mutation(
        "revoked_token_signs_in",
        "A revoked token opens nothing.",
        _ACCOUNTS,
        "     WHERE t.token_hash = p_token_hash AND t.revoked_at IS NULL\n",
        "     WHERE t.token_hash = p_token_hash\n",
        (_TOKENS + "test_a_token_that_was_revoked_or_has_run_out_opens_nothing",),
    ),
    Mutation(
        "expired_token_signs_in",
        "A token that has run out opens nothing.",
        _ACCOUNTS,
        "       AND t.expires_at > housing.service_clock()\n$$;",
        "$$;",
        (_TOKENS + "test_a_token_that_was_revoked_or_has_run_out_opens_nothing",),
    ),
    Mutation(
        "token_of_another_account",
        "Tokens that are looked up together open each its own account.",
        "housing_service/service/token_lookups.py",
        "        for (_, answer), identity in zip(group, found, strict=True):\n",
        "        for (_, answer), identity in zip(group, found[::-1], strict=True):\n",
        (_TOKENS + "test_tokens_looked_up_together_open_each_its_own_account",),
    ),
    Mutation(
        "wrong_token_falls_back_to_the_cookie",
        "A wrong bearer token never falls back to a session.",
        _AUTH,
        "        return await signin.by_token(secret)\n    return",
        "        known = await signin.by_token(secret)\n"
        "        if known is not None:\n            return known\n"
        '        secret = session_token(request) or ""\n    return',
        (_TOKENS + "test_a_wrong_token_is_not_saved_by_a_session",),
    ),
    Mutation(
        "session_idle_for_ever",
        "A session that nobody used for long has ended.",
        _ACCOUNTS,
        "     WHERE x.token_hash = p_token_hash AND x.expires_at > now_at\n"
        "       AND x.last_seen_at > now_at - x.idle_seconds * interval '1 second';",
        "     WHERE x.token_hash = p_token_hash AND x.expires_at > now_at;",
        (_TOKENS + "test_a_session_ends_when_idle_and_at_its_lifetimes_end",),
    ),
    Mutation(
        "session_for_ever",
        "A session has a lifetime, however busy it is.",
        _ACCOUNTS,
        "     WHERE x.token_hash = p_token_hash AND x.expires_at > now_at\n"
        "       AND x.last_seen_at",
        "     WHERE x.token_hash = p_token_hash\n       AND x.last_seen_at",
        (_TOKENS + "test_a_session_ends_when_idle_and_at_its_lifetimes_end",),
    ),
    Mutation(
        "signing_out_leaves_the_session",
        "Signing out ends the session on the server.",
        "housing_service/service/signin.py",
        "        await accounts.close_session(self._database, token)\n",
        "",
        (_DOORS + "test_the_session_door",),
    ),
)
