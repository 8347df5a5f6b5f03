"""The AsyncAPI 3.0 document of the live protocol, made from its message models."""

from __future__ import annotations

from typing import Any

from housing_service import __version__
from housing_service.live.messages import CLOSE_REASONS, Authenticate, Subscribe
from housing_service.web import wire_live, wire_operator, wire_requests
from housing_service.web.openapi import schema_of

Json = dict[str, Any]
_FROM_CLIENT = {"authenticate": Authenticate, "subscribe": Subscribe}
_FROM_SERVER = {
    "snapshot": wire_live.Snapshot,
    "changes": wire_live.Changes,
    "hold": wire_live.HoldMessage,
    "request": wire_requests.RequestMessage,
    "ask": wire_requests.AskMessage,
    "announcement": wire_operator.AnnouncementMessage,
    "health": wire_operator.HealthMessage,
    "tick": wire_live.Tick,
    "error": wire_live.ErrorMessage,
}


def asyncapi_document() -> Json:
    """One channel, /v1/live: what a client may send and what it will receive."""
    schemas: Json = {}
    messages = {
        name: {"name": name, "payload": schema_of(model, schemas)}
        for name, model in {**_FROM_CLIENT, **_FROM_SERVER}.items()
    }

    def operation(action: str, names: Any) -> Json:
        return {
            "action": action,
            "channel": {"$ref": "#/channels/live"},
            "messages": [{"$ref": f"#/channels/live/messages/{name}"} for name in names],
        }

    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Housing service, live protocol",
            "version": __version__,
            "description": "JSON text frames. A client that gets no tick for 5 s is not live. "
            "Close codes 4000-4499: reconnect with jitter; 4500-4999: do not.",
            "license": {"name": "Apache-2.0"},
        },
        "channels": {
            "live": {
                "address": "/v1/live",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": {
            "receive": operation("receive", _FROM_CLIENT),
            "send": operation("send", _FROM_SERVER),
        },
        "components": {"messages": messages, "schemas": schemas},
        "x-close-codes": {str(code): reason for code, reason in CLOSE_REASONS.items()},
    }
