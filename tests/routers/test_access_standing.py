"""What came of a request stands first on its page and on its form, by whom and why (6.3)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.access.ending import PermitStanding, revoke_permit
from app.access.queries import AnswerLine
from app.models import CaseDocument
from app.pages.passing import PaperType
from app.policy.access_words import AccessState, ApprovalAnswer, PermitEnd
from app.policy.law_words import ConsultAct
from app.routers.access_standing import verdict_of
from tests.access import desk
from tests.access.approving import answered, head_of
from tests.routers.conftest import House
from tests.routers.samples.access import OPENED
from tests.routers.test_access import sand_case
from tests.world import NOW

REFUSAL = AnswerLine(
    answer=ApprovalAnswer.REFUSED,
    approver="何志远",
    on_behalf_of="",
    delegation_no="",
    office="机关主要负责人",
    reason="与本案无关。",
    decided_at=NOW,
    reply="",
    replied_at=None,
)
PERMIT = PermitStanding(
    act=ConsultAct.VIEW,
    until_at=NOW + timedelta(days=3),
    uses=1,
    uses_allowed=2,
    is_marked_only=False,
    is_over=False,
    end_kind=None,
    ended_at=None,
    ended_by="",
    end_reason="",
    may_revoke=False,
    may_give_up=False,
)
OVER = replace(PERMIT, is_over=True, ended_at=NOW, ended_by="刘敏")


@pytest.mark.parametrize(
    ("state", "permit", "words"),
    [
        (AccessState.WAITING, None, ""),
        (AccessState.GRANTED, PERMIT, ""),
        (AccessState.GRANTED, replace(PERMIT, until_at=NOW), "期限已经届满，不能再查阅"),
        (
            AccessState.ENDED,
            replace(OVER, end_kind=PermitEnd.REVOKED, end_reason="案件移送"),
            "现在已经终止，不能再查阅。刘敏收回：案件移送。",
        ),
        (AccessState.WITHDRAWN, replace(OVER, end_kind=PermitEnd.WITHDRAWN), "刘敏交回"),
        (AccessState.ENDED, replace(OVER, end_kind=PermitEnd.DONE), "刘敏办结"),
        (AccessState.ENDED, replace(OVER, uses=2), "次数已经用完"),
        (AccessState.ENDED, OVER, "期限届满"),
        (AccessState.WITHDRAWN, None, "已经撤回"),
        (AccessState.NOT_FOUND, None, "没有查到"),
    ],
)
def test_what_came_of_it_is_said_where_the_rules_words_would_mislead(
    state: AccessState, permit: PermitStanding | None, words: str
) -> None:
    opened = replace(OPENED, detail=replace(OPENED.detail, state=state))

    said = verdict_of(opened, permit, NOW)

    assert words in said
    assert bool(said) is bool(words)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((REFUSAL,), "机关主要负责人何志远不批准：与本案无关。确有需要的"),
        (
            (replace(REFUSAL, approver="宋文博", on_behalf_of="何志远"),),
            "宋文博（受何志远书面委托代行）不批准",
        ),
        ((), ""),
    ],
    ids=["the head", "by delegation", "the rule itself"],
)
def test_a_refusal_says_who_refused_and_why(answers: tuple[AnswerLine, ...], words: str) -> None:
    refused = replace(
        OPENED, detail=replace(OPENED.detail, state=AccessState.REFUSED), answers=answers
    )

    assert words in verdict_of(refused, None, NOW)


async def test_a_revoked_request_reads_as_revoked_on_page_and_form(house: House) -> None:
    case_id, document_id = await sand_case(house)
    async with house.sessions() as session, session.begin():
        request_id = await desk.ask(
            session, house.town.chen, case_id=case_id, documents={document_id}
        )
        await revoke_permit(session, house.town.liu, request_id, "案件移送", now=NOW)
    chen = await house.visit("chen")

    page = (await chen.get(f"/access/{request_id}")).text
    form = (await chen.get(f"/access/{request_id}/form")).text

    result = page.split('id="standing-title"')[1].split("</section>")[0]
    assert result.index("刘敏收回：案件移送") < result.index("可以查阅")
    assert "刘敏收回：案件移送" in form
    assert "调阅监督制度第四条" in form.split("依据</th>")[1].split("</tr>")[0]


async def test_a_refused_request_says_first_who_refused_it_and_why(house: House) -> None:
    case_id, document_id = await sand_case(house)
    async with house.sessions() as session, session.begin():
        request_id = await desk.ask(
            session, house.town.liu, case_id=case_id, documents={document_id}
        )
        head = await head_of(session, house.town)
        await answered(session, head, request_id, ApprovalAnswer.REFUSED)

    page = (await (await house.visit("liu")).get(f"/access/{request_id}")).text

    result = page.split('id="standing-title"')[1].split("</section>")[0]
    assert "何志远不批准：" in result
    assert result.index("何志远不批准") < result.index("须经机关主要负责人批准")


async def test_the_form_says_where_the_applicant_belongs_not_whose_the_records_are(
    house: House,
) -> None:
    case_id, document_id = await sand_case(house)
    async with house.sessions() as session, session.begin():
        request_id = await desk.ask(
            session, house.town.zhao, case_id=case_id, documents={document_id}
        )

    form = (await (await house.visit("liu")).get(f"/access/{request_id}/form")).text

    unit = form.split("单位</th>")[1].split("</td>")[0]
    assert "汝州市水利局" in unit
    assert "大队" not in unit


async def test_asker_and_leader_are_told_of_a_word_file_before_anybody_sits_down(
    house: House,
) -> None:
    case_id, document_id = await sand_case(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(CaseDocument).values(media_type=PaperType.DOCX.value))
        viewing = await desk.ask(session, house.town.liu, case_id=case_id, documents={document_id})
        copying = await desk.ask(
            session,
            house.town.chen,
            case_id=case_id,
            documents={document_id},
            act=ConsultAct.COPY,
        )
    liu, zhao = await house.visit("liu"), await house.visit("zhao")
    told = "其中 1 项不能在查阅页面里显示或者播放"

    assert told in (await liu.get(f"/access/{viewing}")).text
    assert told in (await zhao.get(f"/access/{viewing}/approval")).text
    assert told not in (await liu.get(f"/access/{copying}")).text


@pytest.mark.parametrize(("who", "is_own"), [("lawyer", True), ("public_organ", False)])
async def test_the_desk_speaks_of_own_records_to_parties_alone(
    house: House, who: str, *, is_own: bool
) -> None:
    page = (await (await house.visit("liu")).get(f"/access/desk?requester={who}")).text

    assert ("查的是自己的记录时" in page) is is_own
    assert "材料齐全" in page
