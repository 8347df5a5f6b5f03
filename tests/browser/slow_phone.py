"""A slow phone on a slow line, and what a page costs it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page

CPU_TIMES_SLOWER = 4
BITS_PER_SECOND = 400_000
# Of each request, until the first byte of its answer: a mobile line that is slow but not broken.
LATENCY_MS = 100

# When the browser has drawn what `wanted` finds; and of each frame that changed something in the
# list, how long it took from its coming until the screen showed it.
WATCH = """
window.__seen = null;
window.__delays = [];
let came = null;
const look = () => {
  if (!document.querySelector("WANTED")) return void requestAnimationFrame(look);
  new MutationObserver(() => {
    if (came === null) return;
    const since = came;
    came = null;
    requestAnimationFrame(() => setTimeout(() => {
      window.__delays.push(performance.now() - since);
    }));
  }).observe(document.querySelector("WANTED").closest("ul"), {
    subtree: true, childList: true, characterData: true,
  });
  requestAnimationFrame(() => setTimeout(() => {
    window.__seen = performance.now();
    document.documentElement.dataset.seen = "yes";
  }));
};
requestAnimationFrame(look);
const listen = WebSocket.prototype.addEventListener;
WebSocket.prototype.addEventListener = function (type, listener, ...rest) {
  const heard = type !== "message" ? listener : function (event) {
    came = event.timeStamp;
    listener.call(this, event);
  };
  return listen.call(this, type, heard, ...rest);
};
"""


@dataclass
class Cost:
    """What came over the line since the page was asked for, in bytes as they travelled."""

    talk: CDPSession
    by_kind: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    snapshot_bytes: int = 0
    _kinds: dict[str, str] = field(default_factory=dict)

    def _answered(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]

    def _finished(self, event: dict[str, Any]) -> None:
        kind = self._kinds.get(event["requestId"], "?")
        self.requests += 1
        self.by_kind[kind] = self.by_kind.get(kind, 0) + int(event["encodedDataLength"])

    def _frame(self, event: dict[str, Any]) -> None:
        text = event["response"]["payloadData"]
        binary = event["response"]["opcode"] == 2
        size = len(text) * 3 // 4 if binary else len(text.encode())
        # The first list is by far the largest frame.
        self.snapshot_bytes = max(self.snapshot_bytes, size)

    @property
    def bytes(self) -> int:
        return sum(self.by_kind.values()) + self.snapshot_bytes

    def said(self) -> str:
        kinds = ", ".join(f"{kind} {size / 1024:.1f}" for kind, size in self.by_kind.items())
        return (
            f"{self.bytes / 1024:.1f} KiB in {self.requests} requests ({kinds},"
            f" first list over the socket {self.snapshot_bytes / 1024:.1f})"
        )


async def slow_page(
    context: BrowserContext, wanted: str, *, slow: bool = True
) -> tuple[Page, Cost]:
    """A blank page of such a phone that will note when `wanted` was drawn."""
    page = await context.new_page()
    await page.add_init_script(WATCH.replace("WANTED", wanted))
    talk = await context.new_cdp_session(page)
    cost = Cost(talk)
    await talk.send("Network.enable")
    talk.on("Network.responseReceived", cost._answered)
    talk.on("Network.loadingFinished", cost._finished)
    talk.on("Network.webSocketFrameReceived", cost._frame)
    await talk.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if slow:
        throughput = BITS_PER_SECOND / 8
        await talk.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": LATENCY_MS, "downloadThroughput": throughput,
             "uploadThroughput": throughput},
        )  # fmt: skip
        await talk.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES_SLOWER})
    return page, cost


@asynccontextmanager
async def main_thread_tasks(page: Page) -> AsyncIterator[list[float]]:
    """The tasks of the page's main thread meanwhile: milliseconds of processor that each took. The
    list is filled at the end of the block."""
    browser = page.context.browser
    assert browser is not None
    found: list[float] = []
    await browser.start_tracing(page=page, categories=["toplevel", "__metadata"])
    try:
        yield found
    finally:
        events = json.loads(await browser.stop_tracing())["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    found += [
        event["tdur"] / 1000
        for event in events
        if (event["pid"], event["tid"]) in main and "tdur" in event
    ]
    assert found, "the browser told of no task"
