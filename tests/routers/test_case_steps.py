"""Moving a case on from its page, binding it, opening it again."""

import pytest

from app.ledger.kinds import LedgerKind
from app.policy.case_words import CaseState
from tests.routers.casework import case_in, sand_case_of
from tests.routers.conftest import House


async def test_a_step_says_what_it_means_and_is_taken(house: House) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    shown = await chen.get(f"/cases/{case_id}/steps/evidence")
    taken = await chen.post(f"/cases/{case_id}/steps/evidence", data={"revision": "1"})

    assert "转入调查取证" in shown.text
    assert taken.status_code == 303
    page = (await chen.get(f"/cases/{case_id}")).text
    assert "案件进入下一步：调查取证" in page
    assert "送法制审核" in page


async def test_a_step_has_its_own_day_its_result_and_its_number(house: House) -> None:
    """山西三、九: registered today, taken yesterday."""
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    told = {"on": "2026-11-20", "result": "罚款五千元", "number": "汝水罚决〔2026〕7号"}

    form = (await chen.get(f"/cases/{case_id}/steps/decided")).text
    taken = await chen.post(f"/cases/{case_id}/steps/decided", data={"revision": "1", **told})

    assert 'value="2026-11-21"' in form
    assert [label in form for label in ("决定日期", "处理决定", "决定书文号")] == [True] * 3
    assert taken.status_code == 303
    event = (await house.history(case_id))[-1]
    assert {name: event.detail[name] for name in told} == told
    said = "决定书文号：汝水罚决〔2026〕7号；处理决定：罚款五千元"
    page = (await chen.get(f"/cases/{case_id}")).text
    assert f"案件进入下一步：已决定，2026-11-20，{said}" in page
    assert page.count('datetime="2026-11-20T12:00:00+08:00"') == 2
    line = (await chen.get(f"/cases/{case_id}/timeline")).text
    assert f"登记于 2026-11-21 10:00。{said}" in line


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"on": "2026-11-22"}, "日期不能晚于今天"),
        ({"on": "2026-11-19"}, "日期不能早于上一步的日期（2026-11-20）"),
        ({"on": "昨天"}, "请写成“年-月-日”"),
        ({"result": "长" * 201}, "“处理决定”最多 200 个字"),
    ],
    ids=["tomorrow", "before the step before", "no day", "too long"],
)
async def test_a_step_that_cannot_have_been_so_comes_back_as_it_was_typed(
    house: House, said: dict[str, str], told: str
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")

    answer = await chen.post(
        f"/cases/{case_id}/steps/decided", data={"revision": "1", "number": "7号", **said}
    )

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="7号"' in answer.text
    assert len(await house.history(case_id)) == 1


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_second_press_on_a_step_says_that_it_is_done_and_leads_to_the_case(
    house: House, method: str
) -> None:
    case_id = await sand_case_of(house)
    chen = await house.visit("chen")
    step = f"/cases/{case_id}/steps/decided"
    await chen.post(step, data={"revision": "1"})

    again = await chen.request(method, step, data={"revision": "1"})

    assert again.status_code == 409
    assert "<h1>这一步已经办好</h1>" in again.text
    assert "没有权限" not in again.text
    assert f'href="/cases/{case_id}"' in again.text
    assert "主导航" in again.text
    assert LedgerKind.ACT_REFUSED not in [event.kind for event in await house.history(case_id)]


async def test_a_step_that_does_not_follow_is_refused_with_its_article(house: House) -> None:
    case_id = await sand_case_of(house)
    liu = await house.visit("liu")

    answer = await liu.post(f"/cases/{case_id}/steps/archived", data={"revision": "1"})

    assert answer.status_code == 403
    assert "不能直接办理“已归档”" in answer.text
    assert (await house.history(case_id))[-1].kind is LedgerKind.ACT_REFUSED


async def test_a_file_without_documents_is_not_bound_and_the_page_says_why(house: House) -> None:
    case_id = await case_in(house, CaseState.CLOSED)
    liu = await house.visit("liu")

    answer = await liu.post(f"/cases/{case_id}/steps/file_bound", data={"revision": "1"})

    assert answer.status_code == 422
    assert "还没有定稿的文书" in answer.text


async def test_a_bound_case_offers_no_change_but_reopening(house: House) -> None:
    case_id = await case_in(house, CaseState.FILE_BOUND)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}")).text
    refused = await liu.get(f"/cases/{case_id}/facts")
    nameless = await liu.post(f"/cases/{case_id}/reopening", data={"revision": "1"})
    reopened = await liu.post(
        f"/cases/{case_id}/reopening", data={"reason": "复议撤销", "revision": "1"}
    )

    assert f"/cases/{case_id}/facts" not in page
    assert refused.status_code == 403
    assert "不得增加、抽取或者改动" in refused.text
    assert nameless.status_code == 422
    assert reopened.status_code == 303
    page = (await liu.get(f"/cases/{case_id}")).text
    assert "第 2 版" in page
    assert "重新立案：复议撤销" in page
