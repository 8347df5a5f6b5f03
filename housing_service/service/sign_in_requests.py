"""What callers may send about their own signing in. Values never come back in an answer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from housing_service.service.requests import Request

_Secret = Annotated[str, Field(min_length=1, max_length=1_000)]
Code = Annotated[str, Field(min_length=6, max_length=40)]


class ProveAnew(Request):
    """`POST /v1/me/step-up`: exactly one proof."""

    password: _Secret | None = None
    # Of an authenticator app, or a recovery code.
    code: Code | None = None
    # What `navigator.credentials.get` gave for the options of `POST /step-up/passkey`.
    passkey: dict[str, Any] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_proof(cls, given: Any) -> Any:
        if isinstance(given, dict) and len(given) != 1:
            raise ValueError("exactly one proof")
        return given
