"""A household in bands, and how many units it needs."""

from __future__ import annotations

from dataclasses import dataclass

from housing_service.domain.vocabulary import Household

PEOPLE_MAX = 30


@dataclass(frozen=True, slots=True)
class Party:
    """Adults, children, and how many of the children are under two. Nothing else is known."""

    adults: int
    children: int
    infants: int = 0

    @property
    def people(self) -> int:
        return self.adults + self.children

    @property
    def household(self) -> Household:
        """The household kind programs say whom they serve by."""
        if self.adults == 0:
            return "youth_alone"
        if self.children:
            return "adult_with_children"
        return ("single_adult", "couple")[self.adults - 1] if self.adults <= 2 else "multi_adult"


def units_for_party(
    unit: str, people_per_unit: int | None, infants_need_unit: bool, party: Party
) -> int:
    """Units this household needs: the same rule as `housing.units_for_party` in the database,
    which decides; this one is for display and for choosing alternatives."""
    if unit == "crib":
        return max(1, party.infants)
    if unit == "bed":
        return max(1, party.people - (0 if infants_need_unit else party.infants))
    if people_per_unit is None:
        return 1
    return max(1, -(-party.people // people_per_unit))
