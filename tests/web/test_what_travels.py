"""How a page travels: compressed, its modules as one file, its secret never twice alike."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from housing_service.app import Running
from housing_service.live.packing import BYTES_MIN, Packing, rest
from housing_service.web.bundles import NotBundled, bundled
from housing_service.web.csrf import is_of, masked
from housing_service.web.language.catalogue import LANGUAGES
from housing_service.web.static_files import static_files
from housing_service.web.words_file import words_file, words_url
from tests.support.world import PASSWORD, World

TOKEN = "0123456789abcdef" * 4


def test_a_token_is_masked_anew_and_known_again() -> None:
    ways = {masked(TOKEN) for _ in range(20)}
    assert len(ways) == 20
    assert all(is_of(way, TOKEN) and TOKEN not in way for way in ways)
    assert is_of(TOKEN, TOKEN)
    other = "f" + TOKEN[1:]
    for wrong in ("", other, masked(other), TOKEN * 2, "é" * 128, " " * 128, masked(TOKEN)[:-1]):
        assert not is_of(wrong, TOKEN)
    assert not is_of("", "")
    # Bytes that are no text come from a header like this.
    assert not is_of("\udcff" * len(TOKEN), TOKEN)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def test_a_page_is_compressed_for_whoever_takes_that(
    http: aiohttp.ClientSession, service: Running, world: World
) -> None:
    await world.caller("responder", await world.organization(), "desk")
    origin = {"Origin": service.url}
    form = {"login": "desk", "password": PASSWORD}
    async with http.post(f"{service.url}/sign-in", data=form, headers=origin) as signed_in:
        assert signed_in.status == 200
    tokens = set()
    for accepted in ("gzip", "identity", "gzip"):
        asked = {"Accept-Encoding": accepted}
        async with http.get(f"{service.url}/console", headers=asked) as page:
            text = await page.text()
            assert page.headers.get("Content-Encoding", "identity") == accepted
            assert page.headers["Vary"] == "Accept-Encoding"
            assert page.headers["Cache-Control"] == "no-store"
            tokens |= set(re.findall(r'name="csrf" (?:content|value)="(\w+)"', text))
    # One a page, whatever forms are on it.
    assert len(tokens) == 3
    left = {"csrf": tokens.pop()}
    async with http.post(f"{service.url}/sign-out", data={"csrf": TOKEN}, headers=origin) as kept:
        assert kept.status == 403
    async with http.post(f"{service.url}/sign-out", data=left, headers=origin) as gone:
        assert gone.status == 200


def test_modules_of_a_page_are_one_file_in_the_order_of_their_imports() -> None:
    sources = {
        "js/main.js": 'import { low as lower } from "./a.js";\n'
        'import {\n  high,\n} from "../b/b.js";\n'
        "console.log(lower, high());\n",
        "js/a.js": "/**\n * Says.\n */\nexport const low = 1;\n",
        "b/b.js": 'import { low } from "../js/a.js";\n// Why.\n'
        "export async function high() {\n  return /** @type {number} */ (low);\n}\n",
    }
    text = bundled(("js/main.js",), sources)
    assert [text.index(part) for part in ("$js$a =", "$b$b =", "console.log")] == sorted(
        text.index(part) for part in ("$js$a =", "$b$b =", "console.log")
    )
    assert "const { low: lower } = $js$a;" in text and "return { high };" in text
    assert "Says" not in text and "Why" not in text and "return /** @type" in text
    assert text.count("$js$a = ") == 1


@pytest.mark.parametrize(
    "source",
    ['import "./a.js";\n', 'export default 1;\n', 'const a = await import("./a.js");\n',
     'import { a } from "./main.js";\n'],
)  # fmt: skip
def test_a_module_that_is_written_otherwise_is_refused(source: str) -> None:
    with pytest.raises(NotBundled):
        bundled(("js/main.js",), {"js/main.js": source, "js/a.js": ""})


def test_every_page_script_holds_each_of_its_modules_once() -> None:
    files = static_files()
    scripts = [path for path in files.files if path.startswith("pages/")]
    assert len(scripts) >= 6
    for path in scripts:
        text = files.files[path].body.decode()
        entry = path.removeprefix("pages/")
        wanted = {*files.modules_of("main_frame.js"), *files.modules_of(entry)}
        made = re.findall(r"^const (\$\S+) = \(\(\) => \{$", text, re.MULTILINE)
        entries = {"js/main_frame.js", f"js/{entry}"}
        names = {"$" + name.removesuffix(".js").replace("/", "$") for name in wanted - entries}
        assert set(made) == names and len(made) == len(names)
        assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)


def test_the_words_of_a_language_are_a_file_of_their_own() -> None:
    for language in LANGUAGES:
        _, _, version, path = words_url(language).split("/", 3)
        file = words_file(version, path)
        assert file is not None and gzip.decompress(file.compressed) == file.body
        assert file.body.startswith(b"globalThis.housingWords = {")
        assert words_file("0" * 16, path) is None
    for path in ("words/xx.js", "words/en.json", "words/../en.js", "words/", "words/en"):
        assert words_file(version, path) is None


async def test_a_packed_list_reads_as_it_was_and_few_are_packed_at_once() -> None:
    head, tail = b'{"pools":[' + b"1," * BYTES_MIN + b"1]", b',"holds":[]}'
    packing = Packing()
    packed = await packing.packed(head)
    assert packed is not None and len(packed) < len(head) // 10
    assert zlib.decompress(packed + rest(tail), -15) == head + tail
    assert await packing.packed(head[: BYTES_MIN - 1]) is None
    packing._under_way = 2
    assert await packing.packed(head) is None
