"""The container and the files for running it: read, as no engine is needed to see these rules."""

from __future__ import annotations

import json
import re

from document_tables import ROOT, text_of

from housing_service.config import Settings

_INSTRUCTION = re.compile(r"^([A-Z]+)\s+(.*)$", re.DOTALL)


def _instructions() -> list[tuple[str, str]]:
    lines = [line for line in text_of("Dockerfile").splitlines() if not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    found = [_INSTRUCTION.match(line.strip()) for line in whole.splitlines() if line.strip()]
    assert all(found), "a line is no instruction"
    return [(match[1], re.sub(r"\s+", " ", match[2])) for match in found if match]


INSTRUCTIONS = _instructions()
STAGES = [number for number, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM"]
LAST_STAGE = INSTRUCTIONS[STAGES[-1] :]


def _only(name: str) -> str:
    found = [value for instruction, value in LAST_STAGE if instruction == name]
    assert len(found) == 1, f"{name} stands {len(found)} times"
    return found[0]


def test_it_is_made_in_stages_from_a_tagged_slim_base() -> None:
    assert len(STAGES) > 1
    assert INSTRUCTIONS[0][0] == "ARG"
    assert re.match(r"BASE=python:3\.\d+-slim$", INSTRUCTIONS[0][1])
    for number in STAGES:
        assert re.match(r"\$\{BASE\}( AS \w+)?$", INSTRUCTIONS[number][1])


def test_it_is_the_same_whenever_it_is_made() -> None:
    """No time of day goes into what it compiles, and the time of users and files is given."""
    compiled = [value for _, value in INSTRUCTIONS if "compileall" in value]
    assert compiled
    assert all("--invalidation-mode unchecked-hash" in value for value in compiled)
    assert all("--no-compile" in value for _, value in INSTRUCTIONS if "pip install" in value)
    for number in STAGES:
        assert INSTRUCTIONS[number + 1] == ("ARG", "SOURCE_DATE_EPOCH=0")
    assert not re.search(r"\b(date|apt-get|git)\b", " ".join(v for n, v in INSTRUCTIONS if n == "RUN"))


def test_packages_are_installed_only_with_their_hashes() -> None:
    installs = [value for _, value in INSTRUCTIONS if "pip install" in value]
    assert installs
    for install in installs:
        assert "--require-hashes" in install and "-r " in install
        assert "--only-binary :all:" in install
    locked = [line for line in text_of("requirements.lock").splitlines() if re.match(r"\w", line)]
    assert locked and all("==" in line for line in locked)


def test_nothing_comes_from_the_network_but_locked_packages() -> None:
    names = {name for name, _ in INSTRUCTIONS}
    assert "ADD" not in names
    assert not re.search(r"curl|wget|apt-get|https?://(?!127\.0\.0\.1)", text_of("Dockerfile"))


def test_it_runs_as_a_user_of_its_own_with_a_name() -> None:
    user = _only("USER").split(":")[0]
    assert user not in ("0", "root")
    made = next(value for name, value in LAST_STAGE if name == "RUN" and "useradd" in value)
    assert f"--uid {user} " in made


def test_only_the_volume_is_written() -> None:
    environment = _only("ENV")
    assert json.loads(_only("VOLUME")) == ["/data"]
    assert "HOUSING_DATA_DIR=/data" in environment
    assert "PYTHONDONTWRITEBYTECODE=1" in environment
    assert "HOUSING_HOST=0.0.0.0" in environment


def test_every_setting_of_the_image_exists() -> None:
    known = {f"HOUSING_{name.upper()}" for name in Settings.model_fields}
    for place in ("Dockerfile", "ops/housing-service.service", "ops/nginx.conf"):
        for name in re.findall(r"HOUSING_[A-Z_]+", text_of(place)):
            assert name in known, f"{place} names {name}"


def test_its_health_is_asked_without_any_other_program() -> None:
    options, _, command = _only("HEALTHCHECK").partition("CMD ")
    words = json.loads(command)
    assert words[:2] == ["python", "-c"] and "/livez" in words[2]
    compile(words[2], "healthcheck", "exec")
    assert "--start-period" in options


def test_it_stops_by_the_signal_that_the_service_takes() -> None:
    assert _only("STOPSIGNAL") == "SIGTERM"
    assert json.loads(_only("ENTRYPOINT")) == ["python", "-m", "housing_service"]
    assert json.loads(_only("CMD")) == ["serve"]


def test_what_is_copied_exists_and_is_sent_to_the_builder() -> None:
    sent = [line[1:] for line in text_of(".dockerignore").splitlines() if line.startswith("!")]
    for name, value in INSTRUCTIONS:
        if name == "COPY" and not value.startswith("--from"):
            source = value.split()[0]
            assert (ROOT / source).exists()
            assert source in sent


def test_the_unit_stops_the_service_before_its_database() -> None:
    unit = text_of("ops/housing-service.service")
    settings = dict(
        line.split("=", 1) for line in unit.splitlines() if re.match(r"[A-Z]\w+=", line)
    )
    assert settings["KillMode"] == "mixed" and settings["KillSignal"] == "SIGTERM"
    assert int(settings["TimeoutStopSec"]) >= 60
    assert settings["User"] not in ("root", "0")
    assert settings["NoNewPrivileges"] == "true" and settings["ProtectSystem"] == "strict"
    assert int(settings["LimitNOFILE"]) >= 65_536


def test_the_proxy_lets_sockets_through_and_outlasts_the_tick() -> None:
    text = text_of("ops/nginx.conf")
    live = re.search(r"location = /v1/live {(.*?)}", text, re.DOTALL)
    assert live
    timeout = re.search(r"proxy_read_timeout (\d+)s", live[1])
    assert timeout and int(timeout[1]) > 2 * Settings.model_fields["tick_seconds"].default
    for line in (
        "proxy_http_version 1.1;", "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Connection $housing_connection;", "proxy_buffering off;",
        "proxy_set_header Host $host;",
    ):  # fmt: skip
        assert line in text
    assert text.count("{") == text.count("}")
    assert "$request_uri" not in text.split("log_format", 1)[1].split(";", 1)[0]
