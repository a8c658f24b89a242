"""The consultation matrix: who may consult what, by the rule alone and through the verbs.

Ruzhou's consultation rule, articles 4 to 8; Zhangzi 14 and 15, Changli 13 and 14, Shanxi 18 and 20.
"""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.approving import needed_for
from app.access.asking import NewRequest, receive
from app.access.facts import ruling_of
from app.access.registering import register_viewing
from app.agencies.adopting import finish_set_up
from app.models import AccessPermit, AccessRequest, RegisterLine, Unit
from app.policy.access_words import AccessState, ApprovalAnswer, RegisterKind
from app.policy.actor import Actor
from app.policy.approving import Approval
from app.policy.consultation import Answer
from app.policy.consulting import OWN_STAFF, rule_consultation
from app.policy.decision import Decision
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope
from tests.access import approving, desk
from tests.access.matrix import (
    LAWS,
    Question,
    Steps,
    cell_of,
    draft,
    expected,
    facts_of,
    pack_of,
    rule_says,
)
from tests.access.register import viewing_of
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


@dataclass(frozen=True, slots=True)
class Office:
    """The town, the case that Chen handles in it, and the head of the organ."""

    town: Town
    case_id: UUID
    head: Actor


REGIMES = pytest.mark.parametrize(
    ("law", "is_set"),
    [(law, is_set) for law in LAWS.values() for is_set in (False, True)],
    ids=[f"{law} {state}" for law in LAWS.values() for state in ("open", "set")],
)
_ANSWERS = {
    AccessState.GRANTED: Answer.GRANTED,
    AccessState.OPEN: Answer.UNSET,
    AccessState.REFUSED: Answer.REFUSED,
}
_REGISTERED = {Answer.REFUSED: [RegisterKind.REFUSED.value], Answer.UNSET: []}


@REGIMES
def test_the_rule_asks_for_what_the_table_says(law: str, *, is_set: bool) -> None:
    table = expected()[law, is_set]

    assert {words: rule_says(pack_of(law, is_set=is_set), Question(words)) for words in table} == (
        table
    )


@REGIMES
def test_whatever_the_table_grants_is_granted_when_all_of_it_is_there_and_not_before(
    law: str, *, is_set: bool
) -> None:
    pack = pack_of(law, is_set=is_set)
    asked = [facts_of(Question(words)) for words in expected()[law, is_set]]
    granted = [
        facts for facts in asked if rule_consultation(pack, facts).outcome.answer not in _REGISTERED
    ]

    whole = [
        replace(
            facts,
            papers=frozenset(Paper),
            is_verified=True,
            by_legal_procedure=True,
            approval=Approval(Approver.HEAD, "负责人"),
        )
        for facts in granted
    ]
    lacking = [
        (facts, replace(all_there, **{name: getattr(facts, name)}))
        for facts, all_there in zip(granted, whole, strict=True)
        for name in ("papers", "is_verified", "by_legal_procedure", "approval")
        if is_missing(facts, name, law, is_set=is_set)
    ]

    assert all(rule_consultation(pack, facts).outcome.is_granted for facts in whole)
    assert not any(rule_consultation(pack, each).outcome.is_granted for _, each in lacking)
    assert lacking


def is_missing(facts: object, name: str, law: str, *, is_set: bool) -> bool:
    """Return whether the rule finds this part of a request missing."""
    missing = rule_consultation(pack_of(law, is_set=is_set), facts).outcome.missing  # type: ignore[arg-type]
    return bool(
        {
            "papers": missing.papers,
            "is_verified": missing.verification,
            "by_legal_procedure": missing.procedure,
            "approval": missing.approval,
        }[name]
    )


@REGIMES
async def test_the_verbs_ask_for_what_the_table_says_and_the_register_shows_it(
    session: AsyncSession, town: Town, law: str, *, is_set: bool
) -> None:
    await live_by(session, town, law, is_set=is_set)
    office = Office(
        town, await open_sand_case(session, town), await approving.head_of(session, town)
    )
    table = asked_through_verbs(law, is_set=is_set)

    found = {words: await walked(session, office, Question(words)) for words in table}

    assert found == table


def asked_through_verbs(law: str, *, is_set: bool) -> dict[str, str]:
    """Return the whole table of an agency that is set up, and of another what differs from it.

    Without a keeper nobody from outside can be received, so only staff ask.
    """
    has_keeper = pack_of(law, is_set=is_set).role("custodian.role") is not None
    table = expected()[law, is_set]
    return {
        words: cell
        for words, cell in table.items()
        if is_set
        or (
            cell != expected()[law, True][words]
            and (has_keeper or Question(words).requester in OWN_STAFF)
        )
    }


