"""What is asked for, changed before it is answered: things that are added, or left out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.asking import MOST_ITEMS
from app.access.choosing import (
    Extract,
    Wanted,
    add_items,
    find_withheld,
    require_known,
    wanted_of_case,
)
from app.access.facts import items_of, scope_wanted
from app.access.representing import require_same_party
from app.access.requests import (
    EDITABLE,
    asker_or_keeper_may,
    begin_act,
    keeper_may,
    note_change,
)
from app.access.settling import settle
from app.cases.visibility import knowledge_of_cases, known_cases
from app.errors import NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import AccessItem, AccessRequest, Case, CaseDocument
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_numbers import spellings
from app.policy.decision import Decision
from app.policy.law_words import Scope


async def add_from_case(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    case_no: str,
    extract: Extract,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Add what an extract of a case holds, or return the refusal. The keeper alone may.

    Appends ``access:item_added``. Locks the request.

    Raises:
        NotAcceptableError: the keeper knows no case of this number, or there is nothing in it, or
            the party for whom is asked is none of it.
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await _begin_adding(session, actor, request_id, seen_revision, now)
    if isinstance(request, Decision):
        return request
    case = await case_by_number(session, actor, case_no)
    if case is None or case.unit_id != request.unit_id:
        raise NotAcceptableError(
            FieldProblem(
                "case_no", "没有找到这个案号的案件。请核对案号；别的单位的案件请由该单位办理。"
            )
        )
    wanted = await wanted_of_case(session, case.id, extract)
    if request.case_id is None:
        request.case_id = case.id
    await _add(session, actor, request, wanted, "case_no", now=now)
    return None


async def add_recordings(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    recording_ids: frozenset[UUID],
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Add recordings that the keeper has found, or return the refusal. The keeper alone may.

    Appends ``access:item_added``. Locks the request.

    Raises:
        NotAcceptableError: none was chosen, or the keeper knows no such recordings of this unit, or
            they lie in a case of which the party for whom is asked is none.
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await _begin_adding(session, actor, request_id, seen_revision, now)
    if isinstance(request, Decision):
        return request
    if not recording_ids:
        raise NotAcceptableError(FieldProblem("found", "请勾选要添加的资料。"))
    wanted = Wanted(recordings=recording_ids)
    try:
        await require_known(session, actor, request.unit_id, wanted)
    except NotFoundError:
        raise NotAcceptableError(
            FieldProblem("found", "勾选的资料有的已经查不到了。请重新查询以后再勾选。")
        ) from None
    await _require_open(session, wanted, "found")
    await _add(session, actor, request, wanted, "found", now=now)
    return None


async def add_thing(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    thing_id: UUID,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Add one recording or document, or return the refusal. The keeper alone may.

    Appends ``access:item_added``. Locks the request.

    Raises:
        NotAcceptableError: the keeper knows no such thing of this unit, or it lies in a case of
            which the party for whom is asked is none.
        NotFoundError, RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await _begin_adding(session, actor, request_id, seen_revision, now)
    if isinstance(request, Decision):
        return request
    is_document = await session.scalar(select(CaseDocument.id).where(CaseDocument.id == thing_id))
    one = frozenset({thing_id})
    wanted = Wanted(documents=one) if is_document else Wanted(recordings=one)
    try:
        await require_known(session, actor, request.unit_id, wanted)
    except NotFoundError:
        raise NotAcceptableError(
            FieldProblem(
                "thing", "没有找到这份资料或者文书。请打开它的页面，把页面地址粘贴到这里。"
            )
        ) from None
    await _require_open(session, wanted, "thing")
    await _add(session, actor, request, wanted, "thing", now=now)
    return None


async def leave_out(
    session: AsyncSession,
    actor: Actor,
    request_id: UUID,
    item_id: UUID,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Leave an item out, or return the refusal: by the asker, or by the keeper at the desk.

    Appends ``access:item_left_out``. Locks the request.

    Raises:
        NotFoundError: there is no such item in this request.
        RequestChangedError, ConflictError: as ``begin_act`` says.
    """
    request = await begin_act(
        session,
        actor,
        request_id,
        asker_or_keeper_may,
        seen_revision=seen_revision,
        states=EDITABLE,
        now=now,
    )
    if isinstance(request, Decision):
        return request
    item = await session.get(AccessItem, item_id, with_for_update=True)
    if item is None or item.request_id != request.id or not item.is_granted:
        raise NotFoundError
    item.is_granted = False
    await session.flush()
    request.wanted = (await _scope(session, request, is_whole=False)).value
    detail = {"item": str(item.recording_id or item.document_id)}
    await note_change(session, LedgerKind.ACCESS_ITEM_LEFT_OUT, actor, request, detail, now=now)
    await settle(session, actor, request, now=now)
    return None


async def case_by_number(session: AsyncSession, actor: Actor, case_no: str) -> Case | None:
    """Return the case of this number that the actor may know; of two the newer one.

    However the number is written; a case written just so comes first.
    """
    extent = await knowledge_of_cases(session, actor)
    return await session.scalar(
        select(Case)
        .where(Case.case_no.in_(spellings(case_no)), known_cases(actor, extent))
        .order_by((Case.case_no == case_no.strip()).desc(), Case.id.desc())
        .limit(1)
    )


async def _begin_adding(
    session: AsyncSession, actor: Actor, request_id: UUID, seen_revision: int, now: datetime
) -> AccessRequest | Decision:
    """Return the request, locked, or the refusal; the keeper alone adds."""
    return await begin_act(
        session,
        actor,
        request_id,
        keeper_may,
        seen_revision=seen_revision,
        states=EDITABLE,
        now=now,
    )


async def _require_open(session: AsyncSession, wanted: Wanted, field: str) -> None:
    """Raise ``NotAcceptableError`` for what is withheld; why is not for the page to tell."""
    if wanted.recordings and await find_withheld(session, wanted.recordings):
        raise NotAcceptableError(
            FieldProblem(
                field,
                "所选资料中有按照保密规定另行管理的，不在本系统中调阅，没有添加。请去掉以后再添加。",
            )
        )


async def _add(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest,
    wanted: Wanted,
    field: str,
    *,
    now: datetime,
) -> None:
    if not len(wanted):
        raise NotAcceptableError(FieldProblem(field, "这个案件里没有可以添加的文书和资料。"))
    if len(wanted) > MOST_ITEMS:
        raise NotAcceptableError(FieldProblem(field, f"一次最多添加 {MOST_ITEMS} 项。"))
    was_whole = request.wanted == Scope.WHOLE.value
    added = await add_items(session, request.id, wanted)
    await require_same_party(session, request, field)
    whole = wanted.is_whole or was_whole
    request.wanted = (await _scope(session, request, is_whole=whole)).value
    await note_change(
        session, LedgerKind.ACCESS_ITEM_ADDED, actor, request, {"items": added}, now=now
    )
    await settle(session, actor, request, now=now)


async def _scope(session: AsyncSession, request: AccessRequest, *, is_whole: bool) -> Scope:
    asked = select(AccessItem.document_id).where(
        items_of(request.id), AccessItem.document_id.is_not(None)
    )
    return await scope_wanted(session, CaseDocument.id.in_(asked), is_whole=is_whole)
