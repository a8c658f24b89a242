"""A real browser before the real application, served in this process with the test's clock."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.responses import FileResponse
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.cli.api import CONNECTION, KEEP_ALIVE_SECONDS
from tests.browser.watch import AXE, Watch
from tests.routers.conftest import House, clip, house
from tests.world import PASSWORD

__all__ = ["clip", "house"]

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("TEST_PICTURES", "")
AXE_AT = "/axe.min.js"
"""Where the served application has axe, which is no part of it."""
PATIENCE_MS = 120_000
"""How long a slow machine may take; a page that is right is not waited for."""

FLAGS = [
    "--no-sandbox",
    "--force-color-profile=srgb",
    "--process-per-site",
    "--js-flags=--no-opt --no-maglev",
]
"""What saves a third of a page's cost and changes nothing that it shows.

The pages of one profile share a process, which has then compiled every script already; and no
script runs for so long that compiling it a second and third time, for speed, would ever pay.
"""

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

    async def follow(self, link: Locator) -> None:
        """Click a link, and return when the page has come to which it leads."""
        async with self.page.expect_event("load"):
            await link.click()

    async def tour(self, *paths: str) -> None:
        """Open each page, and hold it to the rules on a desk and on a phone.

        It is opened once, because nothing but the style sheets knows the size of the window.
        """
        for path in paths:
            await self.open(path)
            for size in (DESK, PHONE):
                await self.page.set_viewport_size(size)  # type: ignore[arg-type]
                await self._hold_to_the_rules(path, size)

    async def look(self, name: str, *, expecting: str = "") -> None:
        """Hold the page as it stands to the rules on a phone and on a desk.

        With TEST_PICTURES naming a folder, a picture of each is left there for people to see.
        """
        for size in (PHONE, DESK):
            await self.page.set_viewport_size(size)  # type: ignore[arg-type]
            await self._hold_to_the_rules(name, size, expecting)
            if PICTURES:
                picture = f"{PICTURES}/{name}-{size['width']}.png"
                await self.page.screenshot(path=picture, full_page=True)

    async def _hold_to_the_rules(
        self, name: str, size: dict[str, int], expecting: str = ""
    ) -> None:
        try:
            await self.watch.is_clean(expecting=expecting)
        except AssertionError as problem:
            raise AssertionError(f"{name} at {size['width']} px: {problem}") from problem

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
        await self.page.wait_for_url(lambda url: "/sign-in" not in url)


@dataclass(frozen=True, slots=True)
class Served:
    """The application on its port."""

    server: uvicorn.Server
    url: str

    async def rest(self) -> None:
        """Return when no answer is under way any more, so that nobody uses a test's resources."""
        while self.server.server_state.tasks:
            await asyncio.wait(self.server.server_state.tasks)


@dataclass(slots=True)
class Hall:
    """The served house and the windows that are open on it."""

    house: House
    windows: "Windows"
    url: str

    async def desk(
        self, size: dict[str, int] | None = None, *, scripts: bool = True, fresh: bool = False
    ) -> Desk:
        """Open a window; every problem that shows itself in it is written down.

        ``fresh`` is for a test that changes more of the browser than its cookies.
        """
        page = await self.windows.open(scripts=scripts, fresh=fresh)
        if size is not None and size != DESK:
            await page.set_viewport_size(size)  # type: ignore[arg-type]
        return Desk(page, await Watch.over(page, AXE_AT), self.url)


class Windows:
    """Browser contexts, kept from test to test without their cookies.

    A new one would load and compile every style sheet and script again. So would a new process;
    an empty page of ours keeps that of each context alive.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._shelf: dict[bool, list[BrowserContext]] = {True: [], False: []}
        self._used: list[tuple[bool, BrowserContext]] = []
        self._fresh: list[BrowserContext] = []

    async def open(self, *, scripts: bool, fresh: bool) -> Page:
        """Return a page in a context that nobody else has at this time."""
        shelf = self._shelf[scripts]
        if fresh:
            context = await self._new(scripts=scripts)
            self._fresh.append(context)
        else:
            context = shelf.pop() if shelf else await self._kept(scripts=scripts)
            self._used.append((scripts, context))
        return await (_window_beside(context) if scripts and not fresh else context.new_page())

    async def put_back(self) -> None:
        """Close every page; forget who was signed in."""
        for scripts, context in self._used:
            for page in context.pages[1:]:
                await page.close()
            await context.clear_cookies()
            self._shelf[scripts].append(context)
        for context in self._fresh:
            await context.close()
        self._used, self._fresh = [], []

    async def _kept(self, *, scripts: bool) -> BrowserContext:
        context = await self._new(scripts=scripts)
        page = await context.new_page()
        await page.goto(f"{self._url}/healthz")
        return context

    async def _new(self, *, scripts: bool) -> BrowserContext:
        context = await self._browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            viewport=DESK,  # type: ignore[arg-type]
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE_MS)
        return context


async def _window_beside(context: BrowserContext) -> Page:
    """Open a window from the empty page of ours: in its process, without starting another."""
    async with context.expect_page() as opened:
        await context.pages[0].evaluate("() => { open('about:blank'); }")
    return await opened.value


@asynccontextmanager
async def launched(path: str | None) -> AsyncIterator[Browser]:
    """A browser that runs until the block ends."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


def whole_browser() -> str | None:
    """Return the path of a whole Chromium, named by TEST_CHROMIUM or found on the path."""
    return os.environ.get("TEST_CHROMIUM") or shutil.which("chromium")


def engine_alone() -> str | None:
    """Return Chromium's engine without a window, named by TEST_HEADLESS; else the whole browser."""
    return os.environ.get("TEST_HEADLESS") or whole_browser()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser of most tests."""
    async with launched(engine_alone()) as browser:
        yield browser


@pytest.fixture(scope="session")
def windows(browser: Browser, served: Served) -> Windows:
    """The windows of this process."""
    return Windows(browser, served.url)


@pytest.fixture(scope="session")
async def served(application: FastAPI) -> AsyncIterator[Served]:
    """The application served on one port for all tests, so that a browser's cache counts.

    Its lifespan is left to the tests, because each brings resources of its own.
    """
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        beside_axe(application),
        http=CONNECTION,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = _Quiet(config)
    serving = asyncio.create_task(server.serve([listener]))
    yield Served(server, f"http://127.0.0.1:{listener.getsockname()[1]}")
    server.should_exit = True
    await serving
    listener.close()


def beside_axe(application: ASGIApp) -> ASGIApp:
    """Return the application with one file more, which a browser fetches once."""
    file = FileResponse(AXE, headers={"Cache-Control": "max-age=86400, immutable"})

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_axe = scope["type"] == "http" and scope["path"] == AXE_AT
        await (file if is_axe else application)(scope, receive, send)

    return answer


@pytest.fixture
async def hall(house: House, windows: Windows, served: Served) -> AsyncIterator[Hall]:
    """The application on its port with the news on, before an empty window."""
    await house.resources.news.start()
    await house.resources.news.ready()
    yield Hall(house, windows, served.url)
    await windows.put_back()
    await served.rest()
    await house.resources.news.stop()
