"""What stands around every page: what a device may keep, and what a page hides."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_JS = "housing_service/web/static/js/"
_PAGES = "housing_service/web/pages/"
_OFFLINE = "tests/browser/test_offline.py::"
_FRAME = "tests/web/test_page_frame.py::"

FRAME = (
    Mutation(
        "device_keeps_confidential_programs",
        "The list kept on a device has no confidential program.",
        _JS + "kept_board.js",
        "if (pool.confidential !== false || pool.availability !== undefined) return null;",
        "",
        (_OFFLINE + "test_the_last_list_stands_in_and_holds_nothing",),
    ),
    Mutation(
        "confidential_counts_wait_on_the_device",
        "A count of a confidential program does not wait on a device.",
        _JS + "report_outbox.js",
        "  return pool.confidential === false && pool.availability === undefined;",
        "  return pool.confidential !== undefined;",
        (_OFFLINE + "test_a_confidential_shelter_keeps_nothing",),
    ),
    Mutation(
        "waiting_counts_overwrite_what_others_said",
        "A count that waited asks where the number has moved meanwhile.",
        _JS + "report_outbox.js",
        "const body = { report_id, based_on_version, observed_at, ...said };",
        "const body = { report_id, observed_at, ...said, based_on_version: 9e6 };",
        (_OFFLINE + "test_counts_wait_are_sent_once_and_asked_about",),
    ),
    Mutation(
        "back_shows_the_page_that_was_left",
        "Whoever left a page at once and comes back is asked before anything is shown.",
        _PAGES + "frame_view.py",
        'return "left.html" if request.cookies.get(LEFT) == "yes" else template',
        "return template",
        (_FRAME + "test_who_left_at_once_is_asked_before_anything_is_shown",),
    ),
    Mutation(
        "settings_lead_elsewhere",
        "A form of settings leads back to a page of this service and nowhere else.",
        _PAGES + "preferences.py",
        'if own and short else "/"',
        "if own or short else path",
        (
            _FRAME + "test_choices_are_kept_on_the_device_and_shown_at_once",
            "tests/web/test_languages.py::test_the_way_back_is_a_page_of_ours",
        ),
    ),
    Mutation(
        "slept_page_calls_itself_live",
        "A page that did not run for a while is not live until it has heard the service again.",
        _JS + "connection.js",
        "    if (!this.final) this.abandon();\n    this.judge();",
        "    this.judge();",
        (_OFFLINE + "test_what_slept_is_not_live_until_it_has_heard",),
    ),
)
