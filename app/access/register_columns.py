"""What a line of the consultation register says, written down as it was known then.

The columns are those of the paper register (Ruzhou's consultation rule, articles 3 to 8), so that
one printed years later reads the same, whoever has been renamed or moved since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.item_cases import cases_asked_about
from app.access.materials import listed, materials_of_request, name_of_case, name_of_subject
from app.access.spans import shown_ms, was_opened
from app.clock import SHANGHAI
from app.models import (
    AccessApproval,
    AccessLookup,
    AccessPaper,
    AccessRequest,
    Case,
    CaseParty,
    CopyIssue,
    Person,
    ReadingTerminal,
    Unit,
    Viewing,
)
from app.people.closures import is_state_secret
from app.policy.access_words import (
    AccessState,
    ApprovalAnswer,
    CopyMedium,
    LookupResult,
    RegisterKind,
    ViewingEnd,
)
from app.policy.actor import Actor
from app.policy.law_words import Approver, ConsultAct, Paper, Requester
from app.policy.vocabulary import ActorKind

MOST_NAMED = 20
BY_ITSELF = "系统自动登记"
NOT_TAKEN = "已制作，尚未领取"
_WITHOUT_PERMIT = frozenset({AccessState.REFUSED.value, AccessState.NOT_FOUND.value})
_ENDING = (ApprovalAnswer.APPROVED.value, ApprovalAnswer.REFUSED.value)


@dataclass(frozen=True, slots=True)
class RegisterColumns:
    """The columns of one line, each as it is printed; moments to the minute in Shanghai."""

    applicant: str = ""
    unit: str = ""
    papers: str = ""
    reason: str = ""
    material: str = ""
    case: str = ""
    approver: str = ""
    way: str = ""
    begun: str = ""
    ended: str = ""
    keeper: str = ""
    note: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the columns as they are kept."""
        return {
            "applicant": self.applicant,
            "unit": self.unit,
            "papers": self.papers,
            "reason": self.reason,
            "material": self.material,
            "case": self.case,
            "approver": self.approver,
            "way": self.way,
            "from": self.begun,
            "to": self.ended,
            "keeper": self.keeper,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, str]) -> Self:
        """Return the columns that were kept."""
        own = {name: text for name, text in kept.items() if name not in {"from", "to"}}
        return cls(**own, begun=kept["from"], ended=kept["to"])


async def columns_of_viewing(
    session: AsyncSession, request: AccessRequest, viewing: Viewing
) -> RegisterColumns:
    """Return the columns of a viewing that has ended."""
    materials = await materials_of_request(session, request.id)
    opened = [each.name for each in materials if was_opened(viewing.spans, each.item_id)]
    granted = [each.name for each in materials if each.is_granted]
    terminal = None
    if viewing.terminal_id is not None:
        terminal = await session.get(ReadingTerminal, viewing.terminal_id)
    served_by = await _name(session, viewing.served_by_id)
    end = ViewingEnd(viewing.end_kind).label if viewing.end_kind else ""
    seen = "" if opened else "没有打开任何一项"
    seconds = shown_ms(viewing.spans) // 1000
    watched = f"音像资料共播放 {seconds // 60} 分 {seconds % 60} 秒" if seconds else ""
    columns = await _columns_of_request(session, request)
    return replace(
        columns,
        material=listed(opened or granted, MOST_NAMED),
        way=f"{ConsultAct.VIEW.label}（{f'阅览室 {terminal.name}' if terminal else '在线'}）",
        begun=_minute(viewing.started_at),
        ended=_minute(viewing.ended_at),
        keeper=served_by or columns.keeper,
        note=_sentences(seen, watched, end, f"水印标识 {viewing.code}"),
    )


