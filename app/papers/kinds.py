"""文书种类: the list of documents that an agency knows (长子 9), kept by whoever sets cases up.

A document keeps the name that its kind had when it was filed, so a change of the list changes no
file. Which documents a party may see (结论性文件) is Ruzhou's consultation rule, article 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.errors import ConflictError, NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import DocumentKind
from app.people.authority import permit, thing_in
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.units import agency_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.law_words import Stage

LONGEST = 60
MOST_KINDS = 300


@dataclass(frozen=True, slots=True)
class NewKind:
    """A kind as it is entered; ``stage`` is empty where it belongs to none."""

    name: str
    stage: str = ""
    is_concluding: bool = False


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of an agency's list; ``position`` counts from 1."""

    id: UUID
    name: str
    stage: str
    is_concluding: bool
    position: int

    @property
    def plain_name(self) -> str:
        """Return the name without what stands in brackets behind it."""
        return self.name.partition("（")[0]


STARTING_LIST = (
    NewKind("立案审批表", Stage.INITIATION),
    NewKind("案件来源登记表", Stage.INITIATION),
    NewKind("现场检查笔录", Stage.INVESTIGATION),
    NewKind("勘验笔录", Stage.INVESTIGATION),
    NewKind("询问笔录", Stage.INVESTIGATION),
    NewKind("当事人身份证明", Stage.INVESTIGATION),
    NewKind("证据登记保存清单", Stage.INVESTIGATION),
    NewKind("抽样取证凭证", Stage.INVESTIGATION),
    NewKind("责令改正通知书", Stage.INVESTIGATION),
    NewKind("调查终结报告", Stage.INVESTIGATION),
    NewKind("法制审核意见书", Stage.DECISION),
    NewKind("集体讨论笔录", Stage.DECISION),
    NewKind("行政处罚告知书", Stage.DECISION),
    NewKind("陈述申辩笔录", Stage.DECISION),
    NewKind("听证告知书", Stage.DECISION),
    NewKind("听证笔录", Stage.DECISION),
    NewKind("行政处罚决定审批表", Stage.DECISION),
    NewKind("行政处罚决定书", Stage.DECISION, is_concluding=True),
    NewKind("不予行政处罚决定书", Stage.DECISION, is_concluding=True),
    NewKind("行政强制措施决定书", Stage.DECISION, is_concluding=True),
    NewKind("送达回证", Stage.SERVICE),
    NewKind("罚款缴纳凭证", Stage.SERVICE),
    NewKind("催告书", Stage.SERVICE),
    NewKind("强制执行申请书", Stage.SERVICE),
    NewKind("结案审批表", Stage.FILING),
    NewKind("其他材料"),
)
"""Proposed to an agency that has no list yet; nothing is in force before it is confirmed."""


async def kinds_of_unit(session: AsyncSession, unit_id: UUID) -> tuple[KindLine, ...]:
    """Return the list of the agency to which a unit belongs, in its usual order."""
    agency = await agency_of(session, unit_id)
    rows = await session.scalars(
        select(DocumentKind)
        .where(DocumentKind.unit_id == agency.id, DocumentKind.retired_at.is_(None))
        .order_by(DocumentKind.position, DocumentKind.id)
    )
    return tuple(
        KindLine(row.id, row.name, row.stage, row.is_concluding, row.position) for row in rows
    )


async def ask_to_set_up(
    session: AsyncSession, actor: Actor, *, now: datetime
) -> tuple[UUID, str] | Decision:
    """Return id and name of the actor's agency if they may keep its list; a refusal is noted."""
    assert actor.unit_id is not None
    agency = await agency_of(session, actor.unit_id)
    thing = await thing_in(session, agency.id)
    decision = await permit(session, actor, Act.CASE_SET_UP, thing, subject_id=agency.id, now=now)
    return (agency.id, agency.name) if decision.allowed else decision


async def confirm_starting_list(
    session: AsyncSession, actor: Actor, *, now: datetime
) -> int | Decision:
    """Put the starting list in force and return its length. Appends ``document_kinds:confirmed``.

    Raises:
        ConflictError: the agency has a list already.
    """
    asked = await ask_to_set_up(session, actor, now=now)
    if isinstance(asked, Decision):
        return asked
    agency_id, _ = asked
    if await kinds_of_unit(session, agency_id):
        raise ConflictError("本机关已经有文书种类清单，请在清单里增加或者停用。")
    rows = [_row(agency_id, new, place) for place, new in enumerate(STARTING_LIST, 1)]
    await _insert(session, rows)
    await append(
        session,
        LedgerKind.DOCUMENT_KINDS_CONFIRMED,
        actor,
        unit_id=agency_id,
        subject_id=agency_id,
        detail={"names": [row.name for row in rows]},
        now=now,
    )
    return len(rows)


