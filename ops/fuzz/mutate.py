"""Spoils valid examples: small random damage, and now and then something monstrous."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence

LONG = 100_000
# What parsers trip over, one by one.
DIRT: tuple[bytes, ...] = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc0\xaf", b"\xed\xa0\x80", b"\r", b"\n",
    b'"', b"\\", b",", b";", b"\t", b"'", b"{", b"}", b"[", b"]", b":", b"%00", b"%", b"%ff", b"..",
    b"\\ud800", b"\\udfff\\ud800", b"\\u0000", "\u202e".encode(), "\u2066x\u2069".encode(),
    "\u200b".encode(), "e\u0301".encode(), "\ufdd0".encode(), "١٢٣".encode(), "１".encode(),
    b"NaN", b"-Infinity", b"Infinity", b"1e999", b"-0", b"0x10", b"1_000", b"1e3", b"null",
    b"true", b"9223372036854775808", b"-9223372036854775809", b"0.1", b"9" * 400,
    b"2026-02-30", b"0000-00-00", b"9999-12-31T23:59:60Z", b"+99:99", b"1e9999999", b"''", b"{}",
    b"urn:uuid:", b"=", b"==", b"-_", b"+/", b"&", b"charset=utf-7", b"__proto__", b"$ref",
)  # fmt: skip
Example = bytes
_Mutation = Callable[[bytes, random.Random, Sequence[Example]], bytes]


def spoil(example: bytes, rng: random.Random, others: Sequence[Example]) -> bytes:
    """The example after one to four mutations; one input in three hundred is monstrous."""
    if rng.random() < 1 / 300:
        return rng.choice(_MONSTROUS)(example, rng, others)
    spoilt = example
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        spoilt = rng.choice(_SMALL)(spoilt, rng, others)
    return spoilt


def _flip(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    if not data:
        return b"\x80"
    at = rng.randrange(len(data))
    return data[:at] + bytes((data[at] ^ (1 << rng.randrange(8)),)) + data[at + 1 :]


def _dirt(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(DIRT) + data[at + rng.choice((0, 0, 1, 3)) :]


def _cut(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    start = rng.randint(0, len(data))
    return data[:start] + data[start + rng.randint(1, 12) :]


def _truncate(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    return data[: rng.randint(0, len(data))]


def _repeat(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    start = rng.randint(0, len(data))
    piece = data[start : start + rng.randint(1, 40)]
    return data[:start] + piece * rng.randint(2, 5) + data[start + len(piece) :]


def _splice(data: bytes, rng: random.Random, others: Sequence[Example]) -> bytes:
    other = rng.choice(others)
    return data[: rng.randint(0, len(data))] + other[rng.randint(0, len(other)) :]


def _number(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    """Another number where the first digits from some place on stand."""
    start = rng.randint(0, len(data))
    while start < len(data) and not data[start : start + 1].isdigit():
        start += 1
    end = start
    while end < len(data) and data[end : end + 1].isdigit():
        end += 1
    other = rng.choice((b"-1", b"0", b"1.5", b"99999999999", b"1e400", b'"1"', b"1" * 30, b"NaN"))
    return data[:start] + other + data[end:]


def _value(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    """JSON with one field of another type, renamed, missing, or given twice with two values."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return _dirt(data, rng, ())
    if not isinstance(whole, dict) or not whole:
        return _dirt(data, rng, ())
    name = rng.choice(list(whole))
    other: object = rng.choice(
        (None, True, 0, -1, 1.5, 10**30, "", "x", [], {}, [None], {"": {}}, "\ud800", "\x00", [[]])
    )
    way = rng.randrange(4)
    if way == 0:
        return json.dumps({**whole, name: other}).encode()
    if way == 1:
        return json.dumps({**whole, name + "\u202e": other}).encode()
    if way == 2:
        return json.dumps({key: value for key, value in whole.items() if key != name}).encode()
    twice = json.dumps({name: other})[1:-1]
    return json.dumps(whole)[:-1].encode() + b", " + twice.encode() + b"}"


def _deep(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    opened, closed = rng.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b'"', b'"')))
    depth = rng.choice((1_000, 1_100, LONG))
    return opened * depth + (data + closed * depth if rng.random() < 0.5 else b"")


def _long(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    at = rng.randint(0, len(data))
    dirt = rng.choice(DIRT)
    # No reader is given more: bodies end at 64 KiB, records of a file at 64 Ki characters.
    return data[:at] + dirt * (LONG // len(dirt)) + data[at:]


def _digits(data: bytes, rng: random.Random, _: Sequence[Example]) -> bytes:
    return _number(data, rng, ()).replace(b"1", b"1" * 5_000, 1)


_SMALL: tuple[_Mutation, ...] = (
    _flip, _flip, _dirt, _dirt, _dirt, _cut, _truncate, _repeat, _splice, _number, _value, _value,
)  # fmt: skip
_MONSTROUS: tuple[_Mutation, ...] = (_deep, _long, _digits)
