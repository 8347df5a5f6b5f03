"""The service on asyncio's own event loop, to show what the accelerated one brings."""

from __future__ import annotations

import asyncio
import sys

import uvloop

from housing_service.cli import main

if __name__ == "__main__":
    uvloop.new_event_loop = asyncio.new_event_loop
    sys.exit(main(["serve"]))
