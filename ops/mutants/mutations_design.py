"""The design system: whole style sheets, colours that can be told apart, folders that say all."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_SHEETS = "tests/web/test_stylesheets.py::"
_THEMES = "tests/web/test_themes.py::"
_COMPONENTS = "tests/web/test_components.py::"
_MADE = "housing_service/web/stylesheets.py"

DESIGN = (
    Mutation(
        "page_before_components",
        "A page's own rules come after those of the elements it places.",
        _MADE,
        "*(sources[name] for name in sorted(used)), *own))",
        "*own, *(sources[name] for name in sorted(used))))",
        (_SHEETS + "test_a_page_has_one_whole_sheet_in_the_order_of_the_cascade",),
    ),
    Mutation(
        "chosen_components_ignored",
        "A page that names components gets those and no others.",
        _MADE,
        'used = [name for name in parts if name.startswith("components/")] or all_of_them',
        "used = all_of_them",
        (_SHEETS + "test_a_page_gets_the_components_that_it_imports_or_all",),
    ),
    Mutation(
        "component_forgotten",
        "No page leaves out an element that its template shows.",
        "housing_service/web/static/css/few_elements.css",
        '@import "../components/refusal/refusal.css";\n',
        "",
        (_SHEETS + "test_a_page_that_chooses_its_elements_forgets_none",),
    ),
    Mutation(
        "quiet_text_too_faint",
        "Text can be read on every ground that it stands on, in every theme.",
        "housing_service/web/static/css/themes/low_light.css",
        "--ink-soft: #ada292;",
        "--ink-soft: #7d7466;",
        (_THEMES + "test_what_is_written_can_be_read",),
    ),
    Mutation(
        "red_for_a_notice",
        "Nothing is red.",
        "housing_service/web/static/css/themes/light.css",
        "--notice: #6f4a00;",
        "--notice: #8a1c1c;",
        (_THEMES + "test_no_colour_is_red",),
    ),
    Mutation(
        "left_instead_of_start",
        "A style sheet knows start and end, so that pages can be mirrored.",
        "housing_service/web/components/hold_card/hold_card.css",
        "border-inline-start: 5px solid var(--accent);",
        "border-left: 5px solid var(--accent);",
        (_SHEETS + "test_a_sheet_knows_no_left_and_right",),
    ),
)
