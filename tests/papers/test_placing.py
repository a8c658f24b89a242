"""卷内目录: where a new document goes (长子 9), and what keeps its place."""

from uuid import UUID

from sqlalchemy import func, select

from app.ledger.kinds import LedgerKind
from app.models import Case, LedgerEvent
from app.papers.changing import Move, move_document, strike_document
from app.papers.contents import contents_of
from app.papers.placing import usual_place
from tests.papers.conftest import Office
from tests.papers.desk import add
from tests.world import NOW

USUAL = ("立案审批表", "询问笔录", "送达回证")


async def put(office: Office, *names: str) -> None:
    for name in names:
        await add(office.desk, office.town.chen, office.case_id, file_name=f"{name}.pdf")


async def put_in_place_of(office: Office, older: UUID) -> UUID:
    chen, name = office.town.chen, "询问笔录2.pdf"
    return await add(office.desk, chen, office.case_id, file_name=name, replaces_id=older)


async def listed(office: Office) -> list[str]:
    async with office.sessions() as session:
        contents = await contents_of(session, await session.get_one(Case, office.case_id))
        return [line.title for line in contents.lines]


async def move(office: Office, title: str, to: Move) -> None:
    async with office.sessions() as session, session.begin():
        contents = await contents_of(session, await session.get_one(Case, office.case_id))
        (line,) = (line for line in contents.lines if line.title == title)
        await move_document(session, office.town.chen, line.id, to, now=NOW)


async def test_documents_lie_in_the_usual_order_whatever_comes_first(office: Office) -> None:
    await put(office, "送达回证1", "询问笔录1", "立案审批表", "行政处罚决定书", "询问笔录2")

    assert await listed(office) == [
        "立案审批表",
        "询问笔录1",
        "询问笔录2",
        "行政处罚决定书",
        "送达回证1",
    ]
    async with office.sessions() as session:
        moved = select(func.count()).where(LedgerEvent.kind == LedgerKind.DOCUMENT_MOVED.value)
        assert await session.scalar(moved) == 0


async def test_a_file_that_somebody_has_put_in_order_keeps_it(office: Office) -> None:
    """Many agencies bind the decision in front; what comes later does not undo that."""
    await put(office, "立案审批表", "询问笔录1", "行政处罚决定书")
    await move(office, "行政处罚决定书", Move.FIRST)

    await put(office, "勘验笔录")

    assert await listed(office) == ["行政处罚决定书", "立案审批表", "勘验笔录", "询问笔录1"]


async def test_a_newer_draft_lies_where_the_older_was_moved_by_others(office: Office) -> None:
    older = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录1.pdf")
    await put(office, "送达回证", "立案审批表")

    await put_in_place_of(office, older)

    assert await listed(office) == ["立案审批表", "询问笔录2", "送达回证"]


async def test_a_draft_comes_back_to_its_place_when_its_successor_is_struck(
    office: Office,
) -> None:
    older = await add(office.desk, office.town.chen, office.case_id, file_name="询问笔录1.pdf")
    newer = await put_in_place_of(office, older)
    await put(office, "送达回证", "立案审批表")

    async with office.sessions() as session, session.begin():
        await strike_document(session, office.town.chen, newer, "扫描错误", now=NOW)

    assert await listed(office) == ["立案审批表", "询问笔录1", "送达回证"]


def test_a_kind_that_left_the_list_says_nothing_of_the_order() -> None:
    assert usual_place(("旧种类", "立案审批表", "旧种类"), USUAL, "询问笔录") == 2
    assert usual_place(("旧种类", "询问笔录"), USUAL, "立案审批表") == 1
    assert usual_place(("询问笔录", "送达回证"), USUAL, "旧种类") == 2
    assert usual_place((), USUAL, "询问笔录") == 0
