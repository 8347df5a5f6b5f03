"""Write docs/vocabulary.md from the eligibility vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from housing_service.domain.eligibility.vocabulary import (
    GROUPS,
    HOPED_NOT,
    LANGUAGES,
    MAY_BE_EMPTY,
    VERSION,
    Attribute,
    vocabulary,
)

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "vocabulary.md"
# How the page calls each group.
GROUP_NAMES = {
    "household": "Household",
    "access": "Access, languages, animals",
    "health": "Health and substance use",
    "safety": "Safety, and for whom",
    "entry": "Coming in",
    "stay": "The stay",
    "support": "Support",
}
_HEAD = """\
# Vocabulary

What a program can say about whom it takes: {count} attributes in version {version}. This page is
written by `ops/write_vocabulary.py` (`make contract`) from the data in
`housing_service/domain/eligibility/`, which holds every text in {languages}.
Other programs read them from `GET /v1/vocabulary?language=en`; what a pool has answered is at
`GET /v1/pools/{{id}}/eligibility`.

| kind | an answer is | in JSON |
|---|---|---|
| answer | yes or no | `"yes"` |
| choice | one of the values | `"later"` |
| set | one or more of the values; an empty one only where the table says so | `["en", "es"]` |
| number | a whole number within the bounds | `12` |
| range | `min`, `max` or both, within the bounds | `{{"min": 18}}` |
| hours | spans of days and times, which may run past midnight | \
`[{{"days": ["sat"], "from": "20:00", "until": "06:00"}}]` |

- Every attribute may be answered with `"ask"`: call, it depends. One that is left out, or null, is
  not stated. Neither hides a program; both sort below a yes and say that a call is needed.
- The one exception: somebody young without an adult is only sent where `unaccompanied_minors` or
  `households` says yes.
- Every attribute of the kind answer can be named in a search's `needs`. Left out are those where
  no is what people hope for: {hoped_not}.
- `households` and `people_max` are kept with the pool itself, where the rules of holds look at
  them.
- A confidential program's answers are read by its own staff alone. For everybody else it is to be
  asked, whatever it has answered.
- The version rises when an attribute or a value comes, goes or means something else. A pool keeps
  the version it was answered in; what a later one dropped reads as not stated.
- Attributes of a person (age, name, papers) are not here: no person is described anywhere.

A dash stands where HSDS 3.1 or HMIS has no place for it.
"""


def document() -> str:
    """The whole page, ending with a line break."""
    hoped_not = " and ".join(f"`{code}`" for code in sorted(HOPED_NOT))
    head = _HEAD.format(
        count=len(vocabulary()),
        version=VERSION,
        languages=f"{', '.join(LANGUAGES[:-1])} and {LANGUAGES[-1]}",
        hoped_not=hoped_not,
    )
    return head + "".join(_section(group) for group in GROUPS)


def _section(group: str) -> str:
    attributes = [item for item in vocabulary().values() if item.group == group]
    lines = [
        f"\n## {GROUP_NAMES[group]}\n",
        "| code | kind | question to staff | values | HSDS | HMIS |",
        "|---|---|---|---|---|---|",
        *(_row(item) for item in attributes),
    ]
    return "\n".join(lines) + "\n"


def _row(item: Attribute) -> str:
    cells = (
        f"`{item.code}`",
        item.kind,
        item.question["en"].replace("|", "\\|"),
        ", ".join(_values(item)),
        item.hsds or "-",
        item.hmis or "-",
    )
    return f"| {' | '.join(cells)} |"


def _values(item: Attribute) -> Iterator[str]:
    match item.kind:
        case "answer":
            yield "yes, no"
        case "choice" | "set":
            yield from (f"`{code}`" for code in item.values)
            if item.code in MAY_BE_EMPTY:
                yield "or none"
        case "number" | "range":
            yield f"{item.least} to {item.most} {item.unit}"
        case "hours":
            yield "days and times of a week"


def main() -> None:
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
