"""The set-up page in each of its states, and what may be downloaded there."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.certificates.authority import open_authority
from app.certificates.published import PublishedAuthority, read_authority
from app.routers.headers import SECURITY_HEADERS
from app.routers.setup import SetupFacts, facts_of
from app.routers.setup_door import create_setup_door
from app.settings import Settings
from tests.routers.conftest import House
from tests.settings import SETTINGS
from tests.world import NOW

DOWNLOADS = {
    "/setup/authority.crt": "application/x-x509-ca-cert",
    "/setup/authority.pem": "application/x-pem-file",
    "/setup/authority.mobileconfig": "application/x-apple-aspen-config",
}
PUBLIC_URL, SETUP_URL = "https://192.168.1.5:8000", "http://192.168.1.5:8001"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1"


@pytest.fixture
def authority(tmp_path: Path) -> PublishedAuthority:
    open_authority(tmp_path / "tls", NOW)
    return read_authority(tmp_path / "tls" / "authority.crt")


@pytest.fixture
def guarded(house: House, authority: PublishedAuthority) -> House:
    """The house behind its own authority."""
    house.app.state.setup = SetupFacts(PUBLIC_URL, SETUP_URL, authority)
    return house


@pytest.fixture
async def door(authority: PublishedAuthority) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the plain door."""
    facts = SetupFacts(PUBLIC_URL, SETUP_URL, authority, is_door=True)
    async with knocking(create_setup_door(facts, SETTINGS.node_modules)) as client:
        yield client


def knocking(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SETUP_URL)


async def test_the_page_shows_what_has_to_be_compared(
    guarded: House, authority: PublishedAuthority
) -> None:
    answer = await guarded.stranger().get("/setup")

    assert answer.status_code == 200
    assert all(group in answer.text for group in authority.fingerprint)
    assert authority.name in answer.text
    assert PUBLIC_URL in answer.text
    assert SETUP_URL in answer.text


async def test_the_switch_that_apple_hides_is_named(guarded: House) -> None:
    answer = await guarded.stranger().get("/setup")

    assert "证书信任设置" in answer.text


async def test_the_visitor_s_own_system_comes_first(guarded: House) -> None:
    answer = await guarded.stranger(**{"User-Agent": IPHONE}).get("/setup")

    places = [answer.text.index(f'id="{key}"') for key in ("apple", "android", "windows")]
    assert places == sorted(places)


@pytest.mark.parametrize("path", DOWNLOADS)
async def test_the_authority_is_downloaded_in_the_form_that_a_system_installs(
    guarded: House, authority: PublishedAuthority, path: str
) -> None:
    answer = await guarded.stranger().get(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == DOWNLOADS[path]
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert b"PRIVATE KEY" not in answer.content
    assert answer.content in {authority.der, authority.pem.encode(), authority.profile()}


@pytest.mark.parametrize("path", DOWNLOADS)
async def test_without_an_authority_there_is_nothing_to_download(house: House, path: str) -> None:
    answer = await house.stranger().get(path)

    assert answer.status_code == 404
    assert "没有需要在终端上安装的根证书" in answer.text


async def test_without_https_the_page_says_what_to_do(house: House) -> None:
    answer = await house.stranger().get("/setup")

    assert "系统还没有启用 HTTPS" in answer.text
    assert "--tls" in answer.text
    assert "下载根证书" not in answer.text


async def test_with_the_agency_s_certificate_nothing_has_to_be_installed(house: House) -> None:
    house.app.state.setup = SetupFacts("https://liuhen.example.cn", "", None)

    answer = await house.stranger().get("/setup")

    assert "不需要安装证书" in answer.text
    assert "下载根证书" not in answer.text


async def test_the_square_is_a_picture(guarded: House) -> None:
    answer = await guarded.stranger().get("/setup/code.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg ")


async def test_the_check_alone_may_ask_for_camera_and_worker(guarded: House) -> None:
    check = await guarded.stranger().get("/setup/check")
    page = await guarded.stranger().get("/setup")

    assert "camera=(self)" in check.headers["Permissions-Policy"]
    assert "microphone=(self)" in check.headers["Permissions-Policy"]
    assert "geolocation=()" in check.headers["Permissions-Policy"]
    assert check.headers["Content-Security-Policy"].endswith("; worker-src 'self'")
    assert page.headers["Permissions-Policy"] == SECURITY_HEADERS["Permissions-Policy"]
    assert "camera=()" in page.headers["Permissions-Policy"]


async def test_the_worker_reaches_no_further_than_its_folder(guarded: House) -> None:
    answer = await guarded.stranger().get("/setup/worker.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    assert "fetch" not in answer.text
    assert "caches" not in answer.text


async def test_the_entrance_leads_to_the_set_up_page(house: House) -> None:
    answer = await house.stranger().get("/sign-in")

    assert 'href="/setup"' in answer.text


async def test_the_door_shows_the_page_and_warns_of_itself(
    door: httpx.AsyncClient, authority: PublishedAuthority
) -> None:
    answer = await door.get("/setup")

    assert answer.status_code == 200
    assert "本页没有加密" in answer.text
    assert f'href="{PUBLIC_URL}/setup/check"' in answer.text
    assert "打印张贴" not in answer.text, "a sheet for the wall must come from a safe page"
    assert all(group in answer.text for group in authority.fingerprint)


@pytest.mark.parametrize("path", DOWNLOADS)
async def test_the_door_offers_the_downloads(door: httpx.AsyncClient, path: str) -> None:
    assert (await door.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/sign-in"),
        ("POST", "/sign-in"),
        ("POST", "/files"),
        ("GET", "/setup/check"),
        ("GET", "/setup/worker.js"),
        ("GET", "/openapi.json"),
        ("GET", "/assets/nothing.css"),
        ("POST", "/setup"),
        ("GET", "/setup/../../etc/passwd"),
    ],
)
async def test_at_the_door_everything_else_leads_to_the_page(
    door: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await door.request(method, path)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup")
    assert "Set-Cookie" not in answer.headers


async def test_the_door_keeps_the_content_policy(door: httpx.AsyncClient) -> None:
    answer = await door.get("/setup")

    missing = [name for name in SECURITY_HEADERS if name not in answer.headers]
    assert missing == ["Cross-Origin-Opener-Policy"], "browsers ignore it in clear and complain"
    assert "Strict-Transport-Security" not in answer.headers


def test_the_settings_name_the_authority_that_is_offered(
    tmp_path: Path, authority: PublishedAuthority
) -> None:
    spot = tmp_path / "tls" / "authority.crt"
    settings = settings_with(LIUHEN_PUBLIC_URL=PUBLIC_URL, LIUHEN_TLS_AUTHORITY=str(spot))

    facts = facts_of(settings)

    assert facts.authority == authority
    assert ssl.DER_cert_to_PEM_cert(authority.der) == spot.read_text()


def test_in_clear_no_authority_is_offered(tmp_path: Path, authority: PublishedAuthority) -> None:
    spot = tmp_path / "tls" / "authority.crt"

    facts = facts_of(settings_with(LIUHEN_TLS_AUTHORITY=str(spot)))

    assert facts.authority is None


def settings_with(**more: str) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": "postgresql+asyncpg://nowhere/none",
            "REDIS_URL": "redis://nowhere",
            "STORAGE_URL": "file:///nonexistent",
            **more,
        }
    )
