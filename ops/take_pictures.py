"""Take the pictures of README and guides from a demo of its own, started and stopped here."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from ops.find_browser import find_browser

DOCS = Path(__file__).resolve().parent.parent / "docs"
PICTURES, GUIDE = DOCS / "pictures", DOCS / "guide" / "pictures"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
READY_SECONDS_MAX = 90


@contextlib.asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """The address of a demo that runs until the block ends."""
    with tempfile.TemporaryDirectory(prefix="housing-pictures-") as directory:
        environment = {
            **os.environ,
            "HOUSING_DATA_DIR": directory,
            "HOUSING_PORT": "0",
            "HOUSING_DEMO_SPEED": "10",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "housing_service", "demo"),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(READY_SECONDS_MAX):
                yield await _address(process)
        finally:
            process.terminate()
            await process.communicate()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if b"ready at " in line:
            return line.decode().rsplit(" ", 1)[-1].strip()
    raise RuntimeError("the demo did not start")


async def signed_in(browser: Browser, url: str, login: str, width: int, height: int) -> Page:
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.goto(f"{url}/sign-in")
    await page.fill("#login", login)
    await page.fill("#password", f"demo-{login}-7")
    await page.click("button[type=submit]")
    await page.wait_for_selector("main")
    return page


async def main() -> None:
    for folder in (PICTURES, GUIDE):
        folder.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright, demo() as url:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=list(ARGUMENTS)
        )
        console = await signed_in(browser, url, "responder", 1280, 860)
        await console.locator("button:has-text('Hold')").first.click()
        await console.wait_for_selector("text=Say this at the door")
        await console.evaluate("window.scrollTo(0, 0)")
        await console.screenshot(path=PICTURES / "console.png")
        phone = await signed_in(browser, url, "hotline", 390, 844)
        await phone.wait_for_selector("html[data-live=yes]")
        await phone.screenshot(path=GUIDE / "responder-1-places.png")
        await phone.locator("#pools button:has-text('Hold')").first.click()
        await phone.wait_for_selector("#my-holds .code-words")
        await phone.locator("#my-holds > li").first.scroll_into_view_if_needed()
        await phone.screenshot(path=GUIDE / "responder-2-held.png")
        await phone.goto(f"{url}/account")
        await phone.screenshot(path=GUIDE / "responder-3-my-sign-in.png")
        shelter = await signed_in(browser, url, "shelter", 390, 844)
        await shelter.wait_for_selector("html[data-live=yes]")
        await shelter.screenshot(path=PICTURES / "shelter-phone.png")
        await shelter.screenshot(path=GUIDE / "staff-1-counts.png")
        await shelter.goto(f"{url}/people")
        await shelter.screenshot(path=GUIDE / "staff-2-people.png")
        operator = await signed_in(browser, url, "operator", 1280, 860)
        await operator.wait_for_selector("html[data-live=yes]")
        await operator.screenshot(path=PICTURES / "operator.png")
        await operator.screenshot(path=GUIDE / "operator-1-tonight.png")
        await operator.goto(f"{url}/operator/stop")
        await operator.screenshot(path=GUIDE / "operator-2-stop.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
