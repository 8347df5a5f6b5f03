"""The shelter with a shared desk, as the tests of desks have it."""

from tests.desks.conftest import desk, house, running

__all__ = ["desk", "house", "running"]
