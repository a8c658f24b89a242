"""A real browser before the real application, served in this process with the test's clock."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import pytest
import uvicorn
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser.watch import Watch
from tests.routers.conftest import House, clip, house
from tests.world import PASSWORD

__all__ = ["clip", "house"]

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 20_000
"""How long a slow machine may take; a page that is right is not waited for."""

expect.set_options(timeout=PATIENCE_MS)


class _Quiet(uvicorn.Server):
    """A server that leaves the test runner's signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(slots=True)
class Desk:
    """One person's browser window."""

    page: Page
    watch: Watch
    url: str

    async def open(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def sign_in(self, username: str) -> None:
        """Come in without the page of the entrance, which has tests of its own."""
        agent = await self.page.evaluate("navigator.userAgent")
        answer = await self.page.context.request.post(
            self.url + "/sign-in",
            form={"username": username, "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin", "User-Agent": agent},
            max_redirects=0,
        )
        assert answer.status == HTTPStatus.SEE_OTHER

    async def sign_in_by_form(self, username: str) -> None:
        await self.open("/sign-in")
        await self.page.get_by_label("用户名").fill(username)
        await self.page.get_by_label("密码").fill(PASSWORD)
        await self.page.get_by_role("button", name="登录").click()
        await self.page.get_by_role("heading", level=1).wait_for()


@dataclass(slots=True)
class Hall:
    """The served house and the browser that opens windows on it."""

    house: House
    browser: Browser
    url: str
    windows: list[BrowserContext]

    async def desk(self, size: dict[str, int] | None = None, *, scripts: bool = True) -> Desk:
        """Open a window; every problem that shows itself in it is written down."""
        context = await self.browser.new_context(
            viewport=size or DESK,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE_MS)
        self.windows.append(context)
        page = await context.new_page()
        return Desk(page, await Watch.over(page), self.url)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, named by TEST_CHROMIUM or found on the path."""
    path = os.environ.get("TEST_CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        yield browser
        await browser.close()


@pytest.fixture
async def hall(house: House, browser: Browser) -> AsyncIterator[Hall]:
    """The application on a port of its own, with its lifespan, so that news arrive."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(house.app, log_config=None, timeout_graceful_shutdown=1)
    server = _Quiet(config)
    serving = asyncio.create_task(server.serve([listener]))
    await house.resources.news.ready()
    hall = Hall(house, browser, f"http://127.0.0.1:{listener.getsockname()[1]}", [])
    yield hall
    for window in hall.windows:
        await window.close()
    server.should_exit = True
    await serving
    listener.close()
