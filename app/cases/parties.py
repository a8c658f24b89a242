"""当事人: who a case is about and who speaks for them; added, corrected, struck out, never gone.

The event of a correction holds the name that stood there before, so that a file can be followed
back; numbers and telephones of people stay out of the ledger.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.changing import begin_change, note_change
from app.cases.fields import LONGEST, MOST_PARTIES, SPEAKERS, text_problems
from app.errors import ConflictError, NotFoundError
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseParty
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import PartyKind, PartyRole
from app.policy.decision import Decision


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is written about somebody in a case; ``represents_id`` is for whom they speak."""

    name: str
    kind: PartyKind = PartyKind.PERSON
    role: PartyRole = PartyRole.PARTY
    document_no: str = ""
    contact: str = ""
    represents_id: UUID | None = None


async def add_party(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    facts: PartyFacts,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Add somebody to a case, or return the refusal. Appends ``case:party_added``.

    Locks the case.

    Raises:
        NotAcceptableError: with every problem of the fields.
        ChangedMeanwhileError: somebody else changed the case first.
        NotFoundError: there is no such case for this actor.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    await _check(session, case, facts, None)
    if await _standing(session, case) >= MOST_PARTIES:
        problem = FieldProblem("name", f"一个案件的当事人最多{MOST_PARTIES}个。")
        raise NotAcceptableError(problem)
    party = CaseParty(id=ids.new_id(), case_id=case.id, added_at=now, **_columns(facts))
    session.add(party)
    detail = {"party": party.id, "party_role": party.role}
    await note_change(session, LedgerKind.CASE_PARTY_ADDED, actor, case, detail, now=now)
    return None


async def correct_party(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    facts: PartyFacts,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Write over what is known of a party, or return the refusal.

    Appends ``case:party_corrected`` with what was wrong. Locks the case.

    Raises:
        NotAcceptableError: with every problem of the fields.
        ConflictError: the party was struck out, or somebody else changed the case first.
        NotFoundError: there is no such case for this actor, or no such party in it.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    party = await _standing_party(session, case, party_id)
    await _check(session, case, facts, party)
    wanted = _columns(facts)
    before = {name: getattr(party, name) for name in wanted if getattr(party, name) != wanted[name]}
    if not before:
        return None
    for name in before:
        setattr(party, name, wanted[name])
    detail = {
        "party": party.id,
        "fields": sorted(before),
        "before": {name: before[name] for name in ("kind", "name", "role") if name in before},
    }
    await note_change(session, LedgerKind.CASE_PARTY_CORRECTED, actor, case, detail, now=now)
    return None


async def strike_party(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    reason: str,
    *,
    seen_revision: int,
    now: datetime,
) -> Decision | None:
    """Strike out a party that does not belong in the case, or return the refusal.

    Appends ``case:party_struck`` with the reason. Locks the case.

    Raises:
        NotAcceptableError: the reason is missing or too long.
        ConflictError: it was struck out already, somebody still speaks for it, or somebody else
            changed the case first.
        NotFoundError: there is no such case for this actor, or no such party in it.
    """
    case = await begin_change(session, actor, case_id, seen_revision=seen_revision, now=now)
    if isinstance(case, Decision):
        return case
    party = await _standing_party(session, case, party_id)
    speaker = await _speaker_for(session, party)
    if speaker is not None:
        raise ConflictError(f"“{speaker}”是“{party.name}”的代理人，请先更正或者划去代理人。")
    if not reason or len(reason) > LONGEST:
        what = f"请写明划去的原因，最长{LONGEST}个字。"
        raise NotAcceptableError(FieldProblem("reason", what))
    party.struck_at = now
    party.strike_reason = reason
    detail = {"party": party.id, "why": reason}
    await note_change(session, LedgerKind.CASE_PARTY_STRUCK, actor, case, detail, now=now)
    return None


def _columns(facts: PartyFacts) -> dict[str, object]:
    return {
        "kind": facts.kind.value,
        "role": facts.role.value,
        "name": facts.name,
        "document_no": facts.document_no,
        "contact": facts.contact,
        "represents_id": facts.represents_id,
    }


async def _standing_party(session: AsyncSession, case: Case, party_id: UUID) -> CaseParty:
    party = await session.get(CaseParty, party_id, populate_existing=True)
    if party is None or party.case_id != case.id:
        raise NotFoundError
    if party.struck_at is not None:
        raise ConflictError("这个当事人已经划去。请返回案件页面查看。")
    return party


async def _standing(session: AsyncSession, case: Case) -> int:
    counted = select(func.count()).where(
        CaseParty.case_id == case.id, CaseParty.struck_at.is_(None)
    )
    return await session.scalar(counted) or 0


async def _speaker_for(session: AsyncSession, party: CaseParty) -> str | None:
    """Return the name of somebody who speaks for a party today, if there is anybody."""
    return await session.scalar(
        select(CaseParty.name)
        .where(CaseParty.represents_id == party.id, CaseParty.struck_at.is_(None))
        .limit(1)
    )


async def _check(
    session: AsyncSession, case: Case, facts: PartyFacts, party: CaseParty | None
) -> None:
    """Raise every problem of the fields; ``party`` is the one that is corrected."""
    texts = {name: getattr(facts, name) for name in ("name", "document_no", "contact")}
    problems = text_problems(texts)
    if facts.role not in SPEAKERS:
        if facts.represents_id is not None:
            what = "只有代理律师和其他代理人才代理当事人。请改选身份，或者不选被代理人。"
            problems.append(FieldProblem("represents", what))
    elif not await _can_be_spoken_for(session, case, facts.represents_id, party):
        problems.append(FieldProblem("represents", "请从本案的当事人、第三人中选择被代理人。"))
    if party is not None and facts.role in SPEAKERS:
        speaker = await _speaker_for(session, party)
        if speaker is not None:
            what = f"“{speaker}”是这个当事人的代理人，所以不能把身份改为代理人。"
            problems.append(FieldProblem("role", what))
    if problems:
        raise NotAcceptableError(*problems)


async def _can_be_spoken_for(
    session: AsyncSession, case: Case, represents_id: UUID | None, party: CaseParty | None
) -> bool:
    if represents_id is None or (party is not None and party.id == represents_id):
        return False
    found = await session.get(CaseParty, represents_id, populate_existing=True)
    if found is None or found.case_id != case.id or found.struck_at is not None:
        return False
    return PartyRole(found.role) not in SPEAKERS
