"""For which party of a case somebody asks: a party for itself, a lawyer for the client.

A lawyer asks in the right of one party (汝州调阅 7, 山西 18). In a case of several nobody is taken
for the lawyer of any until the keeper has compared the letter of attorney and named the client.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import AccessItem, AccessRequest, Case, CaseDocument, CaseParty, EvidenceLink
from app.people.closures import is_state_secret
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.case_words import IN_OWN_RIGHT, PartyRole
from app.policy.consulting import FOR_A_PARTY
from app.policy.law_words import Requester


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
    """Return whether somebody asks for a party, and none that still is one has been named."""
    if Requester(request.requester) not in FOR_A_PARTY:
        return False
    clients = await _clients_of(session, request)
    return bool(clients) and request.party_id not in {client.id for client in clients}


async def clients_to_choose(session: AsyncSession, request_id: UUID) -> tuple[Client, ...]:
    """Return the parties of what a request asks for, of whom the keeper names one."""
    return await _clients_of(session, await session.get_one(AccessRequest, request_id))


async def require_party(session: AsyncSession, case_id: UUID | None, comer: Comer) -> None:
    """Raise ``NotAcceptableError`` unless it is clear for which party of a case somebody asks."""
    _require_one(await _people_in(session, Case.id == case_id), comer)


async def name_party(session: AsyncSession, request: AccessRequest, party_id: UUID | None) -> None:
    """Note for which party somebody asks whose case was found after they had come.

    Raises:
        NotAcceptableError: it is none of the parties of what is asked for, or, as the case has
            it, this lawyer is another one's.
    """
    people = await _people_in(session, _asked_about(request))
    comer = Comer(Requester(request.requester), request.applicant_name, party_id)
    _require_one(people, comer)
    request.party_id = party_id


def _asked_about(request: AccessRequest) -> ColumnElement[bool]:
    """Return the condition on the cases that are asked about.

    That a recording lies in a state secret as well is told to nobody (汝州调阅 10).
    """
    if request.case_id is not None:
        return Case.id == request.case_id
    of_request = AccessItem.request_id == request.id
    in_file = exists().where(
        of_request,
        AccessItem.document_id == CaseDocument.id,
        CaseDocument.case_id == Case.id,
    )
    lies_there = exists().where(
        of_request,
        AccessItem.recording_id == EvidenceLink.recording_id,
        EvidenceLink.ended_at.is_(None),
        EvidenceLink.case_id == Case.id,
    )
    return (in_file | lies_there) & (Case.unit_id == request.unit_id) & ~is_state_secret()


async def _people_in(session: AsyncSession, which: ColumnElement[bool]) -> list[CaseParty]:
    """Return everybody in these cases who was not struck out, in the order they were added."""
    found = await session.scalars(
        select(CaseParty)
        .join(Case, Case.id == CaseParty.case_id)
        .where(which, CaseParty.struck_at.is_(None))
        .order_by(CaseParty.id)
    )
    return list(found)


async def _clients_of(session: AsyncSession, request: AccessRequest) -> tuple[Client, ...]:
    return _clients_in(await _people_in(session, _asked_about(request)))


def _clients_in(people: list[CaseParty]) -> tuple[Client, ...]:
    return tuple(Client(row.id, row.name) for row in people if PartyRole(row.role) in IN_OWN_RIGHT)


def _require_one(people: list[CaseParty], comer: Comer) -> None:
    clients = {client.id: client.name for client in _clients_in(people)}
    if comer.party_id is None:
        if clients and comer.requester in FOR_A_PARTY:
            names = "、".join(clients.values())
            raise _problem(f"请选择是为哪一位当事人申请：本案有{names}。请与委托书、证件核对。")
        return
    if comer.party_id not in clients:
        raise _problem("请从本案的当事人中选择。")
    known = [
        row.represents_id
        for row in people
        if PartyRole(row.role) not in IN_OWN_RIGHT and row.name == comer.name and row.represents_id
    ]
    if comer.requester is Requester.LAWYER and known and comer.party_id not in known:
        registered = "、".join(clients.get(each, "已划去的当事人") for each in known)
        raise _problem(
            f"案件中登记的{comer.name}代理的是{registered}，不是{clients[comer.party_id]}。"
            "请核对委托书；案件登记有误的，请先请承办人更正。"
        )


def _problem(message: str) -> NotAcceptableError:
    return NotAcceptableError(FieldProblem("party", message))
