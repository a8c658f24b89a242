"""The set-up of an agency, as the system administrator meets it without scripts."""

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from app.ledger.kinds import LedgerKind
from app.models import Adoption
from app.people.queries import pack_of_unit
from app.policy.pack import Pack
from app.policy.pack_combining import needed_settings
from app.policy.values import Clock, Keeping, Period, Term
from tests.agencies.settings import FIVE, VALUES, Form, filled, setting, without
from tests.routers.conftest import House, house

__all__ = ["house"]


async def finish(
    house: House, form: Form, client: httpx.AsyncClient | None = None
) -> httpx.Response:
    client = client or await house.visit("sun")
    return await client.post(f"/agency/{house.town.agency}/adoptions", data=form)


async def check(house: House, form: Form) -> httpx.Response:
    client = await house.visit("sun")
    return await client.post(f"/agency/{house.town.agency}/settings", data=form)


async def law_of(house: House, unit: UUID) -> Pack:
    async with house.sessions() as session:
        return await pack_of_unit(session, unit)


async def adoptions(house: House) -> list[Adoption]:
    async with house.sessions() as session:
        return list(await session.scalars(select(Adoption)))


@pytest.mark.parametrize("pack_id", FIVE)
async def test_each_of_the_five_agencies_finishes_its_set_up(house: House, pack_id: str) -> None:
    sun, agency = await house.visit("sun"), house.town.agency
    assert "设置还没有完成" in (await sun.get("/")).text
    chosen = await sun.get(f"/agency/{agency}/settings?pack={pack_id}")
    assert chosen.status_code == 200

    preview = await sun.post(f"/agency/{agency}/settings", data=filled(pack_id))
    finished = await finish(house, filled(pack_id), sun)

    assert preview.status_code == 200
    assert "第三步：核对" in preview.text
    assert "本机关设定" in preview.text
    assert finished.headers["location"] == f"/agency/{agency}"
    law = await law_of(house, house.town.brigade)
    assert law.id == pack_id
    assert needed_settings(law) == ()
    assert law.period("retention.case_file") == Period(Keeping.FIXED, 360)
    shown = (await sun.get(f"/agency/{agency}")).text
    assert "某水〔2026〕18号" in shown
    assert "360个月" in shown
    assert "设置还没有完成" not in (await sun.get("/")).text
    assert (await house.history(agency))[-1].kind is LedgerKind.AGENCY_ADOPTED


@pytest.mark.parametrize("pack_id", FIVE)
async def test_no_page_shows_a_raw_word(house: House, pack_id: str) -> None:
    preview = (await check(house, filled(pack_id))).text
    shown = preview.split("<dl", 1)[1].split('<form action="/agency', 1)
    text = shown[0] + shown[1].split("</form>", 1)[1]

    for word in ("head_of_organ", "bureau_leader", "record_keeper", "body_camera", "working_day"):
        assert word not in text


async def test_texts_above_that_are_missing_are_warned_of(house: House) -> None:
    sun = await house.visit("sun")

    for path in ("", "/regulation", "/settings?pack=ruzhou"):
        page = (await sun.get(f"/agency/{house.town.agency}{path}")).text
        assert "河南省行政执法全过程记录办法" in page


