"""The demo's passwords are hashed once for all its tests."""

from __future__ import annotations

from functools import cache

import pytest

from housing_service.demo import run
from housing_service.service.signin import hash_password

_hash_once = cache(hash_password)


@pytest.fixture(autouse=True)
def passwords_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "hash_password", _hash_once)
