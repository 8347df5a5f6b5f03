"""/metrics on a loopback port of its own, for a scraper on the same machine."""

from __future__ import annotations

from aiohttp import web

from housing_service.config import Settings
from housing_service.web.health_api import metrics
from housing_service.web.keys import SERVICES, Services


async def serve_metrics(settings: Settings, services: Services) -> web.AppRunner | None:
    """Serve metrics on 127.0.0.1 without a token when a port is set for it; else do nothing."""
    if settings.metrics_port is None:
        return None
    app = web.Application()
    app[SERVICES] = services
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", settings.metrics_port).start()
    return runner
