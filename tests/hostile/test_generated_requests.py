"""Requests generated from the contract are answered as the contract says, whoever asks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import aiohttp
import pytest
import schemathesis

from ops.fuzz.api import play
from ops.fuzz.api_cases import play_singles
from ops.fuzz.api_judge import Judge
from ops.fuzz.findings import Findings
from ops.write_contract import documents
from tests.support.api import Api
from tests.support.volume import volume

CASES = volume(600, 2_000)
# On a busy machine fewer are played rather than that anybody waits, but so many at least; it prints
# how many.
SECONDS = float(volume(20, 60))
CASES_MIN, SECONDS_MAX = 250, 120.0


async def test_every_role_and_both_kinds_of_data(attacked, seed, no_faults) -> None:
    findings = Findings(seed)
    judge = await play(
        attacked.url, attacked.region, findings, CASES, SECONDS,
        cases_min=CASES_MIN, seconds_max=SECONDS_MAX,
    )  # fmt: skip
    print(f"{findings.executions} cases, statuses {sorted(judge.statuses.items())}")
    assert not findings.kinds, findings.as_json()
    assert findings.executions >= CASES_MIN
    assert {200, 401, 403, 404, 422} <= set(judge.statuses)


class _Liar(BaseHTTPRequestHandler):
    """Serves the contract and keeps to none of it."""

    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body, kind = self.server.lie  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = _answer

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def liar() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Liar)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize(
    ("lie", "seen"),
    [
        ((500, b"{}", "application/problem+json"), "ServerError"),
        ((418, b"{}", "application/problem+json"), "UndefinedStatusCode"),
        ((200, b'{"items": 7}', "application/json"), "JsonSchemaError"),
        ((200, b"<p>", "text/html"), "UndefinedContentType"),
        ((404, b"gone", "text/plain"), "no problem"),
        ((401, b'{"code": "who"}', "application/problem+json"), "without its code"),
        ((200, b'{"items": [], "next": null}', "application/json"), "answers 200 to nobody"),
    ],
    ids=["500", "undocumented", "schema", "type", "plain_text", "unknown_code", "open_to_nobody"],
)
def test_the_judge_sees_every_kind_of_breach(liar, monkeypatch, lie, seen) -> None:
    liar.lie = lie
    document = json.loads(documents()["openapi.json"])
    document["paths"] = {"/v1/regions": document["paths"]["/v1/regions"]}
    schema = schemathesis.openapi.from_dict(document)
    monkeypatch.setattr("ops.fuzz.api_cases.known_ids", lambda _: {})
    findings = Findings(1)
    url = f"http://127.0.0.1:{liar.server_port}"
    judge = Judge(url, {"anonymous": None, "staff": "x"}, findings)
    ends_at = time.monotonic() + 20
    play_singles(judge, schema, 1, 4, lambda: time.monotonic() > ends_at)
    judge.close()
    assert any(seen in what for _, what in findings.kinds), findings.as_json()


def test_links_lead_from_a_pool_to_a_hold_and_on() -> None:
    document = json.loads(documents()["openapi.json"])
    names = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    }
    pools = document["paths"]["/v1/pools"]["get"]["responses"]["200"]["links"]
    held = document["paths"]["/v1/holds/{id}"]["put"]["responses"]["201"]["links"]
    assert "put_v1_holds_id" in pools
    assert "post_v1_holds_id_release" in held
    assert {link["operationId"] for link in [*pools.values(), *held.values()]} <= names


async def test_a_confidential_program_by_its_alias_is_in_the_contract(attacked) -> None:
    """Outsiders read another shape of it, so the contract names both."""
    async with aiohttp.ClientSession() as session:
        responder = Api(session, attacked.url, attacked.region.token("responder"))
        listed = (await responder.get("/v1/programs"))["items"]
        (hidden,) = [program for program in listed if program["confidential"]]
        answer = await responder.get(f"/v1/programs/{hidden['id']}")
    assert answer.body == hidden
    document = json.loads(documents()["openapi.json"])
    good = document["paths"]["/v1/programs/{id}"]["get"]["responses"]["200"]
    named = json.dumps(good["content"]["application/json"]["schema"])
    assert "schemas/Program" in named
    assert "schemas/OutsiderProgram" in named