@pytest.mark.parametrize("key", ["retention.case_file", "access.publish"])
async def test_what_is_needed_and_missing_is_named(house: House, key: str) -> None:
    form = without(filled("ruzhou"), key)

    checked, finished = await check(house, form), await finish(house, form)

    for answer in (checked, finished):
        assert answer.status_code == 422
        assert f'href="#{key}"' in answer.text
        assert "还没有设定" in answer.text
        assert "某水〔2026〕18号" in answer.text
    assert await adoptions(house) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"document_name": ""}, "请填写文件名称"),
        ({"document_no": " "}, "请填写文号"),
        ({"document_no": "号" * 201}, "文号最长 200 个字"),
        ({"pack": "atlantis"}, "请选择本机关适用的规定"),
        ({"retention.case_file--article": ""}, "依据文件的第几条"),
        ({"retention.case_file--months": "三十年"}, "请写成整数"),
        ({"retention.case_file--months": ""}, "请写明“案卷保存期限”的月数"),
        ({"retention.case_file--months": "0"}, "取值不对"),
        ({"retention.case_file": "for_ever"}, "的方式"),
        ({"access.publish": "anybody"}, "请从列表中选择"),
        ({"retention.case_file": "as_case_file"}, "不能写作“与案卷相同”"),
    ],
)
async def test_bad_input_is_said_and_what_was_typed_is_kept(
    house: House, change: Form, sentence: str
) -> None:
    form = {**filled("ruzhou"), **change}

    checked, finished = await check(house, form), await finish(house, form)

    for answer in (checked, finished):
        assert answer.status_code == 422
        assert sentence in answer.text
    assert "第四条" in finished.text
    assert await adoptions(house) == []


def added(form: Form, key: str, value: Form) -> Form:
    keys = form["keys"]
    assert isinstance(keys, list)
    return {**form, "keys": [*keys, key], **setting(key, value)}


@pytest.mark.parametrize(
    ("key", "value", "article"),
    [
        ("retention.patrol", {"": "fixed", "--months": "6"}, "第十五条"),
        ("store.deadline.normal", {"": "30", "--unit": "working_day"}, "第十三条"),
        ("access.view.other_staff", {"": "none"}, "第五条"),
    ],
)
async def test_a_milder_value_is_refused_with_the_article(
    house: House, key: str, value: Form, article: str
) -> None:
    form = added(filled("ruzhou"), key, value)

    answer = await finish(house, form)

    assert answer.status_code == 422
    assert "只能从严" in answer.text
    assert article in answer.text
    assert f"（{key}）" not in answer.text
    assert await adoptions(house) == []


async def test_what_is_forbidden_is_told_beside_what_cannot_be_read(house: House) -> None:
    form = added(filled("ruzhou"), "retention.patrol", {"": "fixed", "--months": "3"})

    answer = await check(house, {**form, "retention.case_file--months": "0", "document_no": ""})

    assert "月数应为正整数" in answer.text
    assert "请填写文号" in answer.text
    assert "音像记录管理制度第十五条的规定宽" in answer.text


async def test_full_width_digits_are_digits(house: House) -> None:
    form = added(filled("ruzhou"), "retention.patrol", {"": "fixed", "--months": "\uff12\uff14"})

    await finish(house, form)

    law = await law_of(house, house.town.agency)
    assert law.period("retention.patrol") == Period(Keeping.FIXED, 24)


async def test_a_stricter_value_is_in_force_with_both_articles(house: House) -> None:
    form = added(
        filled("ruzhou"), "store.deadline.normal", {"": "0", "--unit": Clock.WORKING_DAY.value}
    )

    await finish(house, form)

    law = await law_of(house, house.town.agency)
    assert law.term("store.deadline.normal") == Term(0, Clock.WORKING_DAY)
    assert [each.pack for each in law.citation("store.deadline.normal")] == ["agency", "ruzhou"]


async def test_settings_that_contradict_each_other_are_refused(house: House) -> None:
    form = added(filled("shanxi"), "access.copy.handler", {"": "none"})

    answer = await finish(house, form)

    assert answer.status_code == 422
    assert "不得查阅的，也不能复制" in answer.text
    assert await adoptions(house) == []


async def test_a_field_is_added_without_losing_what_was_typed(house: House) -> None:
    answer = await check(house, {**filled("ruzhou"), "step": "add", "add_key": "check.yearly"})

    assert answer.status_code == 200
    assert 'name="check.yearly"' in answer.text
    assert 'value="360"' in answer.text


async def test_an_added_list_begins_with_what_the_regulation_asks_for(house: House) -> None:
    answer = await check(house, {**filled("ruzhou"), "step": "add", "add_key": "content.points"})

    box = answer.text.split('name="content.points"')[1].split(">")[0]
    assert "checked" in box


