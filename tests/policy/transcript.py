"""What one outsider of a confidential program got, but for what is random by design."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

import websockets
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import ClientConnection, connect

from tests.support.api import Api

# What differs between any two runs, in no connection with anybody's hold:
_RANDOM = (
    # a resume token: a place in this process's order, under this process's key;
    (re.compile(r'("resume": ?")[^"]*'), r"\1~"),
    # when a snapshot was made, by a clock that runs on in the process;
    (re.compile(r'("server_time": ?)[\d.]+'), r"\1~"),
    # the generation of a database;
    (re.compile(r'("generation": ?")[^"]*'), r"\1~"),
    # an id that a page makes for the form that it shows, and a request's own;
    (re.compile(r'((?:value|data-id)=")[0-9a-f]{8}-[0-9a-f-]{27}(")'), r"\1~\2"),
    (re.compile(r'("request_id":")[^"]*'), r"\1~"),
    (re.compile(r'("(?:report_id|nudge_id)":")[^"]*'), r"\1~"),
    # how fast this process has been in the last minutes, in the operator's strip of figures;
    (re.compile(r'(<dt>[^<]*</dt><dd><span data-t="\w+">)[^<]*'), r"\1~"),
    (re.compile(r'data-tone="\w+"( data-a="data-tone=)'), r"\1"),
    # the name of the process, and after how long its page looks again;
    (re.compile(r'(data-t="process">)\w+'), r"\1~"),
    (re.compile(r'("again_in_seconds":)[\d.e-]+'), r"\1~"),
    # the time of the machine, on a page that shows nothing with a time of the database's;
    (re.compile(r'(name="server-time" content=")[^"]*'), r"\1~"),
    # a spoken code of a hold that the caller has, or is to expect.
    (re.compile(r'(data-t="code">)[\d ]+'), r"\1~"),
    (re.compile(r'("arrival_code": ?")[^"]*'), r"\1~"),
)
# What real time decides; the length follows from the text, which is compared.
_BY_REAL_TIME = ("housing_database_connections", "housing_clock_steps")
_DROPPED_HEADERS = {"date", "x-request-id", "content-length"}


def settled(text: str) -> str:
    for pattern, replacement in _RANDOM:
        text = pattern.sub(replacement, text)
    return text


@dataclass
class Stream:
    """One console: its frames as they came, each with the step during which it came."""

    socket: ClientConnection
    step: int = 0
    frames: list[tuple[int, str]] = field(default_factory=list)
    ticks: int = 0
    tick_shapes: set[tuple[str, ...]] = field(default_factory=set)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, token: str) -> Stream:
        socket = await connect(
            url.replace("http", "ws", 1) + "/v1/live", compression=None, max_size=None,
            additional_headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        await socket.send('{"type":"subscribe"}')
        made = cls(socket)
        made.reader = asyncio.create_task(made._read())
        return made

    async def _read(self) -> None:
        try:
            async for raw in self.socket:
                assert isinstance(raw, str)
                async with self.heard:
                    if raw.startswith('{"type":"tick"'):
                        self.ticks += 1
                        self.tick_shapes.add(tuple(re.findall(r'"(\w+)":', raw)))
                    elif not raw.startswith('{"type":"health"'):
                        self.frames.append((self.step, settled(raw)))
                    self.heard.notify_all()
        except websockets.ConnectionClosed:
            pass

    async def pass_ticks(self, count: int) -> None:
        """Whatever was going to come for what has been done until now has come."""
        until = self.ticks + count
        async with self.heard, asyncio.timeout(20):
            await self.heard.wait_for(lambda: self.ticks >= until)

    async def close(self) -> None:
        await self.socket.close()
        if self.reader is not None:
            await self.reader


async def read(api: Api, path: str, body: object = None) -> str:
    """Status, headers and body of one answer."""
    method = "GET" if body is None else "POST"
    headers = {"Accept": "text/html" if not path.startswith("/v1/") else "application/json"}
    # What is random has the same length in both, packed it has not.
    headers["Accept-Encoding"] = "identity"
    if api.token:
        headers["Authorization"] = f"Bearer {api.token}"
    async with api.session.request(
        method, api.url + path, headers=headers, json=body, allow_redirects=False
    ) as answer:
        kept = {
            k: v for k, v in sorted(answer.headers.items()) if k.lower() not in _DROPPED_HEADERS
        }
        return f"{answer.status} {kept}\n{settled(await answer.text())}"


def counted(metrics: str) -> dict[str, float]:
    """Every series that counts what has happened. Left out is what real time decides: how long
    something took (buckets and sums), ticks and beats, and what describes the process itself."""
    series = {}
    for family in text_string_to_metric_families(metrics):
        for sample in family.samples:
            if sample.name.endswith(("_bucket", "_sum", "_created", "_seconds")):
                continue
            if sample.labels.get("type") in ("tick", "health"):
                continue
            if family.name.startswith(("process_", "python_", *_BY_REAL_TIME)):
                continue
            labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
            series[f"{sample.name}{{{labels}}}"] = sample.value
    return series


def grown(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: value - before.get(name, 0) for name, value in after.items()}
