"""Before a file is bound, its keeper sees what goes in and what stays outside."""

import re
from uuid import UUID

from sqlalchemy import select, update

from app.models import Case, CaseDocument
from app.policy.case_words import CaseState
from tests.cases.office import open_sand_case
from tests.papers import files
from tests.papers.desk import set_up_kinds
from tests.routers.conftest import House
from tests.routers.evidence import settle_everything


async def closed_case(house: House) -> UUID:
    """Return a closed case with a final decision, a final Word record and a draft."""
    async with house.sessions() as session, session.begin():
        await set_up_kinds(session, house.town)
        case_id = await open_sand_case(session, house.town)
    chen = await house.visit("chen")
    chosen = (
        ("行政处罚决定书.pdf", files.pdf("Decision", pages=2)),
        ("询问笔录.docx", files.docx()),
        ("勘验笔录.pdf", files.pdf("Draft")),
    )
    answer = await chen.post(
        f"/cases/{case_id}/documents",
        files=[("files", (name, content)) for name, content in chosen],
    )
    assert answer.status_code == 303, answer.text
    await settle_everything(house)
    async with house.sessions() as session, session.begin():
        await session.execute(
            update(CaseDocument).where(CaseDocument.title != "勘验笔录").values(is_final=True)
        )
        await session.execute(update(Case).values(state=CaseState.CLOSED.value))
    return case_id


async def test_what_is_bound_and_what_stays_outside_is_shown_before(house: House) -> None:
    case_id = await closed_case(house)
    liu = await house.visit("liu")

    page = (await liu.get(f"/cases/{case_id}/steps/file_bound")).text

    told = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>\s*([^<]+?)\s*</dd>", page))
    assert told["编入卷内目录"].endswith("询问笔录、行政处罚决定书")
    assert told["草稿，不编入"] == "1 份：勘验笔录"
    assert told["没有登记页数"] == "1 份：询问笔录"
    assert told["没有文书日期"] == "2 份：询问笔录、行政处罚决定书"
    assert told["Word 文书，查阅时不能打开"] == "1 份：询问笔录"


async def test_other_steps_say_nothing_of_documents(house: House) -> None:
    case_id = await closed_case(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.OPENED.value))
        assert (await session.scalars(select(CaseDocument.id))).all()
    chen = await house.visit("chen")

    page = (await chen.get(f"/cases/{case_id}/steps/evidence")).text

    assert "编入卷内目录" not in page


async def test_the_list_says_of_a_word_document_that_visitors_cannot_open_it(house: House) -> None:
    case_id = await closed_case(house)
    async with house.sessions() as session, session.begin():
        await session.execute(update(Case).values(state=CaseState.OPENED.value))
    chen = await house.visit("chen")

    page = (await chen.get(f"/cases/{case_id}/documents")).text

    assert page.count("Word 文书不能在查阅时打开") == 1