async def columns_of_copy(
    session: AsyncSession, request: AccessRequest, issue: CopyIssue
) -> RegisterColumns:
    """Return the columns of a copy: it was made, and who took it as far as that is known."""
    materials = await materials_of_request(session, request.id)
    act, medium = ConsultAct(issue.act).label, CopyMedium(issue.medium).label
    taken = f"领取人 {issue.taker_name} {issue.taker_document}".rstrip()
    mailed = f"寄往 {issue.mail_to}，单号 {issue.mail_no or '未填'}，{issue.mailed_on} 寄出"
    return replace(
        await _columns_of_request(session, request),
        material=listed([each.name for each in materials if each.is_granted], MOST_NAMED),
        way=f"{act}（{medium} {issue.copies} 份）",
        begun=_minute(issue.issued_at),
        ended=_minute(issue.received_at),
        keeper=await _name(session, issue.issued_by_id),
        note=_sentences(
            taken if issue.taker_name else "",
            mailed if issue.mail_to else "",
            "" if issue.taker_name or issue.mail_to else NOT_TAKEN,
            f"复制件标识 {issue.code}",
        ),
    )


async def columns_of_lookup(
    session: AsyncSession, request: AccessRequest, lookup: AccessLookup
) -> RegisterColumns:
    """Return the columns of an answer that something was not found."""
    return replace(
        await _columns_of_request(session, request),
        material=lookup.sought,
        begun=_minute(lookup.answered_at),
        ended=_minute(lookup.answered_at),
        keeper=await _name(session, lookup.answered_by_id),
        note=_sentences(
            LookupResult(lookup.result).label, lookup.told, f"查找范围：{lookup.places}"
        ),
    )


async def columns_of_receipt(
    session: AsyncSession, request: AccessRequest, issue: CopyIssue, keeper_id: UUID | None
) -> RegisterColumns:
    """Return the columns of a copy that was taken, with how many; ``keeper_id`` handed it over."""
    return replace(
        await columns_of_copy(session, request, issue),
        way=f"{RegisterKind.RECEIVED.label}（{CopyMedium(issue.medium).label} {issue.copies} 份）",
        begun=_minute(issue.received_at),
        keeper=await _name(session, keeper_id),
    )


async def columns_of_correction(
    session: AsyncSession,
    request: AccessRequest,
    issue: CopyIssue,
    keeper_id: UUID | None,
    said: str,
) -> RegisterColumns:
    """Return the columns that put a receipt right: as it should have been, and what was wrong."""
    columns = await columns_of_receipt(session, request, issue, keeper_id)
    kind, medium = RegisterKind.RECEIPT_CORRECTED.label, CopyMedium(issue.medium).label
    way = f"{kind}（{medium} {issue.copies} 份）"
    return replace(columns, way=way, note=_sentences(columns.note, said))


async def columns_of_mailing(
    session: AsyncSession, request: AccessRequest, issue: CopyIssue
) -> RegisterColumns:
    """Return the columns of a copy that was put into the post; whoever mailed it stands there."""
    return replace(
        await columns_of_copy(session, request, issue),
        way=f"{RegisterKind.MAILED.label}（{CopyMedium(issue.medium).label} {issue.copies} 份）",
        keeper=await _name(session, issue.mailed_by_id),
    )


async def columns_of_refusal(
    session: AsyncSession,
    actor: Actor,
    request: AccessRequest | None,
    *,
    subject_id: UUID | None,
    reason: str,
    now: datetime,
) -> RegisterColumns:
    """Return the columns of an attempt that was refused."""
    if request is None:
        columns = await _columns_of_actor(session, actor)
        material = await name_of_subject(session, subject_id)
    else:
        columns = await _columns_of_request(session, request)
        materials = await materials_of_request(session, request.id)
        material = listed([each.name for each in materials], MOST_NAMED) or request.material
    return replace(columns, material=material, begun=_minute(now), ended=_minute(now), note=reason)


async def _columns_of_request(session: AsyncSession, request: AccessRequest) -> RegisterColumns:
    """Return what a request says of itself: who, with which papers, why, approved by whom."""
    columns = RegisterColumns(
        reason=request.purpose,
        case=await _cases(session, request),
        approver=await _approver(session, request) or await _verifier(session, request),
        way=ConsultAct(request.act).label,
        keeper=await _name(session, request.verified_by_id) or BY_ITSELF,
    )
    if request.requester_id is None:
        return replace(
            columns,
            applicant=await _applicant(session, request),
            unit=request.applicant_unit,
            papers=await _papers(session, request),
        )
    return replace(
        columns,
        applicant=await _name(session, request.requester_id),
        unit=await _unit_of(session, request.requester_id),
        papers="本人登录",
    )


