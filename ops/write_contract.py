"""Write the contract documents that the code generates to docs/contract/."""

from __future__ import annotations

from pathlib import Path

from housing_service.web.asyncapi import asyncapi_document
from housing_service.web.contract_api import encode
from housing_service.web.live_socket import LiveSockets
from housing_service.web.openapi import openapi_document
from housing_service.web.route_table import route_table

DIRECTORY = Path(__file__).resolve().parent.parent / "docs" / "contract"


def documents() -> dict[str, bytes]:
    return {
        "openapi.json": encode(openapi_document(route_table(LiveSockets()))),
        "asyncapi.json": encode(asyncapi_document()),
    }


def main() -> None:
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (DIRECTORY / name).write_bytes(document)


if __name__ == "__main__":
    main()
