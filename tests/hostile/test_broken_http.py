"""HTTP that is wrong, odd or endless: refused or cut, never a fault, and nobody else waits."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from types import SimpleNamespace

import aiohttp
import pytest

from housing_service.web import bodies, server
from ops.fuzz.http_bytes import FORM, JSON, catalogue, request
from ops.fuzz.raw import exchange, line_to, status_of

NAMES = [case.name for case in catalogue("x")]
# Most is answered in a millisecond; the bound is for a busy machine, a hang would pass it.
_SECONDS_MAX = 30.0


def test_every_case_has_a_name_of_its_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.fixture(scope="module")
def cases(attacked) -> dict[str, object]:
    return {case.name: case for case in catalogue(attacked.region.token("responder"))}


@pytest.mark.parametrize("name", NAMES)
async def test_it_is_answered_or_cut(attacked, cases, no_faults, name: str) -> None:
    case = cases[name]
    answer = await exchange(attacked.url, case.pieces, _SECONDS_MAX)
    assert status_of(answer) in case.statuses, answer[:400]
    assert b"Traceback" not in answer


async def test_every_refusal_above_the_wire_is_a_problem(attacked, cases) -> None:
    for name, case in cases.items():
        if not case.statuses <= {401, 403, 404, 405, 413, 415, 422}:
            continue
        answer = await exchange(attacked.url, case.pieces, _SECONDS_MAX)
        assert re.search(rb"content-type: (application/problem\+json|text/html)", answer,
                         re.IGNORECASE), (name, answer[:300])  # fmt: skip
        assert b"x-content-type-options" in answer.lower(), name


async def test_a_hundred_at_once_in_one_breath(attacked, no_faults) -> None:
    """Pipelined: each is answered, in order."""
    token = attacked.region.token("responder")
    last = request("GET", "/v1/me", token=token)
    good = last.replace(b"Connection: close\r\n", b"")
    missing = good.replace(b"/v1/me", b"/v1/pools/none")
    answer = await exchange(attacked.url, [(good + missing) * 50 + last], _SECONDS_MAX)
    assert _statuses(answer) == [200, 404] * 50 + [200]


async def test_nonsense_after_good_requests_ends_the_line(attacked, no_faults) -> None:
    """What came in the same breath as nonsense may go unanswered, and so may the nonsense itself
    when the line is cut; but nothing is answered after it, nor out of order."""
    token = attacked.region.token("responder")
    good = request("GET", "/v1/me", token=token).replace(b"Connection: close\r\n", b"")
    missing = good.replace(b"/v1/me", b"/v1/pools/none")
    sent = (good + missing) * 50 + b"nonsense\r\n\r\n" + good
    answered = _statuses(await exchange(attacked.url, [sent], _SECONDS_MAX))
    if answered and answered[-1] == 400:
        answered.pop()
    assert answered == ([200, 404] * 50)[: len(answered)]


def _statuses(answer: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS_MAX", 0.3)


@pytest.mark.parametrize(
    ("path", "kind", "code"),
    [("/v1/pools/search", JSON, 400), ("/sign-in", FORM, 422)],
    ids=["json", "form"],
)
async def test_a_body_that_never_ends(attacked, impatient, no_faults, path, kind, code) -> None:
    """The line is answered and cut, though the caller would keep it for ever."""
    head = request("POST", path, [kind, b"Content-Length: 100"], b"{",
                   attacked.region.token("responder"))  # fmt: skip
    answer = await exchange(attacked.url, [head], _SECONDS_MAX)
    assert status_of(answer) == code


async def test_chunks_that_break_off_in_the_middle(attacked, impatient, no_faults) -> None:
    head = request("POST", "/v1/pools/search", [JSON, b"Transfer-Encoding: chunked"], b"1\r\n{\r\n",
                   attacked.region.token("responder"))  # fmt: skip
    async with line_to(attacked.url) as line:
        await line.send(head)
        await _answered(attacked)
        await line.send(b"zz\r\n")
        assert status_of(await line.until_closed(_SECONDS_MAX)) == 400


async def test_a_caller_who_hangs_up_in_the_middle(attacked, no_faults) -> None:
    """It is nobody's fault: no error is logged and none is counted."""
    head = request("POST", "/v1/pools/search", [JSON, b"Content-Length: 100"], b"{",
                   attacked.region.token("responder"))  # fmt: skip
    before = len(asyncio.all_tasks())
    async with line_to(attacked.url) as line:
        await line.send(head)
        await _answered(attacked)
    deadline = time.monotonic() + _SECONDS_MAX
    while len(asyncio.all_tasks()) > before and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    assert len(asyncio.all_tasks()) <= before


