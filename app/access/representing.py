"""For which party of a case somebody asks: a party for itself, a lawyer for the client.

A lawyer asks in the right of one party (汝州调阅 7, 山西 18). In a case of several nobody is taken
for the lawyer of any until the keeper has compared the letter of attorney and named the client.
What lies in another case belongs to the request only if the same party stands there; for another
party of that case another request is made, with the papers which that party has signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.item_cases import cases_asked_about, cases_of_items
from app.models import AccessRequest, Case, CaseParty
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.case_words import IN_OWN_RIGHT, PartyRole
from app.policy.consulting import FOR_A_PARTY
from app.policy.law_words import Requester
from app.policy.representing import Identity, is_same_party

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Client:
    """A party for whom somebody may ask."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Comer:
    """Whoever has come, with the party that the keeper names."""

    requester: Requester
    name: str
    party_id: UUID | None


async def lacks_party(session: AsyncSession, request: AccessRequest) -> bool:
    """Return whether somebody asks for a party, and none that still is one has been named.

    A party that does not stand in the case of some item is none for that item.
    """
    if Requester(request.requester) not in FOR_A_PARTY:
        return False
    people = await _people_in(session, cases_asked_about(request))
    client = next((row for row in _clients_in(people) if row.id == request.party_id), None)
    if client is None:
        return bool(_clients_in(people))
    return bool(await _cases_of_others(session, request, people, client))


async def clients_to_choose(session: AsyncSession, request_id: UUID) -> tuple[Client, ...]:
    """Return the parties of what a request asks for, of whom the keeper names one.

    Who is a party of several of the cases stands there once.
    """
    request = await session.get_one(AccessRequest, request_id)
    chosen: list[CaseParty] = []
    for row in _clients_in(await _people_in(session, cases_asked_about(request))):
        if not any(_is_same(row, other) for other in chosen):
            chosen.append(row)
    return tuple(Client(row.id, row.name) for row in chosen)


async def require_party(session: AsyncSession, case_id: UUID | None, comer: Comer) -> None:
    """Raise ``NotAcceptableError`` unless it is clear for which party of a case somebody asks."""
    _require_one(await _people_in(session, Case.id == case_id), comer)


async def name_party(session: AsyncSession, request: AccessRequest, party_id: UUID | None) -> None:
    """Note for which party somebody asks whose case was found after they had come.

    Raises:
        NotAcceptableError: it is none of the parties of what is asked for, or not of all of it,
            or, as a case has it, this lawyer is another one's.
    """
    people = await _people_in(session, cases_asked_about(request))
    _require_one(people, _comer(request, party_id))
    request.party_id = party_id
    await require_same_party(session, request, "party")


async def require_same_party(session: AsyncSession, request: AccessRequest, field: str) -> None:
    """Raise ``NotAcceptableError`` unless what is asked for is the named party's throughout.

    Before one was named there is nothing to compare; ``field`` is where the mistake is told.
    """
    if request.party_id is None or Requester(request.requester) not in FOR_A_PARTY:
        return
    client = await session.get_one(CaseParty, request.party_id)
    people = await _people_in(session, cases_asked_about(request))
    foreign = await _cases_of_others(session, request, people, client)
    if foreign:
        raise _problem(_of_others(request, client, foreign, people), field)
    _require_own_lawyer(people, client, _comer(request, client.id), field)


async def _cases_of_others(
    session: AsyncSession, request: AccessRequest, people: list[CaseParty], client: CaseParty
) -> list[Case]:
    """Return the cases of what is asked for in which others are parties, and the client is not.

    What lies in a case of the client as well is theirs.
    """
    with_clients = {row.case_id for row in _clients_in(people)}
    own = {row.case_id for row in _clients_in(people) if _is_same(row, client)}
    if not with_clients - own:
        return []
    asked = or_(Case.id == request.case_id, cases_of_items(request.id, beside=own))
    found = await session.scalars(
        select(Case).where(Case.id.in_(with_clients - own), asked).order_by(Case.id)
    )
    return list(found)


async def _people_in(session: AsyncSession, which: ColumnElement[bool]) -> list[CaseParty]:
    """Return everybody in these cases who was not struck out, in the order they were added."""
    found = await session.scalars(
        select(CaseParty)
        .join(Case, Case.id == CaseParty.case_id)
        .where(which, CaseParty.struck_at.is_(None))
        .order_by(CaseParty.id)
    )
    return list(found)


def _clients_in(people: list[CaseParty]) -> list[CaseParty]:
    return [row for row in people if PartyRole(row.role) in IN_OWN_RIGHT]


def _is_same(one: CaseParty, other: CaseParty) -> bool:
    return is_same_party(
        Identity(one.name, one.document_no), Identity(other.name, other.document_no)
    )


def _comer(request: AccessRequest, party_id: UUID | None) -> Comer:
    return Comer(Requester(request.requester), request.applicant_name, party_id)


def _require_one(people: list[CaseParty], comer: Comer) -> None:
    clients = {row.id: row for row in _clients_in(people)}
    if comer.party_id is None:
        if clients and comer.requester in FOR_A_PARTY:
            names = _names(clients.values())
            raise _problem(f"请选择是为哪一位当事人申请：本案有{names}。请与委托书、证件核对。")
        return
    if comer.party_id not in clients:
        raise _problem("请从本案的当事人中选择。")
    _require_own_lawyer(people, clients[comer.party_id], comer, "party")


def _require_own_lawyer(
    people: list[CaseParty], client: CaseParty, comer: Comer, field: str
) -> None:
    """Raise unless each case that has this lawyer has them as the client's."""
    if comer.requester is not Requester.LAWYER:
        return
    clients = {row.id: row for row in _clients_in(people)}
    for case_id in dict.fromkeys(row.case_id for row in people):
        known = [
            row.represents_id
            for row in people
            if row.case_id == case_id
            and PartyRole(row.role) not in IN_OWN_RIGHT
            and row.name == comer.name
            and row.represents_id
        ]
        represented = [clients[each] for each in known if each in clients]
        if known and not any(_is_same(row, client) for row in represented):
            names = _names(represented) or "已划去的当事人"
            raise _problem(
                f"案件中登记的{comer.name}代理的是{names}，不是{client.name}。"
                "请核对委托书；案件登记有误的，请先请承办人更正。",
                field,
            )


def _of_others(
    request: AccessRequest, client: CaseParty, cases: list[Case], people: list[CaseParty]
) -> str:
    """Return why what lies in other cases is not this party's to ask for, and what helps."""
    numbers = "、".join(case.case_no for case in cases[:_MOST_NAMED])
    foreign = {case.id for case in cases}
    others = _names(row for row in _clients_in(people) if row.case_id in foreign)
    is_lawyer = request.requester == Requester.LAWYER.value
    asks = f"代理{client.name}" if is_lawyer else f"为当事人{client.name}"
    return (
        f"这份申请是{asks}提出的，所选资料中有{numbers}的，该案登记的当事人是{others}，"
        f"没有同一姓名（名称）、同一证件的{client.name}。一份申请只为一位当事人办理："
        "为该案当事人申请的，请另行登记一份申请，并核对该当事人的证件和委托材料，"
        "已经列入这份申请的请去掉；确是同一当事人、案件登记有误的，请先请承办人更正。"
    )


def _names(rows: Iterable[CaseParty]) -> str:
    names = list(dict.fromkeys(row.name for row in rows))
    return "、".join(names[:_MOST_NAMED]) + ("等" if len(names) > _MOST_NAMED else "")


def _problem(message: str, field: str = "party") -> NotAcceptableError:
    return NotAcceptableError(FieldProblem(field, message))
