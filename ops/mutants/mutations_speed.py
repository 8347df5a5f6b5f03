"""What makes the pages quick, and what must stay true meanwhile."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_TRAVELS = "tests/web/test_what_travels.py::"
_LIST = "tests/live/test_packed_list.py::"

SPEED = (
    Mutation(
        "csrf_token_as_it_is",
        "A compressed page carries its token differently each time.",
        "housing_service/web/csrf.py",
        "    mask = secrets.token_bytes(len(plain))\n",
        "    mask = bytes(len(plain))\n",
        (_TRAVELS + "test_a_token_is_masked_anew_and_known_again",),
    ),
    Mutation(
        "csrf_token_half_compared",
        "Only the session's own token is taken, however it is masked.",
        "housing_service/web/csrf.py",
        'given.encode(errors="surrogateescape"), token.encode()',
        'given[1:].encode(errors="surrogateescape"), token[1:].encode()',
        (_TRAVELS + "test_a_token_is_masked_anew_and_known_again",),
    ),
    Mutation(
        "modules_in_any_order",
        "What a module imports is there before it.",
        "housing_service/web/bundles.py",
        "    for other in imported(path, sources[path]):\n"
        "        _put_in_order(other, sources, order, (*above, path))\n"
        "    order.append(path)\n",
        "    order.append(path)\n"
        "    for other in imported(path, sources[path]):\n"
        "        _put_in_order(other, sources, order, (*above, path))\n",
        (_TRAVELS + "test_modules_of_a_page_are_one_file_in_the_order_of_their_imports",),
    ),
    Mutation(
        "packed_for_everybody",
        "Only a console that asks for it is sent a binary frame.",
        "housing_service/web/live_socket.py",
        "            connection.takes_packed = subscribe.packed\n",
        "            connection.takes_packed = True\n",
        (_LIST + "test_the_same_list_packed_and_plain",),
    ),
    Mutation(
        "packed_without_bound",
        "Few lists are packed at once; others go plain.",
        "housing_service/live/packing.py",
        " or self._under_way >= AT_ONCE_MAX",
        "",
        (_TRAVELS + "test_a_packed_list_reads_as_it_was_and_few_are_packed_at_once",),
    ),
)
