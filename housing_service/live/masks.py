"""Sets of pools as whole numbers, one bit a pool, so that many are judged in a few operations.

An index gives each pool a slot and keeps, for each key, which pools have which value. Asking about
ten thousand pools then costs a few operations on numbers of ten thousand bits for each value that
occurs, however many pools have it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

_BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def slots_in(mask: int) -> Iterator[int]:
    """The slots of a set, lowest first."""
    data = mask.to_bytes((mask.bit_length() + 7) // 8, "little")
    for at, byte in enumerate(data):
        if byte:
            for bit in _BITS[byte]:
                yield at * 8 + bit


def mask_of(slots: Iterable[int], slots_max: int) -> int:
    data = bytearray(slots_max // 8 + 1)
    for slot in slots:
        data[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(data, "little")


class Masks:
    """For one key: which pools have which value."""

    __slots__ = ("_by_value",)

    def __init__(self) -> None:
        self._by_value: dict[Hashable, int] = {}

    def replace(self, slot: int, before: Hashable, after: Hashable) -> None:
        """Move a pool from one value to another; `before` must be what it has."""
        if before == after:
            return
        bit = 1 << slot
        left = self._by_value[before] ^ bit
        if left:
            self._by_value[before] = left
        else:
            del self._by_value[before]
        self.add(slot, after)

    def add(self, slot: int, value: Hashable) -> None:
        self._by_value[value] = self._by_value.get(value, 0) | 1 << slot

    def fill(self, slots_by_value: Mapping[Hashable, Iterable[int]], slots_max: int) -> None:
        """Take many pools at once, in time proportional to them."""
        for value, slots in slots_by_value.items():
            self._by_value[value] = self._by_value.get(value, 0) | mask_of(slots, slots_max)

    def having(self, value: Hashable) -> int:
        return self._by_value.get(value, 0)

    def any_of(self, values: Iterable[Hashable]) -> int:
        found = 0
        for value in values:
            found |= self._by_value.get(value, 0)
        return found

    def at_least(self, least: int) -> int:
        """The pools whose value is a number and not below `least`."""
        found = 0
        for value, mask in self._by_value.items():
            if isinstance(value, int) and value >= least:
                found |= mask
        return found

    def items(self) -> Iterable[tuple[Hashable, int]]:
        return self._by_value.items()
