"""Which PINs are refused, and which addresses may be rung."""

from __future__ import annotations

import random

import pytest

from housing_service.domain.pin import is_pin, is_weak
from housing_service.domain.push_services import PushServices


@pytest.mark.parametrize(
    "pin",
    [
        "000000", "111222", "123456", "654321", "234567", "890123", "121212", "123123", "112211",
        "150394", "031594", "940315", "311299", "12345678", "19940315", "15031994", "290200",
        "73456789", "98765437", "00112233", "48299284", "55555123",
    ],
)  # fmt: skip
def test_what_people_try_first_is_weak(pin: str) -> None:
    assert is_pin(pin)
    assert is_weak(pin)


@pytest.mark.parametrize("pin", ["482915", "730264", "90817263", "6071829354", "340175"])
def test_others_are_not(pin: str) -> None:
    assert not is_weak(pin)


def test_most_random_pins_are_taken() -> None:
    chance = random.Random(20261122)
    pins = [f"{chance.randrange(10**6):06}" for _ in range(5_000)]
    weak = sum(is_weak(pin) for pin in pins)
    assert 0.1 < weak / len(pins) < 0.35, weak


@pytest.mark.parametrize(
    "text", ["", "12345", "1" * 13, "12345a", "１２３４５６", " 482915", "4829-5"]
)
def test_what_is_no_pin_at_all(text: str) -> None:
    assert not is_pin(text)


SERVICES = PushServices("push.example, https://own.example:8443, http://127.0.0.1:9, http://a.b:1")


@pytest.mark.parametrize(
    ("endpoint", "origin"),
    [
        ("https://push.example/x/y", "https://push.example"),
        ("https://eu.push.example:443/x", "https://eu.push.example"),
        ("https://own.example:8443/a?b", "https://own.example:8443"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9"),
        ("http://push.example/x", None),
        ("https://push.example:8443/x", None),
        ("https://evilpush.example/x", None),
        ("https://push.example.evil.example/x", None),
        ("https://push.example@10.0.0.1/x", None),
        ("https://10.0.0.1#push.example/", None),
        ("https://10.0.0.1\\.push.example/", None),
        ("https://[::1]/x", None),
        ("https://push.example:99999/x", None),
        ("https://[push.example/x", None),
        ("http://a.b:1/x", None),
        ("file:///etc/passwd", None),
        ("//push.example/x", None),
        ("https://push.example/\r\nX: y", None),
        ("https://pusħ.example/", None),
        ("https://push.example/" + "x" * 1_000, None),
        ("", None),
    ],
)
def test_only_push_services_may_be_rung(endpoint: str, origin: str | None) -> None:
    assert SERVICES.origin_of(endpoint) == origin
