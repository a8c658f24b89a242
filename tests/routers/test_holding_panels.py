"""The parts about holdings on the pages of a device and of a person."""

from datetime import timedelta

import pytest
from jinja2 import Environment

from app.devices.queries import find_device
from app.people.finding import find_person
from app.policy.actor import Actor
from app.routers.holding_panels import device_holding_panel, person_devices_panel
from app.routers.panels import Panel
from app.routers.shell import Badge
from app.routers.visitor import Visitor
from tests.devices.holders import camera_of, give, hire_keeper, qualify
from tests.routers.conftest import House
from tests.routers.visitors import person_facts
from tests.world import NOW

HOUR = timedelta(hours=1)


async def panels_for(house: House, who: str) -> tuple[Panel | None, Panel | None]:
    """The panel of the camera and the panel of Chen, who holds it, as somebody sees them."""
    async with house.sessions() as session:
        await qualify(session, house.town.chen)
        keeper = await hire_keeper(session, house.town)
        await give(session, keeper, camera_of(house.town), house.town.chen, at=NOW - HOUR)
        actor: Actor = keeper if who == "keeper" else getattr(house.town, who)
        assert actor.id is not None
        assert house.town.chen.id is not None
        person = await person_facts(session, actor.id)
        visitor = Visitor(actor, person, Badge(person.full_name, person.unit_name))
        device = await find_device(session, actor, camera_of(house.town))
        of_device = await device_holding_panel(session, visitor, device, NOW)
        chen = await find_person(session, keeper, house.town.chen.id)
        return of_device, await person_devices_panel(session, visitor, chen, NOW)


def shown(house: House, panel: Panel | None) -> str:
    assert panel is not None
    environment: Environment = house.app.state.templates
    return environment.get_template(panel.template).render(page=panel.view)


@pytest.mark.parametrize(
    ("who", "hands_over", "reads"),
    [("keeper", True, True), ("chen", True, False), ("zhao", False, True)],
)
async def test_the_device_shows_each_what_they_may(
    house: House, who: str, hands_over: bool, reads: bool
) -> None:
    panel, _ = await panels_for(house, who)

    text = shown(house, panel)

    assert f'现由 <b><a href="/people/{house.town.chen.id}">陈立</a></b> 领用' in text
    assert ("收回、交接" in text) is hands_over
    assert ("<table" in text) is reads


async def test_the_system_administrator_sees_no_holders(house: House) -> None:
    of_device, of_person = await panels_for(house, "sun")

    assert of_device is None
    assert of_person is None


@pytest.mark.parametrize("who", ["keeper", "chen", "zhao"])
async def test_a_person_shows_what_they_hold(house: House, who: str) -> None:
    _, panel = await panels_for(house, who)

    text = shown(house, panel)

    assert "RZ-0001" in text
    assert "领用中" in text
    assert ("办理检查和交接" in text) is (who == "chen")


async def test_each_end_of_a_holding_leads_to_the_other(house: House) -> None:
    of_device, of_person = await panels_for(house, "keeper")

    assert f'href="/people/{house.town.chen.id}"' in shown(house, of_device)
    assert f'href="/devices/{camera_of(house.town)}"' in shown(house, of_person)


async def test_the_account_page_shows_what_one_holds(house: House) -> None:
    async with house.sessions() as session, session.begin():
        await qualify(session, house.town.chen)
        keeper = await hire_keeper(session, house.town)
        await give(session, keeper, camera_of(house.town), house.town.chen, at=NOW - HOUR)
    browser = await house.visit("chen")

    page = (await browser.get("/account")).text

    assert "RZ-0001" in page
    assert 'href="/my-devices"' in page


async def test_the_account_of_somebody_who_is_never_given_a_device_keeps_silent(
    house: House,
) -> None:
    browser = await house.visit("zhou")

    assert "领用的设备" not in (await browser.get("/account")).text
