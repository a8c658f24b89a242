"""Phones and initial passwords for tests that sign in in several steps."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx
import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.models import Person
from app.people.initial_passwords import issue_initial_password
from app.people.one_time_codes import STEP_SECONDS
from app.policy.actor import WORKER
from tests.routers.conftest import House, house
from tests.world import PASSWORD

__all__ = ["house"]

KEY = SecretStr("a key of the tests, and of nothing else")
GOOD = "Qiu8-tian%Heshui"
"""A password that keeps every rule of both profiles."""


def with_settings(house: House, **changes: Any) -> House:
    """Give a house other settings; requests from now on see them."""
    resources = house.resources
    settings = resources.settings.model_copy(update=changes)
    house.app.state.resources = replace(resources, settings=settings)
    return house


@pytest.fixture
def keyed(house: House) -> House:
    """A house that can keep secrets, and asks nobody for a second factor."""
    return with_settings(house, secret_key=KEY, totp_required_for="nobody")


def code_of(secret: str, now: datetime, steps: int = 0) -> str:
    """What the phone shows, ``steps`` of 30 seconds from now."""
    return pyotp.TOTP(secret).generate_otp(int(now.timestamp()) // STEP_SECONDS + steps)


async def enrolled(house: House, browser: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Enrol whoever is signed in; return the secret and the recovery codes."""
    secret = secret_on((await browser.get("/account/second-factor")).text)
    form = {"code": code_of(secret, house.clock.now)}
    shown = await browser.post("/account/second-factor", data=form)
    assert shown.status_code == 200, shown.text
    return secret, codes_on(shown.text)


def secret_on(page: str) -> str:
    found = re.search(r"step__secret\">([A-Z2-7 ]+)<", page)
    assert found is not None
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</li>", page)


async def enter(
    house: House, browser: httpx.AsyncClient, username: str, password: str = PASSWORD
) -> httpx.Response:
    """Give name and password."""
    return await browser.post("/sign-in", data={"username": username, "password": password})


async def initial_password(house: House, username: str) -> str:
    """Let somebody be given an initial password."""
    async with house.sessions() as session, session.begin():
        person = await session.scalar(select(Person).where(Person.username == username))
        assert person is not None
        return await issue_initial_password(session, WORKER, person.id, house.clock.now)
