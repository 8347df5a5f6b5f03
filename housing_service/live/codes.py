"""Closed codes of the eligibility vocabulary as types of a request's fields."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from housing_service.domain.eligibility.vocabulary import need_codes, vocabulary
from housing_service.domain.vocabulary import NEEDS


class OneOf:
    """A string that is one of `codes`, which are looked up when the first is checked."""

    def __init__(self, codes: Callable[[], Collection[str]]) -> None:
        self._codes = codes

    def _check(self, code: str) -> str:
        if code not in self._codes():
            raise ValueError("is not one of the codes of the vocabulary")
        return code

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "enum": sorted(self._codes())}


def _values_of(attribute: str) -> OneOf:
    return OneOf(lambda: vocabulary()[attribute].values)


NeedCode = Annotated[str, OneOf(lambda: need_codes() | set(NEEDS))]
Gender = Annotated[str, _values_of("genders")]
Spoken = Annotated[str, _values_of("languages")]
Pet = Annotated[str, _values_of("pets")]
Population = Annotated[str, _values_of("populations")]
ReferralSource = Annotated[str, _values_of("referral_sources")]
