"""Passwords of tests are hashed with the least work that argon2 takes.

Only in the process of the tests: a service started as a program hashes as in production, and what
production's cost is has a test of its own (`tests/units/test_start.py`).
"""

from __future__ import annotations

from argon2 import PasswordHasher

from housing_service.service import signin

PRODUCTION = signin._hasher
signin._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
