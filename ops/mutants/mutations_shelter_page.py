"""The shelter's page: a count that sends itself, what others see of a house, and the wall."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_JOURNEYS = "tests/browser/test_shelter_journeys.py::"
_SETTINGS = "tests/web/test_shelter_settings.py::"
_REPORTS = "housing_service/web/static/js/count_reports.js"
_TAPS = (_JOURNEYS + "test_taps_save_themselves_as_one_report_and_can_be_undone",)

SHELTER_PAGE = (
    Mutation(
        "tapped_and_gone_is_lost",
        "What was tapped is sent though the page goes away before its moment has come.",
        _REPORTS,
        "for (const { card } of [...this.soon.values()]) this.sendDraft(card);",
        "",
        _TAPS,
    ),
    Mutation(
        "undo_builds_on_any_count",
        "The number before is put back only on the count that was said, else it is asked.",
        _REPORTS,
        "based_on_version: saved.version, ...saved.before",
        "based_on_version: pool.counts_version ?? 0, ...saved.before",
        _TAPS,
    ),
    Mutation(
        "each_tap_is_a_report",
        "Several taps are one report.",
        _REPORTS,
        "const SEND_AFTER_MS = 1200;",
        "const SEND_AFTER_MS = 0;",
        _TAPS,
    ),
    Mutation(
        "anybody_checks_the_preview",
        "What outsiders see is checked by the house's own staff; of nothing else does it tell.",
        "sql/functions/605_outsider_preview.sql",
        " AND c.organization_id = g.organization_id",
        "",
        (_SETTINGS + "test_staff_read_the_very_object_that_outsiders_are_sent",),
    ),
    Mutation(
        "settings_of_any_shelter",
        "How a place is offered is read and said by its own staff alone.",
        "housing_service/web/pages/shelter_settings.py",
        '    if pool.get("organization_id") != str(identity.organization_id):',
        "    if False:",
        (_SETTINGS + "test_what_staff_choose_counts_and_others_can_not",),
    ),
    Mutation(
        "a_wall_shows_the_house",
        "No confidential program is ever on a wall.",
        "housing_service/web/pages/shelter_wall.py",
        'pool.get("confidential") is False and',
        "",
        (_SETTINGS + "test_a_wall_shows_counts_alone_and_nothing_confidential",),
    ),
)