async def add_kind(
    session: AsyncSession, actor: Actor, new: NewKind, *, now: datetime
) -> UUID | Decision:
    """Add a kind at the end of the list. Appends ``document_kind:added``.

    Raises:
        NotAcceptableError: it has no name, one that is too long, or one that is there already.
    """
    asked = await ask_to_set_up(session, actor, now=now)
    if isinstance(asked, Decision):
        return asked
    agency_id, _ = asked
    present = await kinds_of_unit(session, agency_id)
    _judge(new, present)
    row = _row(agency_id, new, max((kind.position for kind in present), default=0) + 1)
    await _insert(session, [row])
    await _note(session, LedgerKind.DOCUMENT_KIND_ADDED, actor, row, now)
    return row.id


async def change_kind(
    session: AsyncSession,
    actor: Actor,
    kind_id: UUID,
    new: NewKind,
    *,
    position: int | None = None,
    now: datetime,
) -> UUID | Decision:
    """Change a kind, or its place in the list. Appends ``document_kind:changed``.

    Raises:
        NotFoundError: the actor's agency has no such kind.
        NotAcceptableError: as in ``add_kind``.
    """
    found = await find_kind(session, actor, kind_id, now=now)
    if isinstance(found, Decision):
        return found
    present = await kinds_of_unit(session, found.unit_id)
    _judge(new, [kind for kind in present if kind.id != kind_id])
    found.name, found.stage, found.is_concluding = new.name, new.stage, new.is_concluding
    if position is not None:
        await _place(session, present, kind_id, position)
    await session.flush()
    await _note(session, LedgerKind.DOCUMENT_KIND_CHANGED, actor, found, now)
    return found.id


async def retire_kind(
    session: AsyncSession, actor: Actor, kind_id: UUID, *, now: datetime
) -> UUID | Decision:
    """Take a kind off the list; documents keep its name. Appends ``document_kind:retired``.

    Raises:
        NotFoundError: the actor's agency has no such kind.
    """
    found = await find_kind(session, actor, kind_id, now=now)
    if isinstance(found, Decision):
        return found
    found.retired_at = now
    await session.flush()
    await _note(session, LedgerKind.DOCUMENT_KIND_RETIRED, actor, found, now)
    return found.id


async def find_kind(
    session: AsyncSession, actor: Actor, kind_id: UUID, *, now: datetime
) -> DocumentKind | Decision:
    """Return a kind of the list that the actor keeps, locked.

    Raises:
        NotFoundError: the actor's agency has no such kind.
    """
    asked = await ask_to_set_up(session, actor, now=now)
    if isinstance(asked, Decision):
        return asked
    row = await session.scalar(
        select(DocumentKind)
        .where(
            DocumentKind.id == kind_id,
            DocumentKind.unit_id == asked[0],
            DocumentKind.retired_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        raise NotFoundError
    return row


def _judge(new: NewKind, others: Sequence[KindLine]) -> None:
    if not new.name or len(new.name) > LONGEST:
        what = f"请填写文书种类的名称，最长{LONGEST}个字。"
        raise NotAcceptableError(FieldProblem("name", what))
    if any(kind.name == new.name for kind in others):
        raise NotAcceptableError(FieldProblem("name", "清单里已经有这个名称。"))
    if len(others) >= MOST_KINDS:
        raise NotAcceptableError(FieldProblem("name", f"文书种类最多{MOST_KINDS}个。"))
    if new.stage and new.stage not in set(Stage):
        raise NotAcceptableError(FieldProblem("stage", "请选择所属阶段。"))


async def _place(
    session: AsyncSession, present: Sequence[KindLine], kind_id: UUID, position: int
) -> None:
    """Number the list anew with one kind at another place."""
    order = [kind.id for kind in present if kind.id != kind_id]
    order.insert(max(0, min(position - 1, len(order))), kind_id)
    for place, each in enumerate(order, 1):
        row = await session.get_one(DocumentKind, each)
        row.position = place


def _row(agency_id: UUID, new: NewKind, position: int) -> DocumentKind:
    return DocumentKind(
        id=ids.new_id(),
        unit_id=agency_id,
        name=new.name,
        stage=str(new.stage),
        is_concluding=new.is_concluding,
        position=position,
    )


async def _insert(session: AsyncSession, rows: Sequence[DocumentKind]) -> None:
    """Insert the rows; of two who do so at once, the second meets the unique name."""
    try:
        async with session.begin_nested():
            session.add_all(rows)
            await session.flush()
    except IntegrityError as error:
        raise ConflictError("别人刚刚改动了文书种类清单，请刷新后重试。") from error


async def _note(
    session: AsyncSession, kind: LedgerKind, actor: Actor, row: DocumentKind, now: datetime
) -> None:
    await append(
        session,
        kind,
        actor,
        unit_id=row.unit_id,
        subject_id=row.id,
        detail={
            "name": row.name,
            "stage": row.stage,
            "is_concluding": row.is_concluding,
            "position": row.position,
        },
        now=now,
    )
