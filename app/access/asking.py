"""申请调阅: staff ask for themselves, whoever comes from outside is received at the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.again import require_followed
from app.access.asked_thing import thing_asked_for
from app.access.choosing import NOTHING, Wanted, add_items, require_known, unit_of
from app.access.facts import handles_all, scope_wanted
from app.access.representing import Comer, require_party
from app.access.requests import next_serial, number_of
from app.access.resending import request_of_form
from app.access.saying import LONGEST
from app.access.settling import settle
from app.cases.visibility import find_case
from app.clock import day_of
from app.deadlines.answering import begin_answer
from app.errors import NotFoundError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import AccessRequest
from app.people.authority import permit, thing_in
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import AccessState
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.consulting import OWN_STAFF
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester

DAYS = (1, 3, 7, 15)
USUAL_DAYS = 3
LONGEST_NAME = 100
MOST_ITEMS = 10_000


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What is asked for, why and for how long.

    ``unit_id`` says whose records where neither a case nor a thing does. ``material`` describes
    what somebody looks for who may not know what there is. ``follows_id`` is the request after
    which this one is asked again. What was entered with a ``form_key`` is entered once.
    """

    act: ConsultAct
    purpose: str
    days: int = USUAL_DAYS
    wanted: Wanted = NOTHING
    case_id: UUID | None = None
    unit_id: UUID | None = None
    material: str = ""
    follows_id: UUID | None = None
    form_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whoever comes from outside; ``party_id`` is the party who asks, or whose lawyer asks."""

    requester: Requester
    name: str
    unit: str = ""
    document: str = ""
    contact: str = ""
    party_id: UUID | None = None
    is_about_themselves: bool = False


async def ask(
    session: AsyncSession, actor: Actor, new: NewRequest, *, now: datetime
) -> UUID | Decision:
    """Ask for records and return the request's id, or the refusal.

    A form that was sent before leads to the request that it made, and makes nothing. Appends
    ``access:asked``, and at once ``access:granted`` where the text asks for nobody's word
    (汝州调阅 4). Locks the numbers of the unit.

    Raises:
        ConflictError: what it follows has not come to nothing.
        NotAcceptableError: with every problem of the fields.
        NotFoundError: something of it is not for this actor to know.
    """
    earlier = await _sent_before(session, actor, new)
    if earlier is not None:
        return earlier
    _require_fields(new)
    unit_id = await _unit(session, actor, new)
    thing = await thing_asked_for(session, unit_id, new.case_id, new.wanted)
    subject_id = new.case_id or next(iter(new.wanted.recordings), None)
    decision = await permit(session, actor, Act.ACCESS_ASK, thing, subject_id=subject_id, now=now)
    if not decision.allowed or actor.id is None:
        return decision
    await require_followed(session, actor, new.follows_id, unit_id=unit_id, is_staff=True)
    row = await _row(session, actor, unit_id, new, now)
    row.requester, row.requester_id = Requester.OTHER_STAFF.value, actor.id
    return await _enter(session, actor, row, new, now)


async def receive(
    session: AsyncSession, actor: Actor, new: NewRequest, applicant: Applicant, *, now: datetime
) -> UUID | Decision:
    """Enter the request of somebody from outside and return its id, or the refusal.

    A form that was sent before leads to the request that it made, and makes nothing. Appends
    ``access:asked``. What can never be granted is refused at once, ``access:refused``.

    Raises:
        ConflictError: what it follows has not come to nothing.
        NotAcceptableError: with every problem of the fields.
        NotFoundError: something of it is not for this keeper to know.
    """
    earlier = await _sent_before(session, actor, new)
    if earlier is not None:
        return earlier
    _require_fields(new, applicant)
    unit_id = await _unit(session, actor, new)
    thing = await thing_in(session, unit_id)
    decision = await permit(
        session, actor, Act.ACCESS_RECEIVE, thing, subject_id=new.case_id, now=now
    )
    if not decision.allowed:
        return decision
    if new.case_id is not None or applicant.party_id is not None:
        comer = Comer(applicant.requester, applicant.name, applicant.party_id)
        await require_party(session, new.case_id, comer)
    await require_followed(session, actor, new.follows_id, unit_id=unit_id, is_staff=False)
    row = await _row(session, actor, unit_id, new, now)
    row.requester = applicant.requester.value
    row.applicant_name, row.applicant_unit = applicant.name, applicant.unit
    row.applicant_document = applicant.document
    row.applicant_contact = applicant.contact
    row.party_id, row.is_about_themselves = applicant.party_id, applicant.is_about_themselves
    return await _enter(session, actor, row, new, now)


async def _enter(
    session: AsyncSession, actor: Actor, row: AccessRequest, new: NewRequest, now: datetime
) -> UUID:
    session.add(row)
    await session.flush()
    await add_items(session, row.id, new.wanted)
    if await handles_all(session, row):
        row.requester = Requester.HANDLER.value
    await session.flush()
    await append(
        session,
        LedgerKind.ACCESS_ASKED,
        actor,
        unit_id=row.unit_id,
        subject_id=row.id,
        detail={
            "no": number_of(row.year, row.serial),
            "requester": row.requester,
            "act": row.act,
            "case": str(row.case_id) if row.case_id else None,
            "items": len(new.wanted),
            "days": row.wanted_days,
            "follows": str(row.follows_id) if row.follows_id else None,
        },
        now=now,
    )
    await begin_answer(session, row, actor, now)
    await settle(session, actor, row, now=now)
    return row.id


async def _row(
    session: AsyncSession, actor: Actor, unit_id: UUID, new: NewRequest, now: datetime
) -> AccessRequest:
    assert actor.id is not None
    year = day_of(now).year
    scope = await scope_wanted(session, new.wanted.documents, is_whole=new.wanted.is_whole)
    return AccessRequest(
        id=ids.new_id(),
        unit_id=unit_id,
        year=year,
        serial=await next_serial(session, unit_id, year),
        act=new.act.value,
        wanted=scope.value,
        purpose=new.purpose,
        material=new.material,
        wanted_days=new.days,
        asked_by_id=actor.id,
        case_id=new.case_id,
        state=AccessState.OPEN.value,
        asked_at=now,
        procedure="",
        revision=1,
        basis={},
        is_about_themselves=False,
        follows_id=new.follows_id,
        form_key=new.form_key,
    )


async def _sent_before(session: AsyncSession, actor: Actor, new: NewRequest) -> UUID | None:
    if new.form_key is None:
        return None
    return await request_of_form(session, actor, new.form_key)


async def _unit(session: AsyncSession, actor: Actor, new: NewRequest) -> UUID:
    """Return whose records are asked for, all of which the actor may know."""
    found: UUID | None
    if new.case_id is not None:
        found = (await find_case(session, actor, new.case_id)).unit_id
    else:
        found = new.unit_id or await unit_of(session, new.wanted)
    found = found or actor.unit_id
    if found is None:
        raise NotFoundError
    # Before the right is asked for: a refusal would tell that there is something to refuse.
    await require_known(session, actor, found, new.wanted)
    return found


def _require_fields(new: NewRequest, applicant: Applicant | None = None) -> None:
    """Raise ``NotAcceptableError`` with everything that is wrong with what was typed."""
    problems = []
    if not new.purpose:
        problems.append(FieldProblem("purpose", "请写明调阅的事由和工作需要。"))
    if max(len(new.purpose), len(new.material)) > LONGEST:
        problems.append(FieldProblem("purpose", f"事由和所需资料各不超过 {LONGEST} 个字，请缩短。"))
    if new.days not in DAYS:
        problems.append(FieldProblem("days", "请从列表中选择调阅的天数。"))
    if not len(new.wanted) and not new.material:
        problems.append(
            FieldProblem("material", "请选择要调阅的资料；不知道有哪些资料的，请写明案号或者内容。")
        )
    if len(new.wanted) > MOST_ITEMS:
        problems.append(FieldProblem("items", f"一次最多申请 {MOST_ITEMS} 项，请分几次申请。"))
    if applicant is not None:
        problems += _problems_of(applicant)
    if problems:
        raise NotAcceptableError(*problems)


def _problems_of(applicant: Applicant) -> list[FieldProblem]:
    problems = []
    if applicant.requester in OWN_STAFF:
        problems.append(FieldProblem("requester", "本单位人员请自己登录申请，不在来访登记。"))
    if not applicant.name:
        problems.append(FieldProblem("name", "请填写来访人的姓名。"))
    texts = (applicant.name, applicant.unit, applicant.document, applicant.contact)
    if max(map(len, texts)) > LONGEST_NAME:
        problems.append(
            FieldProblem("name", f"姓名、单位、证件和联系方式各不超过 {LONGEST_NAME} 个字。")
        )
    return problems