@pytest.mark.parametrize("law", ["shanxi", "zhangying"])
async def test_until_the_agency_has_named_a_keeper_nobody_from_outside_is_received(
    session: AsyncSession, town: Town, law: str
) -> None:
    await live_by(session, town, law, is_set=False)
    new = NewRequest(ConsultAct.VIEW, "核实情况", material="采砂现场录像", unit_id=town.brigade)

    refused = await receive(session, town.liu, new, desk.VISITORS[Requester.PUBLIC_ORGAN], now=NOW)

    assert isinstance(refused, Decision)
    assert not refused.allowed


async def live_by(session: AsyncSession, town: Town, law: str, *, is_set: bool) -> None:
    """Put agency and brigade under a regulation, with the agency's settings or without."""
    if is_set:
        adopted = await finish_set_up(
            session, town.sun, town.agency, draft(law), follows=None, now=NOW
        )
        assert isinstance(adopted, UUID)
    else:
        units = Unit.id.in_((town.agency, town.brigade))
        await session.execute(update(Unit).where(units).values(pack_id=law))


async def walked(session: AsyncSession, office: Office, question: Question) -> str:
    """Take a request as far as it goes, doing only what it asks for, and return its cell."""
    request = await entered(session, office, question)
    papers = await shown(session, office.town, request)
    is_verified, has_procedure = await checked(session, office.town, request)
    leader = await approved(session, office, request)
    await session.refresh(request)
    answer = _ANSWERS[AccessState(request.state)]
    permit = await session.scalar(select(AccessPermit).where(AccessPermit.request_id == request.id))
    assert await registered(session, request, permit) == _REGISTERED.get(
        answer, [RegisterKind.VIEWED.value] if question.act is ConsultAct.VIEW else []
    )
    return cell_of(
        answer,
        Steps(papers, is_verified, has_procedure, leader),
        ((each["pack"], each["article"]) for each in request.basis.get("citations", ())),
        scope=Scope(permit.limit_scope) if permit and permit.limit_scope else None,
        in_room=permit is not None and permit.in_reading_room,
    )


async def entered(session: AsyncSession, office: Office, question: Question) -> AccessRequest:
    """Let somebody of that kind ask: Chen handles the case, Liu receives whoever comes."""
    town, case_id = office.town, office.case_id
    if question.requester is Requester.OTHER_STAFF:
        recording = await approving.own_recording(session, town, town.liu)
        asked = await desk.ask(session, town.liu, act=question.act, recordings=[recording])
        return await desk.row_of(session, asked)
    wanted = {
        "documents": [
            await desk.paper_in(session, town, case_id, is_concluding=not question.wants_whole)
        ],
        "recordings": [await desk.recording_in(session, town, case_id)],
        "is_whole": question.wants_whole,
    }
    if question.requester is Requester.HANDLER:
        asked = await desk.ask(session, town.chen, act=question.act, case_id=case_id, **wanted)
    else:
        asked = await desk.received(
            session,
            town,
            question.requester,
            case_id=case_id,
            act=question.act,
            shows_papers=False,
            is_about_themselves=question.is_about_themselves,
            **wanted,
        )
    return await desk.row_of(session, asked)


async def shown(session: AsyncSession, town: Town, request: AccessRequest) -> tuple[Paper, ...]:
    """Show each paper that is missing, and return them; before the last nothing moves on."""
    missing = (await ruling_of(session, request)).outcome.missing.papers
    for paper in missing:
        assert request.state == AccessState.OPEN
        await desk.show(session, town, request.id, paper)
    return missing


async def checked(session: AsyncSession, town: Town, request: AccessRequest) -> tuple[bool, bool]:
    """Let Liu verify what is to be verified, naming the procedure where the law asks for one."""
    missing = (await ruling_of(session, request)).outcome.missing
    if missing.verification or missing.procedure:
        assert request.state == AccessState.OPEN
        procedure = "提供证据通知书" if missing.procedure else ""
        await desk.verified(session, town, request.id, procedure=procedure)
    return missing.verification, missing.procedure


async def approved(
    session: AsyncSession, office: Office, request: AccessRequest
) -> Approver | None:
    """Let the head or Zhao approve, whoever is needed, and return in which office."""
    if request.state != AccessState.WAITING:
        return None
    needed = await needed_for(session, request)
    leader = office.head if needed is Approver.HEAD else office.town.zhao
    refused = await approving.answered(session, leader, request.id, ApprovalAnswer.APPROVED)
    assert refused is None
    return needed


async def registered(
    session: AsyncSession, request: AccessRequest, permit: AccessPermit | None
) -> list[str]:
    """Let whoever may view do so, and return the kinds of the request's lines in the register."""
    if permit is not None and request.act == ConsultAct.VIEW:
        viewing = await viewing_of(session, request, permit, person_id=request.asked_by_id)
        await register_viewing(session, viewing, now=NOW)
    lines = await session.scalars(select(RegisterLine).where(RegisterLine.request_id == request.id))
    return [line.kind for line in lines if line.columns["applicant"]]
