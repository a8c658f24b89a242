"""The cards of whoever has asked for records: until when, where, why not, and where to go."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from app.access.telling import Answered, Granted, News, Ready
from app.db import transaction
from app.policy.law_words import ConsultAct
from app.routers.access_cards import news_steps
from app.routers.duty_cards import Step
from tests.access import sitting
from tests.routers.conftest import House
from tests.world import NOW

ID = uuid4()
ROOM = Granted(
    ID, "调阅〔2026〕3号", ConsultAct.VIEW, NOW, NOW + timedelta(days=3), in_reading_room=True
)
REFUSED = Answered(ID, "调阅〔2026〕4号", "不予办理", "与本案无关")


def only(news: News) -> Step:
    (step,) = news_steps(news)
    return step


def test_without_news_there_is_no_card() -> None:
    assert news_steps(News()) == []


def test_what_was_granted_says_until_when_and_where() -> None:
    step = only(News(granted=(ROOM,)))

    assert "准予查阅，2026-" in step.text
    assert "阅览室的阅览终端" in step.text
    assert step.href == f"/access/{ID}"


def test_several_lead_to_their_list() -> None:
    copying = replace(ROOM, act=ConsultAct.COPY, in_reading_room=False)

    step = only(News(granted=(copying, ROOM)))

    assert "资料保管人员发放" in step.text
    assert "另有 1 份" in step.text
    assert (step.count, step.href) == (2, "/access?tab=mine&state=granted")


def test_what_is_soon_over_warns() -> None:
    step = only(News(ending=(replace(ROOM, in_reading_room=False),)))

    assert (step.title, step.tone) == ("准予即将到期", "warning")
    assert "从申请页面开始查阅" in step.text


def test_a_refusal_says_why_as_far_as_there_is_room() -> None:
    assert "调阅〔2026〕4号不予办理：与本案无关" in only(News(answered=(REFUSED,))).text
    long = only(News(answered=(replace(REFUSED, reason="因" * 500),)))
    assert long.text.endswith("因……")
    assert only(News(answered=(replace(REFUSED, reason=""),))).text.endswith("不予办理。")


def test_copies_that_lie_ready_are_counted() -> None:
    step = only(News(ready=(Ready(ID, "调阅〔2026〕5号", 2), Ready(uuid4(), "号", 1))))

    assert (step.count, step.href) == (3, f"/access/{ID}")


async def test_the_start_page_of_the_applicant_leads_there(house: House) -> None:
    async with transaction(house.sessions) as session:
        permit = await sitting.permitted(session, house.town)
    request_id: UUID = permit.request_id

    page = (await (await house.visit("chen")).get("/")).text

    assert "已准予的申请" in page
    assert f'href="/access/{request_id}"' in page
    assert "已准予的申请" not in (await (await house.visit("liu")).get("/")).text
