"""Every way we know to break the rules of a websocket, and what must come of each."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from ops.fuzz.mutate import spoil
from ops.fuzz.ws_bytes import BINARY, CLOSE, CONTINUATION, PING, TEXT, frame

SUBSCRIBE = b'{"type": "subscribe", "filter": {"kinds": ["emergency_shelter"]}}'
_PROTOCOL = frozenset({1002})
_BAD = frozenset({4500})
_OURS = frozenset({1002, 1007, 1009, 4500, 4501, 4504, 4505, 4506})


@dataclass(frozen=True, slots=True)
class Attack:
    """Bytes after the handshake. `end`: the service must close ("closed", with one of `codes` if
    it says one), must go on and answer ("served": a snapshot; "ponged"), or may do either. `slow`
    sends byte by byte, with `handshake` false nothing but `pieces` is ever sent."""

    name: str
    pieces: list[bytes] = field(default_factory=list)
    end: Literal["closed", "served", "ponged", "either"] = "closed"
    codes: frozenset[int] = _OURS
    slow: bool = False
    handshake: bool = True
    signed_in: bool = True


# Each is given the dice, also those that need none.
_Maker = Callable[[random.Random], Attack]


def _opcode(rng: random.Random) -> Attack:
    opcode = rng.choice((3, 4, 5, 6, 7, 11, 12, 13, 14, 15))
    return Attack("opcode nobody knows", [frame(opcode, b"x")], codes=_PROTOCOL)


def _reserved(rng: random.Random) -> Attack:
    return Attack(
        "reserved bits", [frame(TEXT, SUBSCRIBE, reserved=rng.randint(1, 7))], codes=_PROTOCOL
    )


def _unmasked(_: random.Random) -> Attack:
    # The library takes unmasked frames; masking protects proxies, not the service.
    return Attack("unmasked", [frame(TEXT, SUBSCRIBE, mask=None)], end="either")


def _wrong_mask(rng: random.Random) -> Attack:
    whole = bytearray(frame(TEXT, SUBSCRIBE))
    whole[rng.randint(2, 5)] ^= rng.randint(128, 255)
    return Attack("wrong mask", [bytes(whole)], codes=frozenset({1007, 4500}))


def _endless_fragments(_: random.Random) -> Attack:
    pieces = [frame(TEXT, b"{", fin=False)]
    pieces += [frame(CONTINUATION, b" " * 4096, fin=False) for _ in range(20)]
    return Attack("fragments without end", pieces, codes=frozenset({1009}))


def _open_fragment(rng: random.Random) -> Attack:
    pieces = [frame(TEXT, b"{", fin=False)]
    pieces += [frame(CONTINUATION, b"", fin=False) for _ in range(rng.randint(1, 50))]
    return Attack("fragment left open", [*pieces, frame(PING, b"here")], end="ponged")


def _interleaved(rng: random.Random) -> Attack:
    cut = rng.randint(1, len(SUBSCRIBE) - 1)
    pieces = [frame(TEXT, SUBSCRIBE[:cut], fin=False), frame(PING, b"between"),
              frame(CONTINUATION, SUBSCRIBE[cut:])]  # fmt: skip
    return Attack("control frame between fragments", pieces, end="served")


def _long_control(rng: random.Random) -> Attack:
    opcode = rng.choice((PING, CLOSE, 10))
    return Attack("control frame too long", [frame(opcode, b"x" * rng.randint(126, 400))],
                  codes=_PROTOCOL)  # fmt: skip


def _huge(rng: random.Random) -> Attack:
    declared = rng.choice((1 << 17, 1 << 31, 1 << 40, (1 << 63) - 1, (1 << 64) - 1))
    opcode = rng.choice((TEXT, BINARY))
    return Attack("huge declared length", [frame(opcode, b"x", declared=declared)],
                  codes=frozenset({1002, 1009}))  # fmt: skip


def _utf8(rng: random.Random) -> Attack:
    bad = rng.choice((b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82"))
    return Attack("not UTF-8", [frame(TEXT, b'{"type": "' + bad + b'"}')], codes=frozenset({1007}))


def _close_code(rng: random.Random) -> Attack:
    code = rng.choice((0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999))
    payload = rng.choice((struct.pack(">H", code), b"\x03", struct.pack(">H", 1000) + b"\xff\xfe"))
    # The library takes 1006 from a client and closes in the ordinary way.
    return Attack("bad close code", [frame(CLOSE, payload)], codes=frozenset({1000, 1002, 1007}))


def _order(rng: random.Random) -> Attack:
    pieces = rng.choice((
        [frame(CONTINUATION, b"x")],
        [frame(TEXT, b"{", fin=False), frame(TEXT, SUBSCRIBE)],
        [frame(rng.choice((PING, CLOSE)), b"", fin=False)],
    ))  # fmt: skip
    return Attack("frames out of order", pieces, codes=_PROTOCOL)


def _pings(_: random.Random) -> Attack:
    pieces = [b"".join(frame(PING, b"%d" % at) for at in range(100))]
    return Attack("flood of pings", [*pieces, frame(PING, b"here")], end="ponged")


def _not_json(rng: random.Random) -> Attack:
    text = rng.choice((b"", b"{", b"hello", b"\x00", b"[1]", b"null", b"NaN", b'"subscribe"',
                       b"[" * 5_000, b'{"a":' * 3_000, b"1" * 9_000))  # fmt: skip
    return Attack("text that is no message", [frame(TEXT, text)], codes=_BAD)


def _wrong_shape(rng: random.Random) -> Attack:
    shape = rng.choice((
        {"type": "subscribe", "filter": []}, {"type": "subscribe", "filter": {"kinds": ["castle"]}},
        {"type": "subscribe", "resume": 7}, {"type": "subscribe", "more": 1},
        {"type": "subscribe", "filter": {"household": {"adults": 0}}},
        {"type": "subscribe", "filter": {"pool_ids": ["x"] * 500}}, {"type": None}, {},
        {"type": "tick"}, {"type": ["subscribe"]}, {"type": "Subscribe"},
    ))  # fmt: skip
    return Attack("message of the wrong shape", [frame(TEXT, json.dumps(shape).encode())],
                  codes=frozenset({4500, 4505}))  # fmt: skip


def _storm(_: random.Random) -> Attack:
    return Attack("storm of subscribes", [frame(TEXT, SUBSCRIBE)] * 60, codes=frozenset({4506}))


def _binary(rng: random.Random) -> Attack:
    return Attack("binary frame", [frame(BINARY, rng.randbytes(rng.randint(0, 300)))], codes=_BAD)


def _too_large(rng: random.Random) -> Attack:
    size = rng.choice((17_000, 40_000, 70_000))
    text = b'{"type": "' + b"x" * size + b'"}'
    return Attack("message too large", [frame(TEXT, text)], codes=frozenset({1009, 4504}))


def _garbage(rng: random.Random) -> Attack:
    return Attack("garbage", [rng.randbytes(rng.randint(1, 400))], end="either")


def _spoilt(rng: random.Random) -> Attack:
    right = frame(TEXT, SUBSCRIBE)
    return Attack("spoilt frame", [spoil(right, rng, (right, frame(PING, b"x")))[:8192]],
                  end="either")  # fmt: skip


def _stranger(rng: random.Random) -> Attack:
    text = rng.choice((b'{"type": "authenticate", "token": "hs_wrong"}', SUBSCRIBE, b"{", b"[]",
                       b'{"type": "authenticate", "token": "\\u0000"}',
                       b'{"type": "authenticate", "token": 7}'))  # fmt: skip
    return Attack("nobody's message", [frame(TEXT, text)], codes=frozenset({4500, 4501}),
                  signed_in=False)  # fmt: skip


def _half_handshake(rng: random.Random) -> Attack:
    whole = b"GET /v1/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upg"
    return Attack("half a handshake", [whole[: rng.randint(1, len(whole))]], end="either",
                  handshake=False)  # fmt: skip


def _slow(_: random.Random) -> Attack:
    return Attack("byte by byte", [frame(TEXT, SUBSCRIBE)], end="served", slow=True)


def _stalled(rng: random.Random) -> Attack:
    return Attack("half a frame", [frame(TEXT, SUBSCRIBE)[: rng.randint(1, 60)]], end="either")


MAKERS: tuple[_Maker, ...] = (
    _opcode, _reserved, _unmasked, _wrong_mask, _endless_fragments, _open_fragment, _interleaved,
    _long_control, _huge, _utf8, _close_code, _order, _pings, _not_json, _wrong_shape, _storm,
    _binary, _too_large, _garbage, _spoilt, _stranger, _half_handshake, _slow, _stalled,
)  # fmt: skip


def make(seed: int, number: int) -> Attack:
    """The attack of that number: every kind in turn, its details by the seed."""
    return MAKERS[number % len(MAKERS)](random.Random(seed * 1_000_003 + number))
