"""Judges one generated request and its answer against the contract."""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from housing_service.domain.errors import PROBLEMS
from ops.fuzz.findings import Findings

SLOW_SECONDS = 1.0
_ANSWER_SECONDS_MAX = 30.0
_CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]
_GENERATED_AS_VALID = "Invalid component: positive test case"
_OPEN = {"/livez", "/readyz", "/openapi.json", "/asyncapi.json"}


class Judge:
    """Sends cases and notes what is wrong with their answers. One line to the service, so one
    thread at a time."""

    def __init__(self, url: str, tokens: dict[str, str | None], findings: Findings) -> None:
        self.url = url
        self.tokens = tokens
        self.findings = findings
        self.statuses: dict[int, int] = {}
        where = urlsplit(url)
        self._line = http.client.HTTPConnection(
            where.hostname or "", where.port, timeout=_ANSWER_SECONDS_MAX
        )

    def close(self) -> None:
        self._line.close()

    def prepared(self, case: schemathesis.Case) -> requests.PreparedRequest:
        """The case as bytes; raises ValueError for what can't be written as HTTP at all."""
        words = case.as_transport_kwargs(base_url=self.url)
        return requests.Request(**words).prepare()

    def ask(
        self, case: schemathesis.Case, prepared: requests.PreparedRequest, who: str
    ) -> Response:
        """Send the case as `who`; raises OSError when there is no answer in time."""
        response = self._send(prepared, who)
        self.findings.executions += 1
        self.findings.slowest_seconds = max(self.findings.slowest_seconds, response.elapsed)
        self.statuses[response.status_code] = self.statuses.get(response.status_code, 0) + 1
        if response.elapsed > SLOW_SECONDS and self._is_slow(prepared, who):
            self._note(case, who, f"takes more than {SLOW_SECONDS} s", "")
        return response

    def _send(self, prepared: requests.PreparedRequest, who: str) -> Response:
        token = self.tokens[who]
        headers = {name: value for name, value in prepared.headers.items() if value is not None}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        started = time.monotonic()
        try:
            self._line.request(prepared.method or "", prepared.path_url, prepared.body, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (http.client.HTTPException, OSError):
            # The next case gets a line of its own.
            self._line.close()
            raise
        names = {name.lower() for name in answer.headers}
        return Response(
            status_code=answer.status,
            headers={name: answer.headers.get_all(name) or [] for name in names},
            content=content,
            request=prepared,
            elapsed=time.monotonic() - started,
            verify=False,
            message=answer.reason,
        )

    def judge(self, case: schemathesis.Case, response: Response, who: str) -> None:
        """Note a server error, an undocumented status, type or body, bad data taken, a problem
        without its code, and anything said to somebody who is not signed in."""
        try:
            case.validate_response(response, checks=_CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                if _GENERATED_AS_VALID in str(failure):
                    # It says itself that what it sent was meant to be valid.
                    continue
                self._note(case, who, f"{type(failure).__name__}: {failure.title}", str(failure))
        if who == "anonymous" and case.operation.path not in _OPEN and response.status_code != 401:
            self._note(case, who, f"answers {response.status_code} to nobody", "")
        if response.status_code >= 400:
            self._judge_problem(case, response, who)

    def _judge_problem(self, case: schemathesis.Case, response: Response, who: str) -> None:
        kind = (response.headers.get("content-type") or [""])[0].partition(";")[0]
        if case.method == "HEAD":
            return
        if kind != "application/problem+json":
            self._note(case, who, f"{response.status_code} is {kind}, no problem", response.text)
            return
        body = response.json()
        known = PROBLEMS.get(body.get("code"))
        if known is None or known.status != response.status_code or not body.get("next_step"):
            self._note(case, who, f"{response.status_code} without its code", response.text)

    def _is_slow(self, prepared: requests.PreparedRequest, who: str) -> bool:
        """Whether it is the request that is slow and not the machine: again, three times, each
        against the quietest request there is, and only the best of them counts."""
        beyond: list[float] = []
        for _ in range(3):
            started = time.monotonic()
            self._line.request("GET", "/livez")
            self._line.getresponse().read()
            quiet = time.monotonic() - started
            beyond.append(self._send(prepared, who).elapsed - 10 * quiet)
        return min(beyond) > SLOW_SECONDS

    def _note(self, case: schemathesis.Case, who: str, what: str, more: str) -> None:
        mode = case.meta.generation.mode.value if case.meta else "?"
        sent = {"path": case.path_parameters, "query": case.query, "body": case.body}
        label = f"{case.method} {case.operation.path}"
        self.findings.add(label, f"{mode}, {who}: {what}", f"{more[:300]} SENT {sent!r}")
