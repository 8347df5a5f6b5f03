"""Requests generated from the OpenAPI document of the running service, single and linked."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode

from ops.fuzz.api_judge import Judge

IsOver = Callable[[], bool]

_SETTINGS = {
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
    "print_blob": False,
}
_STEPS = 10
_ANSWERS: tuple[dict[str, Any], ...] = (
    {},
    {"wheelchair": "yes", "languages": ["en", "es"], "households": ["single_adult"]},
    {"age": {"min": 18}, "pets": [], "sober_days": 30, "methadone": "ask", "people_max": 4},
)


def load(url: str) -> Any:
    """The schema, with the document the service itself serves."""
    document = requests.get(url + "/openapi.json", timeout=30).json()
    schema = schemathesis.openapi.from_dict(document)
    # Who calls is said by the judge, never by the generator.
    schema.config.generation.update(with_security_parameters=False)
    return schema


def play_singles(judge: Judge, schema: Any, seed: int, cases: int, is_over: IsOver) -> None:
    """Every operation in both modes, each case sent by a caller of every kind; positive cases are
    aimed at things that exist two times of three."""
    operations = [result.ok() for result in schema.get_all_operations()]
    # The document's own two addresses have neither parameters nor a second answer.
    operations = [one for one in operations if one.path not in ("/v1/live", "/metrics")]
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    plans = [(operation, mode) for operation in operations for mode in modes]
    plans = [(op, mode) for op, mode in plans if mode is GenerationMode.POSITIVE or _has_input(op)]
    stop_at, number, before = judge.findings.executions + cases, 0, -1
    # An operation without input has one case only, so others make up for it in further rounds.
    while before < judge.findings.executions < stop_at and not is_over():
        before = judge.findings.executions
        share = -(-(stop_at - before) // (len(plans) * len(judge.tokens)))
        for operation, mode in plans:
            number += 1
            _play(judge, operation, mode, seed + number, share, is_over)


def _has_input(operation: Any) -> bool:
    return bool(operation.body) or bool(operation.query) or bool(operation.path_parameters)


def _play(
    judge: Judge, operation: Any, mode: GenerationMode, seed: int, share: int, is_over: IsOver
) -> None:
    aims = {path: ids for path, ids in known_ids(judge).items() if ids}
    rng = random.Random(seed)

    callers = sorted(judge.tokens)

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=share, **_SETTINGS)
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def play(case: schemathesis.Case) -> None:
        if is_over():
            return
        if mode is GenerationMode.POSITIVE and rng.random() < 0.67:
            _aim(case, aims, rng)
        try:
            prepared = judge.prepared(case)
        except (ValueError, OSError):
            return  # No client library writes such a request; raw bytes are tried elsewhere.
        rng.shuffle(callers)
        for who in callers:
            judge.judge(case, judge.ask(case, prepared, who), who)

    play()


def _aim(case: schemathesis.Case, aims: dict[str, list[str]], rng: random.Random) -> None:
    path = case.operation.path
    is_placing = case.method == "PUT" and path == "/v1/holds/{id}"
    for prefix, ids in aims.items():
        # A hold that is placed has an id of its own each time; what it names exists.
        if path.startswith(prefix + "/{id}") and not is_placing:
            case.path_parameters["id"] = rng.choice(ids)
    if path.endswith("/eligibility") and isinstance(case.body, dict):
        # What the vocabulary knows is not to be guessed.
        case.body = {"answers": rng.choice(_ANSWERS), "based_on_version": rng.choice((0, 1, 2))}
    if is_placing and isinstance(case.body, dict):
        case.body["pool_id"] = rng.choice(aims["/v1/pools"])
        for optional in ("minutes", "units", "party"):
            if rng.random() < 0.7:
                # Each alone is seldom what the pool allows; together almost never.
                case.body.pop(optional, None)


def place_holds(judge: Judge, seed: int) -> None:
    """A few holds, so that generated requests find some to act on."""
    rng = random.Random(seed)
    headers = {"Authorization": f"Bearer {judge.tokens['responder']}"}
    pools = requests.get(judge.url + "/v1/pools", headers=headers, timeout=30).json()["items"]
    for pool in pools:
        for _ in range(4):
            hold = UUID(int=rng.getrandbits(128), version=4)
            body = {"pool_id": pool["id"], "party": {"adults": 1}}
            requests.put(f"{judge.url}/v1/holds/{hold}", json=body, headers=headers, timeout=30)


def known_ids(judge: Judge) -> dict[str, list[str]]:
    """Ids of pools, programs and holds that are there now, as the shelter's staff and as others
    see them: a confidential program has other ids for others."""
    found: dict[str, list[str]] = {}
    for who in ("staff", "responder"):
        headers = {"Authorization": f"Bearer {judge.tokens[who]}"}
        for path in ("/v1/pools", "/v1/programs", "/v1/holds"):
            page = requests.get(judge.url + path, headers=headers, timeout=30).json()
            known = found.setdefault(path, [])
            known += [item["id"] for item in page["items"] if item["id"] not in known]
    return found


def play_linked(judge: Judge, schema: Any, seed: int, cases: int, is_over: IsOver) -> None:
    """Follow the document's links: a listed pool is held, a hold accepted, released, undone."""
    rng = random.Random(seed)
    callers = sorted(judge.tokens)
    schema.config.generation.update(modes=[GenerationMode.POSITIVE])
    stop_at = judge.findings.executions + cases

    class Linked(schema.as_state_machine()):  # type: ignore[misc]
        who = "responder"

        def call(self, case: schemathesis.Case, **_: Any) -> Any:
            # Mostly those who may do it, so that a chain is not cut at its first link.
            likely = "responder" if case.method in ("GET", "PUT") else "staff"
            self.who = likely if rng.random() < 0.7 else rng.choice(callers)
            return judge.ask(case, judge.prepared(case), self.who)

        def validate_response(self, response: Any, case: schemathesis.Case, **_: Any) -> None:
            judge.judge(case, response, self.who)

    rounds = 0
    while judge.findings.executions < stop_at and not is_over() and rounds < cases:
        machine = hypothesis.seed(seed + rounds)(Linked)
        machine.run(
            settings=hypothesis.settings(max_examples=5, stateful_step_count=_STEPS, **_SETTINGS)
        )
        rounds += 1
