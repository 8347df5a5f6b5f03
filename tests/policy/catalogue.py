"""The functions that the service's role may call, and how each is called on somebody's behalf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

# They take no caller: what the processes do for everybody, or what a secret of their own opens.
WITHOUT_A_CALLER = frozenset({
    "schema_state_v1", "read_eligibility_v1", "list_regions_v1", "pool_versions_v1",
    "read_pools_v1", "beat_v1", "sweep_due_v1", "purge_ended_v1", "purge_others_v1",
    "identity_by_token_v1", "identity_by_session_v2", "login_v1", "close_session_v1",
    "store_password_hash_v1", "desk_v1", "take_pin_try_v1", "lock_session_v1",
    "password_of_session_v1", "unlock_session_v1", "take_unlock_try_v1", "count_link_v1",
    "report_by_link_v1", "note_reasons_v1", "note_demand_v1", "climb_requests_v1",
    "offer_units_v1", "note_room_v1", "request_versions_v1", "read_requests_v1",
    "purge_requests_v1", "push_key_v1", "take_try_v1", "give_back_try_v1", "share_rates_v1",
    "ended_sight_v4", "open_desk_session_v2", "open_session_v3", "take_ticket_try_v1",
    "open_session_by_code_v1", "passkey_v1", "open_session_by_passkey_v1", "note_readings_v1",
    "invitation_v1", "join_v1", "purge_steps_v1", "purge_step_v1", "purge_step_v2", "purge_late_v1",
    "open_single_sign_on_session_v2", "audit_heads_v1", "audit_expired_v1", "purge_audit_v1",
    "unsubscribe_push_v1", "has_push_v1", "forget_push_v1", "claim_pushes_v1", "notices_v1",
})  # fmt: skip
# Words that a function takes, so that it gets as far as asking who calls.
WORDS = {
    "p_kind": "year_round", "p_state": "withdrawn", "p_action": "pause", "p_policy": "call_only",
    "p_region": "harbor", "p_label": "cold", "p_stage": "full", "p_audience": "all",
    "p_confidence": "confirmed", "p_milestone": "acknowledged", "p_urgency": "tonight",
    "p_reason": "other", "p_intake": "open", "p_text": "Doors open at eight.", "p_by": "month",
    "p_time_zone": "UTC", "p_consent_by": "manager", "p_consent_how": "phone", "p_name": "x",
    "p_line": "+1 555 0100", "p_arrival_code": "amber", "p_needs": "", "p_unit": "bed",
    "p_endpoint": "https://push.example/one", "p_pin_hash": "x",
}  # fmt: skip


@dataclass(frozen=True)
class Function:
    """One function of schema housing_api."""

    name: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def takes_caller(self) -> bool:
        return any(name in ("p_caller", "p_callers") for name, _ in self.arguments)

    def statement(self) -> str:
        marks = ", ".join(f"{n} => ${i}::{t}" for i, (n, t) in enumerate(self.arguments, start=1))
        return f"SELECT * FROM housing_api.{self.name}({marks})"

    def values(self, caller: UUID | None, things: dict[str, UUID]) -> list[Any]:
        """Arguments on behalf of `caller`, about `things` by argument name."""
        return [self._value(name, kind, caller, things) for name, kind in self.arguments]

    def _value(self, name: str, kind: str, caller: UUID | None, things: dict[str, UUID]) -> Any:
        if kind.endswith("[]"):
            singular = {"p_ids": "p_id"}.get(name, name.removesuffix("s"))
            if name == "p_arrived":
                return []
            if name in ("p_opens", "p_closes", "p_holidays", "p_step_hours", "p_households"):
                return None
            if name == "p_sources":
                return ["intake"]
            return [self._value(singular, kind.removesuffix("[]"), caller, things)]
        if name == "p_caller":
            return caller
        if kind == "uuid":
            return things.get(self._thing(name), uuid4())
        return _plain(name, kind)

    def _thing(self, name: str) -> str:
        """Which thing an id is of: a bare p_id by the function's name."""
        if name not in ("p_id", "p_after"):
            return name
        return "p_vacancy_id" if "vacancy" in self.name else name


def _plain(name: str, kind: str) -> Any:
    if kind == "text":
        return WORDS.get(name)
    if kind in ("integer", "bigint", "smallint"):
        return {"p_season_from": None, "p_season_until": None, "p_based_on": 1,
                "p_based_on_version": None, "p_delta": None}.get(name, 1)  # fmt: skip
    values: dict[str, Any] = {
        "boolean": False,
        "bytea": b"\x01" * 32,
        "jsonb": "{}",
        "date": date.today().replace(day=1) if name == "p_month" else None,
        "double precision": 1.0,
        "timestamp with time zone": datetime.now(UTC) + timedelta(hours=9)
        if name in ("p_ends_at", "p_starts_at", "p_until") else None,
    }  # fmt: skip
    if kind not in values:
        raise AssertionError(f"no sample of type {kind} for {name}")
    return values[kind]


async def functions(owner: asyncpg.Connection) -> list[Function]:
    """All of them, as the catalogue has them."""
    rows = await owner.fetch(
        "SELECT p.proname, coalesce(array_agg(coalesce(a.name, '') ORDER BY a.position)"
        " FILTER (WHERE a.position <= p.pronargs), '{}') AS names,"
        " coalesce(array_agg(format_type(a.type, NULL) ORDER BY a.position)"
        " FILTER (WHERE a.position <= p.pronargs), '{}') AS types"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " LEFT JOIN LATERAL unnest(coalesce((SELECT array_agg(m) FROM unnest(p.proargnames)"
        " WITH ORDINALITY u(m, i) WHERE p.proargmodes IS NULL OR p.proargmodes[i] = 'i'),"
        " '{}'), p.proargtypes::oid[]) WITH ORDINALITY a(name, type, position) ON true"
        " WHERE n.nspname = 'housing_api' GROUP BY p.oid, p.proname, p.pronargs ORDER BY 1"
    )
    return [Function(r["proname"], tuple(zip(r["names"], r["types"], strict=True))) for r in rows]
