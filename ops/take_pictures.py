"""Take the pictures of the README from a demo of its own, started and stopped here."""

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

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
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
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright, demo() as url:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=list(ARGUMENTS)
        )
        console = await signed_in(browser, url, "responder", 1280, 860)
        await console.locator("button:has-text('Hold')").first.click()
        await console.wait_for_selector("text=Say this at the door")
        await console.evaluate("window.scrollTo(0, 0)")
        await console.screenshot(path=PICTURES / "console.png")
        shelter = await signed_in(browser, url, "shelter", 390, 844)
        await shelter.screenshot(path=PICTURES / "shelter-phone.png")
        operator = await signed_in(browser, url, "operator", 1280, 860)
        await operator.screenshot(path=PICTURES / "operator.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
