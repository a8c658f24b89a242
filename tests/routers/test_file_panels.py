"""What the page of a person shows of certificates and training, and to whom."""

import pytest
from jinja2 import Environment

from app.people.finding import find_person
from app.policy.vocabulary import Role
from app.routers.panels import Panel, panels_of
from app.routers.qualification_panel import qualification_panel
from app.routers.shell import Badge
from app.routers.training_panel import training_panel
from app.routers.visitor import Visitor
from tests.people.files import hire
from tests.routers.conftest import House
from tests.routers.test_qualifications import filed
from tests.routers.visitors import person_facts
from tests.world import NOW

FILE = ["people/_qualifications.html", "people/_training.html"]
SEEN = {
    "inspector": (Role.INSPECTOR, FILE),
    "leader": (Role.LEADER, FILE),
    "security administrator": (Role.SECURITY_ADMINISTRATOR, ["people/_qualified.html"]),
}


async def shown(house: House, role: Role) -> tuple[Panel, ...]:
    async with house.sessions() as session, session.begin():
        actor = await hire(session, house.town.agency, role)
        assert actor.id is not None
        assert house.town.chen.id is not None
        person = await person_facts(session, actor.id)
        visitor = Visitor(actor, person, Badge("林晓燕", "汝州市水利局"))
        detail = await find_person(session, actor, house.town.chen.id)
        return await panels_of(
            (qualification_panel, training_panel), session, visitor, detail, now=NOW
        )


def text_of(house: House, panel: Panel) -> str:
    environment: Environment = house.app.state.templates
    return environment.get_template(panel.template).render(page=panel.view)


@pytest.mark.parametrize(("role", "templates"), SEEN.values(), ids=SEEN)
async def test_the_file_is_open_to_whom_the_rules_name(
    house: House, role: Role, templates: list[str]
) -> None:
    await filed(house)

    panels = await shown(house, role)

    assert [panel.template for panel in panels] == templates


async def test_a_keeper_is_offered_what_can_be_done(house: House) -> None:
    await filed(house)

    page = text_of(house, (await shown(house, Role.INSPECTOR))[0])

    assert "豫D0412016" in page
    assert "还有 20 天" in page
    assert "登记执法证件" in page


async def test_a_leader_reads_without_writing(house: House) -> None:
    await filed(house)

    page = text_of(house, (await shown(house, Role.LEADER))[0])

    assert "豫D0412016" in page
    assert "登记执法证件" not in page


async def test_others_learn_that_there_is_a_certificate_and_no_more(house: House) -> None:
    await filed(house)

    page = text_of(house, (await shown(house, Role.SECURITY_ADMINISTRATOR))[0])

    assert "今天持有有效的执法证件" in page
    assert "豫D0412016" not in page
