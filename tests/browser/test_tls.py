"""HTTPS in a real browser that trusts the private authority, and in one that does not.

No flag of the browser is loosened: the authority is put where Chromium looks for roots on Linux,
the NSS database of the home directory, which is a fresh one here.
"""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Error, async_playwright, expect

from tests.browser.conftest import (
    DESK,
    FLAGS,
    PATIENCE_MS,
    PHONE,
    Desk,
    engine_alone,
    whole_browser,
)
from tests.browser.watch import Watch
from tests.cli.running import Running, copied, liuhen, running
from tests.routers.factors import GOOD

FAKE_CAMERA = "--use-fake-device-for-media-stream"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture(scope="module")
def product(used_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The whole product as ``bin/serve --tls`` starts it."""
    data = copied(used_once, tmp_path_factory.mktemp("tls") / "data")
    with running(data, "--tls") as product:
        yield product


@pytest.fixture(scope="module")
def door(product: Running) -> str:
    """The address that the console names for terminals that trust nothing yet."""
    return product.line_with("设置页").partition("：")[2].partition("（")[0]


@pytest.fixture(scope="module")
def initial(product: Running) -> str:
    """The initial password of Liu, the first person of this installation."""
    register = ("register", "--data", product.data)
    liuhen(*register, "unit", "RZ", "汝州市水利局", "--pack", "ruzhou")
    words = ("person", "liu", "刘敏", "--unit", "RZ", "--role", "record_keeper")
    return liuhen(*register, *words).stdout.strip()


@pytest.fixture(scope="module")
def trusting_home(product: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home directory whose owner has installed the authority, and nothing else."""
    home = tmp_path_factory.mktemp("home")
    roots = home / ".pki" / "nssdb"
    roots.mkdir(parents=True)
    for words in (
        ["-N", "--empty-password"],
        ["-A", "-t", "C,,", "-n", "liuhen", "-i", str(product.trusted)],
    ):
        subprocess.run(["certutil", "-d", f"sql:{roots}", *words], check=True)
    return home


@asynccontextmanager
async def browser_at_home(home: Path, path: str | None) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path,
            args=[*FLAGS, FAKE_CAMERA],
            env={**os.environ, "HOME": str(home)},
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
async def seeing_browser(trusting_home: Path) -> AsyncIterator[Browser]:
    """A whole browser, because its engine alone has no camera."""
    async with browser_at_home(trusting_home, whole_browser()) as browser:
        yield browser


@pytest.fixture(scope="module")
async def trusting_browser(trusting_home: Path) -> AsyncIterator[Browser]:
    async with browser_at_home(trusting_home, engine_alone()) as browser:
        yield browser


@pytest.fixture(scope="module")
async def strange_browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with browser_at_home(tmp_path_factory.mktemp("stranger"), engine_alone()) as browser:
        yield browser


@asynccontextmanager
async def profile_of(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A profile of its own, whose owner allows camera and microphone.

    Cookies, permissions and workers begin and end with it; only the trusted roots are shared.
    """
    context = await browser.new_context(locale="zh-CN", permissions=["camera", "microphone"])
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


@pytest.fixture
async def seeing(seeing_browser: Browser) -> AsyncIterator[BrowserContext]:
    async with profile_of(seeing_browser) as context:
        yield context


@pytest.fixture
async def trusting(trusting_browser: Browser) -> AsyncIterator[BrowserContext]:
    async with profile_of(trusting_browser) as context:
        yield context


@pytest.fixture
async def stranger(strange_browser: Browser) -> AsyncIterator[BrowserContext]:
    async with profile_of(strange_browser) as context:
        yield context


async def desk_in(context: BrowserContext, product: Running, size: dict[str, int] = DESK) -> Desk:
    """Open a window."""
    page = await context.new_page()
    await page.set_viewport_size(size)  # type: ignore[arg-type]
    return Desk(page, await Watch.over(page), product.url)


async def test_a_browser_without_the_authority_refuses(
    stranger: BrowserContext, product: Running
) -> None:
    desk = await desk_in(stranger, product)

    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        await desk.open("/setup/check")


@SIZES
async def test_with_the_authority_everything_that_terminals_need_is_allowed(
    seeing: BrowserContext, product: Running, size: dict[str, int]
) -> None:
    desk = await desk_in(seeing, product, size)
    await desk.open("/setup/check")

    await desk.page.get_by_role("button", name="开始检测").click()

    await desk.page.get_by_text("全部通过，本机可以使用。").wait_for()
    await expect(desk.page.get_by_text("通过", exact=True)).to_have_count(5)
    assert await desk.page.evaluate("isSecureContext")
    await desk.watch.is_clean()


async def test_the_worker_becomes_active_and_reaches_the_check_alone(
    seeing: BrowserContext, product: Running
) -> None:
    desk = await desk_in(seeing, product)
    await desk.open("/setup/check")
    await desk.page.get_by_role("button", name="开始检测").click()
    await desk.page.get_by_text("全部通过").wait_for()

    found = await desk.page.evaluate(
        """async () => {
          const all = await navigator.serviceWorker.getRegistrations();
          return all.map(({ scope, active }) => [new URL(scope).pathname, active.state]);
        }"""
    )

    assert found == [["/setup/check", "activated"]]


async def test_the_camera_is_closed_once_the_check_has_seen_it(
    seeing: BrowserContext, product: Running
) -> None:
    desk = await desk_in(seeing, product)
    await desk.page.add_init_script(
        """const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        window.tracks = [];
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await open(wanted);
          window.tracks.push(...stream.getTracks());
          return stream;
        };"""
    )
    await desk.open("/setup/check")

    await desk.page.get_by_role("button", name="开始检测").click()
    await desk.page.get_by_text("全部通过").wait_for()

    states = await desk.page.evaluate("window.tracks.map((track) => track.readyState)")
    assert states == ["ended", "ended"]


async def test_camera_stays_closed_on_every_other_page(
    seeing: BrowserContext, product: Running
) -> None:
    desk = await desk_in(seeing, product)
    await desk.open("/sign-in")

    refused = await desk.page.evaluate(
        "navigator.mediaDevices.getUserMedia({ video: true }).catch((error) => error.name)"
    )

    assert refused == "NotAllowedError"


async def test_a_device_that_was_denied_is_named_with_what_to_do(
    seeing: BrowserContext, product: Running
) -> None:
    desk = await desk_in(seeing, product)
    await seeing.clear_permissions()
    await desk.open("/setup/check")

    await desk.page.get_by_role("button", name="开始检测").click()

    await desk.page.get_by_text("有 2 项没有通过").wait_for()
    await desk.page.get_by_text("请在浏览器的提示中允许使用摄像头").wait_for()
    await desk.watch.is_clean()


async def test_the_session_cookie_is_bound_to_this_host_over_https(
    trusting: BrowserContext, product: Running, initial: str
) -> None:
    desk = await desk_in(trusting, product)
    await desk.open("/sign-in")
    await desk.page.get_by_label("用户名").fill("liu")
    await desk.page.get_by_label("密码").fill(initial)
    await desk.page.get_by_role("button", name="登录").click()
    await desk.page.get_by_label("新密码", exact=True).fill(GOOD)
    await desk.page.get_by_label("再输入一次新密码").fill(GOOD)

    await desk.page.get_by_role("button", name="修改密码").click()

    await desk.page.get_by_role("heading", level=1, name="刘敏").wait_for()
    cookies = await desk.page.context.cookies()
    assert {cookie["name"] for cookie in cookies} == {"__Host-liuhen", "__Host-liuhen-known"}
    for cookie in cookies:
        assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, "/")
    await desk.watch.is_clean()


@SIZES
async def test_the_set_up_page_holds_every_rule(
    trusting: BrowserContext, product: Running, size: dict[str, int]
) -> None:
    desk = await desk_in(trusting, product, size)

    await desk.open("/setup")

    await desk.page.get_by_role("img", name="二维码").wait_for()
    await desk.watch.is_clean()


async def test_the_set_up_page_prints_as_one_sheet(
    trusting: BrowserContext, product: Running
) -> None:
    desk = await desk_in(trusting, product)
    await desk.open("/setup")

    document = await desk.page.pdf(prefer_css_page_size=True)

    assert document.count(b"/Type /Page\n") == 1
    await desk.page.emulate_media(media="print")
    await desk.page.get_by_text("SHA-256 指纹", exact=True).wait_for()
    await desk.page.get_by_role("link", name="下载根证书").first.wait_for(state="hidden")


@SIZES
async def test_the_plain_door_holds_every_rule_for_whoever_trusts_nothing(
    stranger: BrowserContext, product: Running, door: str, size: dict[str, int]
) -> None:
    desk = await desk_in(stranger, product, size)

    await desk.page.goto(door)

    await desk.page.get_by_text("本页没有加密").wait_for()
    await desk.watch.is_clean()


async def test_at_the_plain_door_the_authority_is_downloaded(
    stranger: BrowserContext, product: Running, door: str
) -> None:
    desk = await desk_in(stranger, product)
    await desk.page.goto(door)

    async with desk.page.expect_download() as downloading:
        await desk.page.get_by_role("link", name="下载根证书").first.click()

    download = await downloading.value
    assert download.suggested_filename == "liuhen-authority.crt"
