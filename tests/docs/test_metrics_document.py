"""docs/operations.md lists exactly the metrics; the alerts ask only for what exists."""

from __future__ import annotations

import re

import pytest
from document_tables import names_in, rows, section, text_of
from prometheus_client import Counter, Histogram
from prometheus_client.metrics import MetricWrapperBase

from housing_service import metrics

OPERATIONS = text_of("docs/operations.md")
ALERTS = text_of("ops/prometheus-alerts.yml")
_OWN = re.compile(r"\b(housing_[a-z_]+)(?:\{([^}]*)\})?")
_RULE = re.compile(r"^      - alert: (\w+)\n((?:(?!      - alert: ).*\n?)*)", re.MULTILINE)


def _exposed(metric: MetricWrapperBase) -> str:
    return metric._name + ("_total" if isinstance(metric, Counter) else "")


METRICS = {
    _exposed(metric): metric
    for metric in vars(metrics).values()
    if isinstance(metric, MetricWrapperBase)
}
SERIES = dict(METRICS) | {
    name + ending: metric
    for name, metric in METRICS.items()
    if isinstance(metric, Histogram)
    for ending in ("_bucket", "_sum", "_count")
}


def _expression(rule: str) -> str:
    """The rule's expression on one line."""
    behind = rule.split("expr:", 1)[1]
    return re.sub(r"\s+", " ", re.split(r"\n        \w", behind)[0]).strip()


RULES = {name: _expression(body) for name, body in _RULE.findall(ALERTS)}


def test_every_metric_is_listed_with_its_labels_and_nothing_else() -> None:
    listed = {
        names_in(name)[0]: [label for label in labels.split(", ") if label]
        for name, labels, _ in rows(section(OPERATIONS, "Metrics"))
    }
    assert listed == {name: list(metric._labelnames) for name, metric in METRICS.items()}


def test_there_are_alerts_for_what_is_promised() -> None:
    used = {name for rule in RULES.values() for name, _ in _OWN.findall(rule)}
    for needed in (
        "housing_expiry_lag_seconds_bucket", "housing_feed_healthy",
        "housing_database_seen_seconds", "housing_pools_by_freshness", "housing_refusals_total",
        "housing_requests_total", "housing_purge_last_run_timestamp_seconds",
        "housing_clock_steps_total",
    ):  # fmt: skip
        assert needed in used


@pytest.mark.parametrize("name", sorted(RULES))
def test_an_alert_asks_only_for_series_and_labels_that_exist(name: str) -> None:
    expression = RULES[name]
    assert expression.count("(") == expression.count(")")
    for series, matchers in _OWN.findall(expression):
        assert series in SERIES, f"{name} asks for {series}"
        metric = SERIES[series]
        for label in re.findall(r"(\w+)\s*[=!]~?\s*\"", matchers):
            assert label in metric._labelnames, f"{name}: {series} has no label {label}"


def test_every_alert_says_how_urgent_it_is_and_stands_in_the_document() -> None:
    explained = section(OPERATIONS, "Alerts")
    for name, body in _RULE.findall(ALERTS):
        assert re.search(r"severity: (page|ticket|region)\n", body), name
        assert 'summary: "' in body, name
        assert re.search(rf"\b{name}\b", explained), f"{name} is not explained"
