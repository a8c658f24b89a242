"""立案: open a case with its number, its first handler and the first version of its file."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.cases.fields import MOST_PARTIES, SPEAKERS, text_problems
from app.cases.handlers import OF_ANOTHER_UNIT, hold_able
from app.cases.numbering import is_number_taken, next_number
from app.clock import day_of
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseFile, CaseHandler, CaseParty, Person
from app.people.authority import permit, thing_in
from app.people.problems import FieldProblem, NotAcceptableError
from app.people.units import agency_of
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.case_numbers import written
from app.policy.case_words import (
    CaseProcedure,
    CaseState,
    ControlMark,
    PartyKind,
    PartyRole,
    SecurityClass,
)
from app.policy.decision import Decision
from app.searching.indexing import index_cases

_A_MOMENT = timedelta(minutes=1)


class NumberTakenError(ConflictError):
    """The agency has a case of this number."""

    code = "case_no_taken"
    message = (
        "本单位已经有这个案号的案件。请核对案号；同一案件不要重复立案，"
        "括号、空格、全角半角写法不同的，也是同一个案号。"
    )


@dataclass(frozen=True, slots=True)
class NewParty:
    """Somebody in a case; ``represents`` is the place of the party for whom an agent speaks."""

    name: str
    kind: PartyKind = PartyKind.PERSON
    role: PartyRole = PartyRole.PARTY
    document_no: str = ""
    contact: str = ""
    represents: int | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known when a case is opened; without a ``case_no`` the pattern gives the next."""

    title: str
    cause: str
    procedure: CaseProcedure
    opened_on: date
    main_handler_id: UUID
    case_no: str = ""
    place: str = ""
    note: str = ""
    security_class: SecurityClass = SecurityClass.NONE
    control_marks: tuple[ControlMark, ...] = ()
    parties: tuple[NewParty, ...] = ()
    other_handler_ids: tuple[UUID, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What whoever opened a case is told of it, although it may not be theirs to know."""

    case_no: str
    main_handler: str


async def open_case(
    session: AsyncSession, actor: Actor, unit_id: UUID, new: NewCase, *, now: datetime
) -> UUID | Decision:
    """Open a case in a unit and return its id, or the refusal. Appends ``case:opened``.

    Locks the numbering of the agency while it takes a number from it. The same case without a
    number, pressed twice by the same person, is one case: the second press returns its id.

    Raises:
        NotAcceptableError: something is missing or cannot be, with the field; so is a taken number.
        NumberTakenError: somebody else took the number in this very moment.
        NotFoundError: there is no such unit.
    """
    new = replace(new, case_no=written(new.case_no))
    thing = await thing_in(session, unit_id)
    decision = await permit(session, actor, Act.CASE_OPEN, thing, subject_id=unit_id, now=now)
    if not decision.allowed or actor.id is None:
        return decision
    problems = [
        *_problems(new, now),
        *await number_problems(session, unit_id, new.case_no),
        *await _of_handlers(session, unit_id, new, now),
    ]
    if problems:
        raise NotAcceptableError(*problems)
    twin = None if new.case_no else await _opened_just_now(session, actor.id, unit_id, new, now=now)
    if twin is not None:
        return twin
    case = await _row(session, actor, unit_id, new, now)
    _add_around(session, case, new, now)
    await index_cases(session, [case.id], now=now)
    await append(
        session,
        LedgerKind.CASE_OPENED,
        actor,
        unit_id=unit_id,
        subject_id=case.id,
        detail={"case_no": case.case_no, "procedure": case.procedure},
        now=now,
    )
    return case.id


async def opened_by(session: AsyncSession, actor: Actor, case_id: UUID) -> OpenedCase | None:
    """Return number and main handler of a case that the actor opened, none for anybody else.

    Whoever registers for somebody else need not be one who may know the case, and yet has to learn
    that it was registered, and under which number.
    """
    found = await session.execute(
        select(Case.case_no, Person.full_name)
        .outerjoin(CaseHandler, and_(CaseHandler.case_id == Case.id, CaseHandler.is_main))
        .outerjoin(Person, Person.id == CaseHandler.person_id)
        .where(Case.id == case_id, Case.opened_by_id == actor.id, CaseHandler.until.is_(None))
    )
    row = found.one_or_none()
    return OpenedCase(row.case_no, row.full_name or "") if row else None


async def number_problems(session: AsyncSession, unit_id: UUID, case_no: str) -> list[FieldProblem]:
    """Return a problem if the agency has a case of this number, to be said with all others.

    Brackets, blanks and the width of digits make no other number. The caller has asked whether the
    actor may open cases in the unit.
    """
    if not case_no or not await is_number_taken(session, unit_id, case_no):
        return []
    return [FieldProblem("case_no", NumberTakenError.message)]


async def _opened_just_now(
    session: AsyncSession, person_id: UUID, unit_id: UUID, new: NewCase, *, now: datetime
) -> UUID | None:
    """Return the same case of the same person a moment ago; locks out their other presses."""
    key = int.from_bytes(person_id.bytes[-8:], "big", signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(key)))
    return await session.scalar(
        select(Case.id).where(
            Case.unit_id == unit_id,
            Case.opened_by_id == person_id,
            Case.opened_at > now - _A_MOMENT,
            Case.title == new.title,
            Case.cause == new.cause,
            Case.procedure == new.procedure.value,
            Case.opened_on == new.opened_on,
        )
    )


def _problems(new: NewCase, now: datetime) -> list[FieldProblem]:
    names = ("title", "cause", "case_no", "place", "note")
    found = text_problems({name: getattr(new, name) for name in names})
    if new.opened_on > day_of(now):
        found.append(FieldProblem("opened_on", "立案日期不能晚于今天。"))
    if len(new.parties) > MOST_PARTIES:
        found.append(FieldProblem("parties", f"一个案件的当事人最多{MOST_PARTIES}个。"))
    for place, party in enumerate(new.parties):
        found += _problems_of_party(new, place, party)
    return found


def _problems_of_party(new: NewCase, place: int, party: NewParty) -> list[FieldProblem]:
    field = f"party-{place}"
    texts = {name: getattr(party, name) for name in ("name", "document_no", "contact")}
    found = text_problems(texts, of=field)
    if party.role not in SPEAKERS:
        if party.represents is not None:
            what = "只有代理律师和其他代理人才代理当事人。请改选身份，或者不选被代理人。"
            found.append(FieldProblem(field, what))
        return found
    client = party.represents
    is_there = client is not None and 0 <= client < len(new.parties)
    if client is None or not is_there or new.parties[client].role in SPEAKERS:
        found.append(FieldProblem(field, "请从本案的当事人、第三人中选择被代理人。"))
    return found


async def _of_handlers(
    session: AsyncSession, unit_id: UUID, new: NewCase, now: datetime
) -> list[FieldProblem]:
    """Return a problem unless every handler may handle cases of the unit."""
    chosen = {"main_handler": {new.main_handler_id}, "handlers": set(new.other_handler_ids)}
    able = await hold_able(session, unit_id, set().union(*chosen.values()), now=now)
    return [
        FieldProblem(name, OF_ANOTHER_UNIT) for name, people in chosen.items() if not people <= able
    ]


async def _row(
    session: AsyncSession, actor: Actor, unit_id: UUID, new: NewCase, now: datetime
) -> Case:
    assert actor.id is not None
    number = new.case_no
    if not number:
        agency = await agency_of(session, unit_id)
        year = new.opened_on.year
        given = await next_number(
            session, agency.id, unit_id, new.procedure, new.opened_on, now=now
        )
        number = given or ""
    if not number:
        what = (
            f"请填写案号：本机关没有设置案号规则，或者没有设置 {year} 年已经用到的序号，"
            "不能自动编号。"
        )
        raise NotAcceptableError(FieldProblem("case_no", what))
    case = Case(
        id=ids.new_id(),
        unit_id=unit_id,
        case_no=number,
        title=new.title,
        cause=new.cause,
        procedure=new.procedure.value,
        state=CaseState.OPENED.value,
        place=new.place,
        note=new.note,
        security_class=new.security_class.value,
        control_marks=sorted(mark.value for mark in new.control_marks),
        opened_on=new.opened_on,
        opened_by_id=actor.id,
        opened_at=now,
        revision=1,
    )
    try:
        async with session.begin_nested():
            session.add(case)
            await session.flush()
    except IntegrityError as error:
        raise NumberTakenError from error
    return case


def _add_around(session: AsyncSession, case: Case, new: NewCase, now: datetime) -> None:
    """Add the first version of the file, the handlers and the parties."""
    session.add(
        CaseFile(
            id=ids.new_id(),
            case_id=case.id,
            version=1,
            reopen_reason="",
            begun_at=now,
            begun_by_id=case.opened_by_id,
        )
    )
    for person_id in dict.fromkeys((new.main_handler_id, *new.other_handler_ids)):
        is_main = person_id == new.main_handler_id
        session.add(
            CaseHandler(
                id=ids.new_id(), case_id=case.id, person_id=person_id, is_main=is_main, since=now
            )
        )
    # Ids of one millisecond come in any order, and parties are shown in that of their ids.
    party_ids = sorted(ids.new_id() for _ in new.parties)
    pairs = zip(party_ids, new.parties, strict=True)
    # Whoever is spoken for is written before whoever speaks.
    for party_id, party in sorted(pairs, key=lambda pair: pair[1].represents is not None):
        session.add(
            CaseParty(
                id=party_id,
                case_id=case.id,
                kind=party.kind.value,
                role=party.role.value,
                name=party.name,
                document_no=party.document_no,
                contact=party.contact,
                represents_id=None if party.represents is None else party_ids[party.represents],
                added_at=now,
            )
        )
