"""Key states of the elements look as they did when somebody last looked at them and said yes.

Fonts and their smoothing differ from machine to machine, so pictures are not compared pixel by
pixel: both are laid under the same coarse grid, and a square counts as changed when its mean
colour is far from what it was. Where text is as wide as it was, little may change; with other
fonts lines break elsewhere, and only what is coarse is judged: a background, a border, a part that
is gone. `make looks` keeps what is seen now; look at it before committing.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, FloatRect, Page

from tests.support.stage import stage, state

PICTURES = Path(__file__).parent / "looks"
KEEP = os.environ.get("HOUSING_KEEP_LOOKS") == "1"
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "light": ("light", {"viewport": {"width": 1280, "height": 800}}),
    "low-light": ("low-light", {"viewport": {"width": 1280, "height": 800}}),
    "phone": ("light", {"viewport": {"width": 320, "height": 640}}),
}
STATES = (
    "banner-usual", "button-first", "button-not_now", "button-pressed", "button-quiet",
    "button-usual", "chart-bars", "chip-chosen", "choice-chosen", "code-words", "count-many",
    "count_card-open", "count_card-paused", "empty-usual", "field-wrong", "fit-to_ask",
    "freshness-fresh", "hold_card-ended", "hold_card-kept", "lock_steps-usual", "notice-done",
    "notice-usual", "notice-ways_on", "notices-usual", "pool_row-fits", "pool_row-gone",
    "pool_row-to_ask", "refusal-usual", "request_card-asking", "request_card-to_answer",
    "select-usual", "service_card-open", "stepper-big", "table-usual", "tag-good", "tiles-usual",
    "top_bar-usual", "undo-usual",
)  # fmt: skip
# By how much a mean colour (0 to 255) may differ before its square counts as changed.
COLOUR_STEP_MAX = 20
# Share of squares that may have changed, and by how much a side may have grown or shrunk: with the
# same fonts, and with others.
SAME_FONTS, OTHER_FONTS = (0.12, 1.05), (0.5, 1.6)
_TEXT_WIDTHS = """
() => ["400", "650"].map((weight) => {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.font = `${weight} 17px ${getComputedStyle(document.body).fontFamily}`;
  return Math.round(context.measureText("A place for tonight, said 12 min ago").width);
})
"""
# Given every kept picture and one picture of the whole page: share of squares changed and the
# ratio of the sides, by name.
_COMPARE = """
async ([page, kept, step]) => {
  const SQUARE = 12;
  const read = async (data) =>
    createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
  const whole = await read(page);
  // The mean colours of the squares, row by row, of the picture brought to this width and height.
  const squares = (bitmap, box, width, height) => {
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(bitmap, ...box, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const wide = Math.ceil(width / SQUARE), high = Math.ceil(height / SQUARE);
    const sums = Array.from({ length: wide * high }, () => [0, 0, 0, 0]);
    for (let at = 0; at < width * height; at += 1) {
      const x = at % width, y = (at - x) / width;
      const sum = sums[Math.floor(y / SQUARE) * wide + Math.floor(x / SQUARE)];
      for (const c of [0, 1, 2]) sum[c] += data[4 * at + c];
      sum[3] += 1;
    }
    return sums.map((sum) => sum.map((total) => total / sum[3]));
  };
  const seen = {};
  for (const [name, data, box] of kept) {
    const before = await read(data);
    const { width, height } = before;
    const was = squares(before, [0, 0, width, height], width, height);
    const is = squares(whole, box, width, height);
    const far = (one, other) => Math.max(...[0, 1, 2].map((c) => Math.abs(one[c] - other[c])));
    const changed = was.filter((one, at) => far(one, is[at]) > step).length;
    const sides = [before.width / box[2], before.height / box[3]];
    seen[name] = [changed / was.length, Math.max(...sides.map((it) => Math.max(it, 1 / it)))];
  }
  return seen;
}
"""


def encoded(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


async def boxes(page: Page) -> dict[str, FloatRect]:
    """Where each element itself is on the page, without the room around it."""
    found = {}
    for name in STATES:
        sample = page.locator(state(*name.split("-", 1))).locator(".element-sample > *").first
        box = await sample.bounding_box()
        assert box is not None, name
        # Whole pixels, so that a kept picture and a cut from the page begin at the same one.
        found[name] = FloatRect(
            x=round(box["x"]), y=round(box["y"]),
            width=round(box["width"]), height=round(box["height"]),
        )  # fmt: skip
    return found


async def keep(page: Page, look: str) -> None:
    (PICTURES / look).mkdir(parents=True, exist_ok=True)
    (PICTURES / "text-widths.json").write_text(json.dumps(await page.evaluate(_TEXT_WIDTHS)) + "\n")
    for name, box in (await boxes(page)).items():
        await page.screenshot(path=PICTURES / look / f"{name}.png", clip=box, full_page=True)


async def changes(page: Page, look: str) -> list[str]:
    """What does not look as it did, in words."""
    whole = encoded(await page.screenshot(animations="disabled", full_page=True))
    kept = [
        [name, encoded((PICTURES / look / f"{name}.png").read_bytes()),
         [box["x"], box["y"], box["width"], box["height"]]]
        for name, box in (await boxes(page)).items()
    ]  # fmt: skip
    widths = json.loads((PICTURES / "text-widths.json").read_text())
    same = await page.evaluate(_TEXT_WIDTHS) == widths
    share_max, ratio_max = SAME_FONTS if same else OTHER_FONTS
    seen = await page.evaluate(_COMPARE, [whole, kept, COLOUR_STEP_MAX])
    return [
        f"{name}: {share:.0%} changed, sides by {ratio:.2f}"
        for name, (share, ratio) in seen.items()
        if share > share_max or ratio > ratio_max
    ]


@pytest.mark.parametrize("look", LOOKS)
async def test_elements_look_as_they_did(browser: Browser, look: str) -> None:
    theme, options = LOOKS[look]
    async with stage(browser, reduced_motion="reduce", **options) as page:
        await page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        if KEEP:
            await keep(page, look)
        assert await changes(page, look) == []
    kept = {path.stem for path in (PICTURES / look).glob("*.png")}
    assert kept == set(STATES), "a picture is missing or left over"


@pytest.mark.skipif(KEEP, reason="pictures are being kept")
@pytest.mark.parametrize("fonts", ["", "body { font-family: monospace }"], ids=["same", "other"])
async def test_a_change_of_look_is_seen_and_other_fonts_are_none(
    browser: Browser, fonts: str
) -> None:
    broken = """
      .button.primary { background: none; color: inherit; }
      .notice { background: none; border: 0; }
      .chip > input:not([type="hidden"]):checked { background: crimson; }
    """
    async with stage(browser, reduced_motion="reduce") as page:
        await page.evaluate("document.documentElement.dataset.theme = 'light'")
        if fonts:
            await page.add_style_tag(content=fonts)
        assert await changes(page, "light") == []
        await page.add_style_tag(content=broken)
        found = {line.split(":")[0] for line in await changes(page, "light")}
    assert found == {"button-first", "notice-usual", "notices-usual", "chip-chosen"}
