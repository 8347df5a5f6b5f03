"""Finds what no line of the service may do, in Python by its syntax tree and in scripts by text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_SQL_CALLS = {"execute", "executemany", "fetch", "fetchrow", "fetchval", "prepare", "cursor"}
_LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_LOGS = {"log", "logger", "logging"}
# Names under which what somebody has sent, or what opens something, goes about in this code.
_SENT = {
    "body", "form", "fields", "payload", "raw", "password", "token", "secret", "session", "query",
    "request", "household", "party",
}  # fmt: skip
_MARKUP = re.compile(
    r"\b(?:innerHTML|outerHTML|srcdoc)\b\s*\+?=(?!=)|\binsertAdjacentHTML\s*\(|\bsetHTMLUnsafe\s*\("
    r"|\bdocument\s*\.\s*write(?:ln)?\s*\(|\beval\s*\(|\bnew\s+Function\s*\("
    r"|\bcreateContextualFragment\s*\(|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]"
)
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)


def in_python(text: str) -> Iterator[str]:
    """A sentence for each line that builds SQL, or logs what was sent."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, first = node.func.attr, node.args[0] if node.args else None
        if name in _SQL_CALLS and first is not None and _is_put_together(first):
            yield f"line {node.lineno}: SQL put together from pieces"
        if name in _LOG_CALLS and _is_log(node.func.value):
            if first is not None and not isinstance(first, ast.Constant):
                yield f"line {node.lineno}: a log line that is no constant"
            told = {
                part.id
                for argument in [*node.args[1:], *(keyword.value for keyword in node.keywords)]
                for part in ast.walk(argument)
                if isinstance(part, ast.Name)
            }
            if told & _SENT:
                yield f"line {node.lineno}: what was sent goes into a log"


def in_script(text: str) -> Iterator[str]:
    """A sentence for each line that turns text into markup or code."""
    plain = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for found in _MARKUP.finditer(plain):
        line = plain.count("\n", 0, found.start()) + 1
        yield f"line {line}: {found[0]} makes markup or code of text"


def _is_log(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in _LOGS


def _is_put_together(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join", "replace")
    )
