"""What the console asks a shelter to make ready, from what was ticked. `static/js/made_ready.js`
does the same.

A hold carries nothing of what a household needs but this closed list, and of it only what was
asked for in so many words: nobody's medicine or condition is guessed at.
"""

from collections.abc import Mapping
from typing import Final

Form = Mapping[str, str]

# What is made ready, and the needs that ask for it.
_FROM_NEEDS: Final = (
    ("crib", ("crib", "newborn")),
    ("step_free", ("step_free", "wheelchair")),
    ("language", ("interpreter",)),
    ("medicine_storage", ("medicine_storage", "insulin")),
    ("animal", ("service_animals",)),
)
# The language of this page, which needs nothing made ready.
_SPOKEN_HERE: Final = "languages.en"


def made_ready(form: Form) -> list[str]:
    """Codes of what must be made ready, in the order of the list."""
    found = {
        code for code, needs in _FROM_NEEDS if any(form.get(f"needs.{need}") for need in needs)
    }
    ticked = [name for name, text in form.items() if text]
    if any(name.startswith("pets.") for name in ticked):
        found.add("animal")
    if any(name.startswith("languages.") for name in ticked) and _SPOKEN_HERE not in ticked:
        found.add("language")
    return [code for code, _ in _FROM_NEEDS if code in found]
