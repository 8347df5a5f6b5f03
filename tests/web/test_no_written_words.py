"""No view and no module writes what people read: catalogues do, in every language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import housing_service.web

WEB = Path(housing_service.web.__file__).parent
VIEWS = sorted((WEB / "pages").glob("*.py"))
MODULES = sorted([*WEB.glob("static/js/*.js"), *WEB.glob("components/*/*.js")])
# What looks like words and is read by a browser or by who mends a page, never by its readers.
NOT_READ = {" hidden", "light dark", "not a worker of ours", "a template without an element"}
ENDS_NOT_READ = (" is missing from this page", " is missing from a card")
WORDS = re.compile(r"[^\W\d_]{2,} +[^\W\d_]{2,}|^ ?[a-z]{2,} $|^ [a-z]{2,} ?$")
HEADERS = {"Location", "Origin"}
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def strings_of_view(path: Path) -> Iterator[str]:
    """Every text in the code that is no docstring, and no name in a type."""
    tree = ast.parse(path.read_text())
    documented = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        known = isinstance(node, ast.Constant) and id(node) not in docstrings
        if known and isinstance(node.value, str):
            yield node.value


def strings_of_module(path: Path) -> Iterator[str]:
    plain = _COMMENT.sub("", path.read_text())
    for found in _STRING.findall(plain):
        yield re.sub(r"\$\{[^}]*\}", "1", found[1:-1])


def is_read(text: str) -> bool:
    """Whether people would read it: some words, or one with a capital and nothing else."""
    if text in NOT_READ or text.endswith(ENDS_NOT_READ):
        return False
    if re.search(r"[\[\]>#:=]|^(summary|main|html) ", text):
        # A selector or markup's name, not a sentence; a sentence has a blank after its colon.
        return bool(re.search(r"[a-z]: [a-z]", text))
    return bool(WORDS.search(text))


def test_no_view_writes_words() -> None:
    found = {path.name: [text for text in strings_of_view(path) if is_read(text)] for path in VIEWS}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_a_page_has_its_title_from_a_catalogue() -> None:
    written = {
        path.name: ast.unparse(node.value)
        for path in VIEWS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword)
        and node.arg == "title"
        and isinstance(node.value, ast.Constant | ast.JoinedStr)
        and ast.unparse(node.value) != "''"
    }
    assert written == {}


def test_no_module_writes_words() -> None:
    found = {path.name: [t for t in strings_of_module(path) if is_read(t)] for path in MODULES}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_written_words_are_found(tmp_path: Path) -> None:
    view = tmp_path / "view.py"
    view.write_text('"""Doc of it."""\nx = f"{n} of {all}"\ny = "Not here"\nz = "a_code"\n')
    assert [text for text in strings_of_view(view) if is_read(text)] == ["Not here", " of "]
    module = tmp_path / "module.js"
    module.write_text('// say this\nsay(`Only ${n} left here`); get("#id > b"); say("Done: all")')
    assert [text for text in strings_of_module(module) if is_read(text)] == [
        "Only 1 left here",
        "Done: all",
    ]