async def _applicant(session: AsyncSession, request: AccessRequest) -> str:
    """Return who came, and for which party, unless they are that party (汝州调阅 7).

    Who is a party of a state secret is not for whoever reads the register (汝州调阅 10).
    """
    name = request.applicant_name
    if request.party_id is None:
        return name
    party = await session.scalar(
        select(CaseParty.name)
        .join(Case, Case.id == CaseParty.case_id)
        .where(CaseParty.id == request.party_id, ~is_state_secret())
    )
    if not party or party == name:
        return name
    is_lawyer = request.requester == Requester.LAWYER.value
    return f"{name}（{'代理' if is_lawyer else '当事人'}{party}）"


async def _cases(session: AsyncSession, request: AccessRequest) -> str:
    """Return the case that was asked about, and those in which the rest of the items lies."""
    cases = await session.scalars(select(Case).where(cases_asked_about(request)).order_by(Case.id))
    return listed([name_of_case(case) for case in cases], MOST_NAMED)


async def _columns_of_actor(session: AsyncSession, actor: Actor) -> RegisterColumns:
    columns = RegisterColumns(reason="未经申请", way=ConsultAct.VIEW.label, keeper=BY_ITSELF)
    if actor.kind is ActorKind.PERSON and actor.id is not None:
        name, unit = await _name(session, actor.id), await _unit_of(session, actor.id)
        return replace(columns, applicant=name, unit=unit, papers="本人登录")
    terminal = None
    if actor.terminal_id is not None:
        terminal = await session.get(ReadingTerminal, actor.terminal_id)
    return replace(columns, applicant=f"{terminal.name}上的来访人" if terminal else "未登录人员")


async def _approver(session: AsyncSession, request: AccessRequest) -> str:
    """Return who decided on the request; whoever stood in for another is shown as that."""
    approval = await session.scalar(
        select(AccessApproval).where(
            AccessApproval.request_id == request.id, AccessApproval.answer.in_(_ENDING)
        )
    )
    if approval is None:
        return ""
    name, office = await _name(session, approval.approver_id), Approver(approval.office).label
    if approval.on_behalf_of_id is None:
        return f"{name}（{office}）"
    leader = await _name(session, approval.on_behalf_of_id)
    return f"{name}（代：{leader}，{office}；书面委托 {approval.delegation_no}）"


async def _verifier(session: AsyncSession, request: AccessRequest) -> str:
    """Return on whose word a permit was given that no leader had to give.

    What was refused, or was not there, was on nobody's word.
    """
    verifier = await _name(session, request.verified_by_id)
    if verifier:
        return f"{verifier}（核实）"
    return "" if request.state in _WITHOUT_PERMIT else Approver.NONE.label


async def _papers(session: AsyncSession, request: AccessRequest) -> str:
    rows = await session.execute(
        select(AccessPaper.kind, AccessPaper.document_no)
        .where(AccessPaper.request_id == request.id, AccessPaper.struck_at.is_(None))
        .order_by(AccessPaper.taken_at, AccessPaper.id)
    )
    said = [f"{Paper(kind).label}{f'（{number}）' if number else ''}" for kind, number in rows]
    return "；".join((*said, *([request.applicant_document] if request.applicant_document else ())))


async def _name(session: AsyncSession, person_id: UUID | None) -> str:
    if person_id is None:
        return ""
    return await session.scalar(select(Person.full_name).where(Person.id == person_id)) or ""


async def _unit_of(session: AsyncSession, person_id: UUID) -> str:
    query = select(Unit.name).join(Person, Person.unit_id == Unit.id).where(Person.id == person_id)
    return await session.scalar(query) or ""


def _sentences(*said: str) -> str:
    return "；".join(each for each in said if each)


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""