async def test_going_back_from_the_preview_loses_nothing(house: House) -> None:
    answer = await check(house, {**filled("ruzhou"), "step": "back"})

    assert "第二步" in answer.text
    assert 'value="360"' in answer.text


async def test_a_later_change_starts_from_the_present_settings(house: House) -> None:
    sun, agency = await house.visit("sun"), house.town.agency
    await finish(
        house, added(filled("ruzhou"), "retention.patrol", {"": "fixed", "--months": "24"}), sun
    )
    (first,) = await adoptions(house)

    form = (await sun.get(f"/agency/{agency}/settings")).text

    assert f'name="follows" value="{first.id}"' in form
    assert 'value="360"' in form
    assert 'value="24"' in form
    assert 'value="某水〔2026〕18号"' in form
    changed = {**filled("ruzhou"), "follows": str(first.id), "document_no": "某水〔2026〕40号"}
    await finish(house, changed, sun)
    shown = (await sun.get(f"/agency/{agency}")).text
    assert "某水〔2026〕18号" in shown
    assert "某水〔2026〕40号" in shown
    assert len(await adoptions(house)) == 2


async def test_of_two_administrators_who_finish_at_once_the_second_is_told(house: House) -> None:
    one, other = await house.visit("sun"), await house.visit("sun")

    answers = await asyncio.gather(
        finish(house, filled("ruzhou"), one), finish(house, filled("ruzhou"), other)
    )

    assert sorted(answer.status_code for answer in answers) == [303, 422]
    (refused,) = [answer for answer in answers if answer.status_code == 422]
    assert "另一位管理员刚刚完成" in refused.text
    assert len(await adoptions(house)) == 1


@pytest.mark.parametrize("follows", ["nonsense", "019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11"])
async def test_a_form_that_follows_nothing_known_is_refused(house: House, follows: str) -> None:
    answer = await finish(house, {**filled("ruzhou"), "follows": follows})

    assert answer.status_code == 422
    assert await adoptions(house) == []


@pytest.mark.parametrize("username", ["zhao", "liu"])
async def test_leaders_and_keepers_read_and_do_not_change(house: House, username: str) -> None:
    client, agency = await house.visit(username), house.town.agency

    shown = await client.get(f"/agency/{agency}")
    refused = await client.post(f"/agency/{agency}/adoptions", data=filled("ruzhou"))

    assert shown.status_code == 200
    assert "开始设置" not in shown.text
    assert "设置还没有完成，现行业务" not in shown.text
    assert refused.status_code == 403
    assert (await house.history(agency))[-1].kind is LedgerKind.ACT_REFUSED


@pytest.mark.parametrize("username", ["chen", "qian", "wu"])
async def test_to_others_it_looks_as_if_it_never_was(house: House, username: str) -> None:
    client = await house.visit(username)

    answers = [
        await client.get(f"/agency/{house.town.agency}"),
        await client.post(f"/agency/{house.town.agency}/adoptions", data=filled("ruzhou")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_nobody_signed_in_is_sent_to_the_entrance(house: House) -> None:
    answer = await house.stranger().post(
        f"/agency/{house.town.agency}/adoptions", data=filled("ruzhou")
    )

    assert answer.headers["location"] == "/sign-in"
    assert await adoptions(house) == []


async def test_a_section_is_sent_to_its_agency(house: House) -> None:
    sun = await house.visit("sun")

    shown = await sun.get(f"/agency/{house.town.brigade}")
    refused = await sun.post(f"/agency/{house.town.brigade}/adoptions", data=filled("ruzhou"))

    assert "随汝州市水利局适用规定" in shown.text
    assert refused.status_code == 409


def test_the_forms_cover_every_key_that_an_agency_needs() -> None:
    assert set(VALUES) >= {key for pack in FIVE for key in filled(pack)["keys"]}
