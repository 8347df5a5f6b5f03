"""Languages: who reads which, and that nothing is said past the catalogues."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_PROBLEMS = "tests/web/test_problem_words.py::"
_LANGUAGES = "tests/web/test_languages.py::"

LANGUAGES = (
    Mutation(
        "programs_read_the_first_language",
        "A program that names no language reads English, whatever the pages speak first.",
        "housing_service/web/language/choosing.py",
        'return offered[0] if offered and "Authorization" not in request.headers else BASE',
        "return offered[0] if offered else BASE",
        (_PROBLEMS + "test_programs_read_english_unless_they_ask_for_more",),
    ),
    Mutation(
        "parts_stay_english",
        "Each part of a refused set is said in the language of who reads it.",
        "housing_service/web/language/problems.py",
        '    if "parts" in told:\n',
        '    if "parts" not in told:\n',
        (_PROBLEMS + "test_each_part_of_a_set_is_said_in_the_language",),
    ),
    Mutation(
        "an_occasion_is_overwritten",
        "What was said for one occasion only is said as it is.",
        "housing_service/web/language/problems.py",
        'told.get("detail") == problem.detail:',
        'told.get("detail"):',
        (_PROBLEMS + "test_a_sentence_for_one_occasion_stays",),
    ),
    Mutation(
        "french_marks_break_off",
        "In French a mark never starts a line.",
        "housing_service/web/language/catalogue.py",
        'set_in_type(file.read_text(encoding="utf-8"), language)',
        'file.read_text(encoding="utf-8")',
        (_LANGUAGES + "test_french_marks_never_start_a_line",),
    ),
    Mutation(
        "choices_stay_in_one_language",
        "What can be chosen about needs is said in the language of the page.",
        "housing_service/web/pages/need_choices.py",
        "said = own_words(words)",
        'said = words["en"]',
        ("tests/web/test_made_up_language.py::test_needs_are_named_in_the_language_of_the_page",),
    ),
)
