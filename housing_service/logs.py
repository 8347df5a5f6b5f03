"""JSON log lines with a request id, and a list of what may never be logged.

A line is one JSON object on standard error. Fields named in `NEVER_LOGGED` are dropped wherever
they appear; request bodies, query strings, household facts and codes never reach a logger.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from contextvars import ContextVar
from typing import Any

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

NEVER_LOGGED = frozenset(
    {
        "token",
        "password",
        "cookie",
        "authorization",
        "arrival_code",
        "party",
        "adults",
        "children",
        "infants",
        "needs",
        "household",
        "filter",
        "address",
        "program_name",
        "body",
        "query",
        "pool_id",
        "hold_id",
        "need_id",
        "reason",
        "line",
        "locality",
        "way_in",
        "call_line",
        "place",
    }
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request id and safe extras."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        for name, value in vars(record).items():
            if name not in _STANDARD and name not in NEVER_LOGGED:
                line[name] = value
        if record.exc_info and record.exc_info[0] is not None:
            # The type and place of a fault, never its text: messages can quote values.
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return json.dumps(line, default=str)


def _where(record: logging.LogRecord) -> list[str]:
    places: list[str] = []
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[-8:]


def configure_logging(level: str) -> None:
    """Sends all logging of this process to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # aiohttp's access log would print paths with ids; our own middleware counts instead.
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)
    logging.getLogger("aiohttp.server").addFilter(_says_no_address)


def _says_no_address(record: logging.LogRecord) -> bool:
    # The library notes each request that is not HTTP with its caller's address. Anybody could fill
    # the log with them, and no log may say from where somebody called.
    return not str(record.msg).startswith("Error handling request")
