"""The household a responder looks for a bed for: read from a form, and how many beds or rooms it
takes of a pool.

The numbers live only as long as one request. Whether a program fits is judged by the service's
search, and whether a hold is possible when it is asked for.
"""

from collections.abc import Mapping
from typing import Any

from housing_service.domain.party import PEOPLE_MAX, Party, units_for_party


def party_from(form: Mapping[str, Any]) -> Party:
    """Reads the three numbers of a form; what is missing, silly or too large is put right."""

    def number(name: str, otherwise: int, most: int) -> int:
        text = str(form.get(name, "")).strip()
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else otherwise
        return min(value, most)

    adults = number("adults", 1, PEOPLE_MAX)
    children = number("children", 0, PEOPLE_MAX - adults)
    infants = number("infants", 0, children)
    return Party(adults if adults + children else 1, children, infants)


def as_wire(party: Party) -> dict[str, int]:
    """The party as a request carries it."""
    return {"adults": party.adults, "children": party.children, "infants": party.infants}


def units_needed(pool: Mapping[str, Any], party: Party) -> int:
    """Units of this pool the household takes, by the database's rule."""
    infants_need_unit = (pool.get("eligibility") or {}).get("infants_need_unit", True)
    return units_for_party(str(pool["unit"]), pool.get("people_per_unit"), infants_need_unit, party)
