"""The database: what an answer means, who may run it, and that it forgets nothing."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_OUTCOMES = "tests/store/test_outcomes.py::"
_START = "tests/store/test_embedded_start.py::"
_DATABASE = "housing_service/store/database.py"
_OPTIONS = "housing_service/store/embedded/server_options.py"

STORE = (
    Mutation(
        "broken_write_reported_as_not_written",
        "A write whose answer was lost is called unknown.",
        _DATABASE,
        '                code = "outcome_unknown" if writes else "database_unavailable"\n',
        '                code = "database_unavailable"\n',
        (_OUTCOMES + "test_a_write_whose_answer_was_lost_is_unknown",),
    ),
    Mutation(
        "broken_write_reported_as_busy",
        "Only what the server surely took back is called busy.",
        _DATABASE,
        "    asyncpg.exceptions.TooManyConnectionsError,\n)",
        "    asyncpg.exceptions.TooManyConnectionsError,\n"
        "    asyncpg.exceptions.AdminShutdownError,\n"
        "    asyncpg.exceptions.PostgresConnectionError,\n)",
        (_OUTCOMES + "test_a_write_whose_answer_was_lost_is_unknown",),
    ),
    Mutation(
        "cancelled_synchronous_wait_ignored",
        "A commit that came with SQLSTATE 01000 is called unknown.",
        _DATABASE,
        "            if writes and id(connection) in self._doubtful:\n",
        "            if False:\n",
        (_OUTCOMES + "test_a_commit_with_a_warning_is_unknown",),
    ),
    Mutation(
        "locked_row_waited_for_without_end",
        "Nobody waits for a row longer than the lock timeout.",
        _DATABASE,
        '                "lock_timeout": str(settings.database_lock_timeout_ms),\n',
        "",
        (
            "tests/holds/test_protections.py::"
            "test_a_long_wait_for_the_row_is_busy_and_nothing_is_written",
        ),
        seconds=30,
    ),
    Mutation(
        "connections_unbounded",
        "A process opens at most so many connections.",
        _DATABASE,
        "        self._slots = asyncio.Semaphore(settings.database_connections_max)\n",
        "        self._slots = asyncio.Semaphore(10_000)\n",
        (_OUTCOMES + "test_who_finds_no_connection_free_is_told_busy",),
        seconds=30,
    ),
    Mutation(
        "service_reads_tables",
        "The service's role runs named functions and touches no table.",
        "sql/setup/grants.sql",
        "    GRANT USAGE ON SCHEMA housing_api TO housing_service;\n",
        "    GRANT USAGE ON SCHEMA housing_api, housing TO housing_service;\n"
        "    GRANT SELECT ON ALL TABLES IN SCHEMA housing TO housing_service;\n",
        (
            "tests/privacy/test_doors.py::test_the_service_role_can_execute_functions_and_nothing_else",
        ),
    ),
    Mutation(
        "migration_checksum_ignored",
        "A migration that changed since it was applied is refused.",
        "housing_service/store/migration_files.py",
        "        if by_name[name].checksum != checksum:\n",
        "        if False:\n",
        ("tests/store/test_migrate.py::test_a_past_that_disagrees_is_refused",),
    ),
    Mutation(
        "unchanged_functions_not_applied_again",
        "Functions are applied all together, because another release may have dropped any.",
        "housing_service/store/migrate.py",
        "    changed = functions if stored !="
        " {file.name: file.checksum for file in functions} else []\n",
        "    changed = [f for f in functions if stored.get(f.name) != f.checksum]\n",
        ("tests/store/test_migrate.py::test_changed_functions_are_replaced_together",),
    ),
    Mutation(
        "newer_database_used",
        "A database of a newer release is not touched.",
        "housing_service/store/migration_files.py",
        "            raise DatabaseNewer(\n",
        "            raise MigrationRefused(\n",
        ("tests/store/test_migrate.py::test_a_past_that_disagrees_is_refused",),
    ),
    Mutation(
        "embedded_port_open",
        "The embedded server listens on no network.",
        _OPTIONS,
        '    "listen_addresses": "",\n',
        '    "listen_addresses": "127.53.97.2",\n',
        (_START + "test_it_listens_on_no_network",),
    ),
    Mutation(
        "listening_server_used",
        "A server that listens on the network is not used.",
        "housing_service/store/embedded/server.py",
        "        if listen_addresses:\n",
        "        if False:\n",
        (_START + "test_a_listening_server_is_refused",),
    ),
    Mutation(
        "everybody_trusted_at_the_socket",
        "The kernel says who connects to the embedded server.",
        "housing_service/store/embedded/cluster.py",
        '    rules = "local all postgres,housing_service peer map=housing\\n"\n',
        '    rules = "local all all trust\\n"\n',
        (_START + "test_only_the_kernels_word_opens_the_socket",),
    ),
    Mutation(
        "forgetful_server_used",
        "A server that could forget a commit is refused.",
        "housing_service/store/embedded/durable.py",
        "        if value in enough:\n",
        "        if True:\n",
        (_START + "test_a_forgetful_setting_is_refused",),
    ),
    Mutation(
        "fsync_off",
        "The embedded server flushes each commit to disk.",
        _OPTIONS,
        '    "fsync": "on",\n',
        '    "fsync": "off",\n',
        (_START + "test_a_fresh_directory_gets_a_private_durable_database",),
    ),
    Mutation(
        "values_in_the_log",
        "The server's log carries no value of a row.",
        _OPTIONS,
        '    "log_error_verbosity": "terse",\n',
        '    "log_error_verbosity": "default",\n',
        (_START + "test_no_value_of_a_row_gets_into_the_log",),
    ),
    Mutation(
        "second_supervisor_allowed",
        "One process runs the database of a data directory.",
        "housing_service/store/embedded/directory_lock.py",
        "            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
        "",
        (
            "tests/store/test_embedded_supervision.py::"
            "test_a_second_supervisor_is_told_whom_to_ask_and_what_to_set",
        ),
        seconds=40,
    ),
)
