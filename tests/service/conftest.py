"""What every test of an import starts from: an empty server, and a region of its own."""

from __future__ import annotations

from import_database import region, server_url

__all__ = ["region", "server_url"]
