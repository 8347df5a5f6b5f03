"""Whom a program takes: what is not said hides nothing, and what is confidential tells nothing."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_TABLE = "tests/fit/test_fit_rules.py::"
_SIGHT = "tests/fit/test_fit_sight.py::"
_MATCHING = "tests/fit/test_matching.py::"
_ANSWERS = "tests/fit/test_eligibility.py::"
_RULES = "housing_service/domain/eligibility/rules.py"
_FILTERS = "housing_service/domain/filters.py"
_MATCH = "housing_service/live/matching.py"
_INDEX = "housing_service/live/pool_index.py"
_SQL = "sql/functions/530_eligibility.sql"

FIT = (
    Mutation(
        "unstated_hides_a_pool",
        "A program that has not said something is asked, and not left out.",
        _RULES,
        "        return table.get(values[0], Fit.ASK)\n",
        "        return table.get(values[0], Fit.DOES_NOT_FIT if values[0] is None else Fit.ASK)\n",
        (_TABLE + "test_what_is_not_stated_never_rules_out",),
    ),
    Mutation(
        "ask_hides_a_pool",
        "A program that has answered with ask is asked, and not left out.",
        _RULES,
        "        return table.get(values[0], Fit.ASK)\n",
        "        return table.get(values[0], Fit.DOES_NOT_FIT if values[0] == ASK else Fit.ASK)\n",
        (_TABLE + "test_ask_never_rules_out",),
    ),
    Mutation(
        "young_person_sent_where_nobody_said_yes",
        "Somebody young without an adult is sent only where they have said yes.",
        _RULES,
        '    return _when(not _open_question(served) and "youth_alone" in served)\n',
        '    return _when(_open_question(served) or "youth_alone" in served)\n',
        (_TABLE + "test_somebody_young_alone_is_sent_only_where_they_said_yes",),
    ),
    Mutation(
        "young_person_matched_with_a_confidential_program",
        "What a confidential program would say of a young person is not taken for a yes.",
        "housing_service/domain/eligibility/judge.py",
        "        if party is not None and party.adults == 0:\n"
        "            return Fit.DOES_NOT_FIT\n",
        "",
        (_TABLE + "test_somebody_young_alone_is_sent_only_where_they_said_yes",),
    ),
    Mutation(
        "console_judges_a_confidential_program",
        "A console's filter judges a confidential program by nothing it has answered.",
        _FILTERS,
        '        if facets.confidential and projection == "outsider":\n'
        "            return self.judge.fit_unseen\n",
        "",
        (_SIGHT + "test_outsiders_learn_nothing_of_a_confidential_programs_fit",),
    ),
    Mutation(
        "console_is_told_why_a_confidential_program",
        "A console is told nothing about a confidential program's fit but to ask.",
        _FILTERS,
        '    if facets.confidential and projection == "outsider":\n'
        "        fit = wanted.judge.fit_unseen\n",
        "    if False:\n        fit = wanted.judge.fit_unseen\n",
        (_SIGHT + "test_outsiders_learn_nothing_of_a_confidential_programs_fit",),
    ),
    Mutation(
        "search_judges_a_confidential_program",
        "A search finds and judges a confidential program as outsiders see it.",
        _MATCH,
        '        return index.few["confidential"].having(False) | own\n',
        "        return index.everything\n",
        (_SIGHT + "test_outsiders_learn_nothing_of_a_confidential_programs_fit",),
    ),
    Mutation(
        "confidential_program_fits_unasked",
        "A confidential program is to be asked, and is never said to fit.",
        _MATCH,
        "            by_fit[wanted.judge.fit_unseen] = asked\n",
        "            by_fit[Fit.FITS] = asked\n",
        (_SIGHT + "test_outsiders_learn_nothing_of_a_confidential_programs_fit",),
    ),
    Mutation(
        "outsiders_read_whom_it_takes",
        "Outsiders read nothing of whom a confidential program takes.",
        "sql/functions/130_pool_views.sql",
        '        \'eligibility\', \'{"households": null, "party_people_max": null,\n'
        '                         "infants_need_unit": true, "version": 0}\'::jsonb,\n',
        "        'eligibility', jsonb_build_object('households', to_jsonb(p.households_served),"
        " 'party_people_max', p.party_people_max, 'infants_need_unit', true, 'version', 1),\n",
        (_ANSWERS + "test_a_confidential_programs_answers_are_its_own",),
    ),
    Mutation(
        "answers_read_from_outside",
        "The answers of a confidential program are read by its own staff alone.",
        _SQL,
        "     WHERE p.id = p_pool_id AND housing.is_insider(g, c.role, c.organization_id)\n",
        "     WHERE p.id = p_pool_id\n",
        (_ANSWERS + "test_a_confidential_programs_answers_are_its_own",),
    ),
    Mutation(
        "operator_answers_for_a_confidential_program",
        "The operator can't answer for a confidential program and learn what it has answered.",
        _SQL,
        "        code := 'not_allowed';\n",
        "        NULL;\n",
        (_ANSWERS + "test_a_confidential_programs_answers_are_its_own",),
    ),
    Mutation(
        "old_answers_overwrite_new_ones",
        "Who answers from an old page does not undo what somebody has answered since.",
        _SQL,
        "        IF NOT same AND coalesce(e.version, 0) <> p_based_on THEN\n",
        "        IF false THEN\n",
        (_ANSWERS + "test_two_people_who_answer_at_once_do_not_undo_each_other",),
    ),
    Mutation(
        "search_shows_what_is_never_to_be_asked",
        "A search shows no pool that is never to be asked.",
        _MATCH,
        "    return asked & ~index.of_ids(wanted.not_pool_ids)\n",
        "    return asked\n",
        (_SIGHT + "test_what_is_never_to_be_asked_is_not_found",),
    ),
    Mutation(
        "console_shows_what_is_never_to_be_asked",
        "A console shows no pool that is never to be asked.",
        _FILTERS,
        "            and facets.pool_id not in self.not_pool_ids\n",
        "",
        (_SIGHT + "test_what_is_never_to_be_asked_is_not_found",),
    ),
    Mutation(
        "index_forgets_changed_answers",
        "A changed answer counts at the next search.",
        _INDEX,
        "now.facts is not None and before.facts != now.facts:\n",
        "now.facts is None and before.facts != now.facts:\n",
        (_SIGHT + "test_a_changed_answer_counts_at_once",),
    ),
    Mutation(
        "search_leaves_the_regions_asked_for",
        "A search stays within the regions that are left to go to.",
        _MATCH,
        '        ("region", wanted.regions),\n',
        '        ("region", None),\n',
        (_SIGHT + "test_only_the_regions_asked_for",),
    ),
    Mutation(
        "obstacle_that_would_open_nothing",
        "What stands in the way is only what alone does.",
        _MATCH,
        "            by_one = asked & ruled_out & ~ruled_out_twice\n",
        "            by_one = asked & ruled_out\n",
        (_MATCHING + "test_an_obstacle_names_what_alone_stands_in_the_way",),
    ),
    Mutation(
        "unasked_questions_counted",
        "What a program has not said counts as open only where somebody needs it.",
        _RULES,
        "    return Rule(code, (code,), lambda case: code in case.situation.needs,"
        " _by_table(table))\n",
        "    return Rule(code, (code,), lambda case: True, _by_table(table))\n",
        (_TABLE + "test_what_nobody_asked_for_is_no_open_question",),
    ),
    Mutation(
        "open_questions_do_not_rank",
        "Where a call is needed, fewer open questions come first.",
        _MATCH,
        "            self.by_questions = [everything & ~once, once & ~twice, twice & ~thrice,"
        " thrice]\n",
        "            self.by_questions = [everything & ~once, once, 0, 0]\n",
        (_SIGHT + "test_fewer_open_questions_come_first",),
    ),
    Mutation(
        "unknown_answers_break_the_board",
        "Stored answers of another version of the vocabulary read as not stated.",
        "housing_service/domain/eligibility/answers.py",
        "            except ValueError:\n                continue\n",
        "            except ValueError:\n                read[code] = value\n",
        (_TABLE + "test_stored_answers_of_another_vocabulary_read_as_not_stated",),
    ),
)
