"""What a shelter is asked on its page: the count it builds on, and who may answer."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_PAGES = "tests/web/test_request_pages.py::"

ASKS = (
    Mutation(
        "more_forgets_what_is_kept",
        "What more must be counted includes what is kept for others.",
        "housing_service/web/pages/request_view.py",
        'missing = int(ask["units"]) + held - int(free)',
        'missing = int(ask["units"]) - int(free)',
        (_PAGES + "test_what_is_missing_is_what_more_must_be_counted",),
    ),
    Mutation(
        "more_builds_on_any_count",
        "One more than a count that has changed since is not counted.",
        "housing_service/web/pages/asks.py",
        '{"report_id": report_id, "based_on_version": version, "delta": delta},',
        '{"report_id": report_id, "delta": delta},',
        (_PAGES + "test_one_more_is_counted_once_and_kept",),
    ),
    Mutation(
        "more_is_kept_without_a_count",
        "We have one more: it is counted before it is kept.",
        "housing_service/web/pages/asks.py",
        "            await _count_more(request, form)\n",
        "            pass\n",
        (_PAGES + "test_one_more_is_counted_once_and_kept",),
    ),
)