async def _answered(attacked: SimpleNamespace) -> None:
    """Whatever was sent before this has been read by the service."""
    assert status_of(await exchange(attacked.url, [request("GET", "/livez")], _SECONDS_MAX)) == 200


@pytest.mark.parametrize(
    "start", [b"", b"GET /livez\r\n", b"GET /livez HTTP/1.1\r\nHost: x\r\nX: "],
    ids=["silent", "old", "half_a_head"],
)  # fmt: skip
async def test_idle_lines_are_cut(serve, monkeypatch, start: bytes) -> None:
    monkeypatch.setattr(server, "IDLE_SECONDS_MAX", 0.5)
    running = await serve()
    answer = await exchange(running.url, [start], _SECONDS_MAX)
    assert status_of(answer) in (None, 400)


async def test_others_are_served_while_many_lines_stand_half_open(attacked, no_faults) -> None:
    token = attacked.region.token("responder")
    half = request("PUT", "/v1/holds/x", [JSON, b"Content-Length: 9999"], b"{", token)
    async with aiohttp.ClientSession() as session, contextlib.AsyncExitStack() as stack:
        for at in range(200):
            line = await stack.enter_async_context(line_to(attacked.url))
            await line.send(half if at % 2 else half[: 20 + at])
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(attacked.url + "/v1/pools", headers=headers) as answer:
            assert answer.status == 200


_PAGES = ("/console", "/console/hold", "/console/holds/{id}/release", "/console/holds/x/\u202e",
          "/sign-out", "/shelter/pools/{id}/report", "/shelter/holds/{id}/arrive")  # fmt: skip
_ID = "6f8e7a55-3c31-4ac8-9d8a-6b4fb54f6a11"
_FORMS = {
    "nothing": b"",
    "no proof": b"adults=1",
    "wrong proof": b"csrf=0000&adults=1",
    "proof of bytes": b"csrf=%ff%fe%00&adults=%00",
    "numbers": b"csrf=PROOF&adults=99999999999999999999&children=-1&infants=1e9&hold_id="
    + b"9" * 99,
    "digits of others": "csrf=PROOF&adults=١٢&number=²&minutes=１&units=½".encode(),
    "a thousand times": b"csrf=PROOF&" + b"&".join([b"adults=1"] * 900),
    "odd words": b"csrf=PROOF&reason=%E2%80%AE&kind=%00&region=%3Cscript%3E&action=..%2f",
    "half pairs": b"csrf=PROOF&reason=%ED%A0%80&hold_id=%ED%B0%80&pool_id=%F5",
    "ids": b"csrf=PROOF&hold_id=urn:uuid:" + _ID.encode() + b"&pool_id={" + _ID.encode() + b"}",
}


async def test_page_forms_with_and_without_a_session(attacked, no_faults) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        login = {"login": attacked.login, "password": attacked.password}
        async with session.post(attacked.url + "/sign-in", data=login) as answer:
            assert answer.status == 200, await answer.text()
        async with session.get(attacked.url + "/v1/me") as answer:
            proof = (await answer.json())["csrf"].encode()
        kinds = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data",
                 "application/x-www-form-urlencoded; charset=utf-7"]  # fmt: skip
        for page in _PAGES[:4] + _PAGES[5:]:
            for label, form in _FORMS.items():
                for kind in kinds:
                    headers = {"Content-Type": kind, "Accept": "text/html"}
                    body = form.replace(b"PROOF", proof)
                    async with session.post(
                        attacked.url + page.format(id=_ID), data=body, headers=headers,
                        allow_redirects=False,
                    ) as answer:  # fmt: skip
                        text = await answer.text()
                        assert answer.status < 500, (page, label, kind, text[:300])
                        assert "<script>" not in text, (page, label, kind)
    async with aiohttp.ClientSession() as nobody:
        for page in _PAGES:
            async with nobody.post(
                attacked.url + page.format(id=_ID), data=_FORMS["odd words"],
                headers={"Content-Type": kinds[0]}, allow_redirects=False,
            ) as answer:  # fmt: skip
                assert answer.status == 401, page
