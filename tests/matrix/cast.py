"""Everybody who can stand before a door: each role in each place around one unit.

The things all belong to 水政监察大队 ("here"). A role is held here, in the unit above it, in the
unit below it, or next door. Chen is the person the things are about, who sent or holds them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.access.beginning import begin_viewing, open_for_visitor
from app.access.registering import register_refusal
from app.cases.opening import NewCase, open_case
from app.devices.terminals import enrol, register_device
from app.holds.actions import NewHold, place_hold
from app.models import (
    AccessPermit,
    AccessRequest,
    CaseDocument,
    Deadline,
    DeviceHolding,
    Original,
    Qualification,
    QualificationScan,
    Recording,
    RoleAssignment,
    SignInSession,
    TerminalToken,
    Training,
    TrainingAttendance,
    Unit,
    Viewing,
)
from app.papers.kinds import NewKind, add_kind
from app.people.register import (
    NewPerson,
    register_person,
    register_section,
    register_unit,
)
from app.policy.actor import ANONYMOUS, WORKER, Actor, Assignment
from app.policy.case_words import CaseProcedure, DocumentState
from app.policy.grounds import Thing
from app.policy.law_words import Requester
from app.policy.vocabulary import (
    ActorKind,
    DeadlineSubject,
    DeviceKind,
    HoldGround,
    QualificationKind,
    Role,
    TrainingKind,
    UnitKind,
)
from app.storage.store import Store, StoredPart
from tests.access import sitting
from tests.access.copies import kept
from tests.access.desk import ask
from tests.access.register import copy_of
from tests.world import NOW, PASSWORD_HASH, Town

ROOM = "the secret of the reading terminal"


class Place(StrEnum):
    """Where a role is held, seen from the thing's unit."""

    HERE = "here"
    ABOVE = "above"
    BELOW = "below"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody before a door: who the rules take them for, and what they show."""

    name: str
    actor: Actor
    credential: str = ""
    kind: str = ""
    """What they are, wherever they are: the role, or the name of somebody who has none."""
    unit_name: str = ""
    room: str = ""
    """What the browser shows as a reading terminal on which a viewing is open."""

    @property
    def headers(self) -> dict[str, str]:
        if self.room:
            return {"Cookie": f"liuhen-room={self.room}"}
        if self.actor.kind is ActorKind.PERSON:
            return {"Cookie": f"liuhen={self.credential}"}
        return {"Authorization": f"Bearer {self.credential}"} if self.credential else {}


@dataclass(frozen=True, slots=True)
class Things:
    """One of each kind, all of them here, all of them Chen's."""

    case: UUID
    recording: UUID
    deadline: UUID
    device: UUID
    hold: UUID
    line: UUID
    person: UUID
    unit: UUID
    section: UUID
    assignment: UUID
    qualification: UUID
    scan: UUID
    training: UUID
    document: UUID
    kind: UUID
    request: UUID
    granted: UUID
    terminal: UUID
    viewing: UUID
    item: UUID
    issue: UUID


@dataclass(frozen=True, slots=True)
class World:
    """The units with those above them, everybody, and the things."""

    units: dict[UUID, frozenset[UUID]]
    visitors: tuple[Visitor, ...]
    things: Things
    thing: Thing
    """What the rules see of each of the things."""


async def people_the_world(
    session: AsyncSession, town: Town, recording: UUID, store: Store
) -> World:
    """Register everybody; Chen comes to hold the camera and to have sent the recording."""
    below = await register_unit(
        session,
        WORKER,
        code="RZ-SZ-1",
        name="一中队驻点",
        kind=UnitKind.SUB_UNIT,
        pack_id="ruzhou",
        parent_id=town.brigade,
        now=NOW,
    )
    place = {
        Place.HERE: town.brigade,
        Place.ABOVE: town.agency,
        Place.BELOW: below,
        Place.ELSEWHERE: town.stranger_agency,
    }
    visitors = [
        await _person(session, f"{role.value} {where.value}", unit, role)
        for role in Role
        for where, unit in place.items()
    ]
    visitors.append(await _person(session, "member without a role", town.brigade))
    visitors.append(Visitor("owner", town.chen, await _signed_in(session, town.chen)))
    visitors.append(Visitor("nobody", ANONYMOUS))
    visitors.append(Visitor("visitor in the reading room", ANONYMOUS, room=ROOM))
    visitors.append(Visitor("terminal", town.terminal, town.terminal_token))
    visitors.append(await _other_terminal(session, town))
    visitors.append(await _revoked_terminal(session, town))
    await _make_chens(session, town, recording)
    assert town.chen.id is not None
    assert town.terminal.id is not None
    certificate, scan, training = await _file_of_chen(session, town, store)
    case = await _case_of_chen(session, town)
    document, kind = await _document_of_chen(session, town, case, store)
    return World(
        units={
            town.agency: frozenset(),
            town.brigade: frozenset({town.agency}),
            below: frozenset({town.agency, town.brigade}),
            town.stranger_agency: frozenset(),
        },
        visitors=tuple(visitors),
        things=Things(
            case=case,
            recording=recording,
            deadline=await _handover(session, town),
            device=town.terminal.id,
            hold=await _held(session, town, recording),
            line=await _refused(session, town, recording),
            person=town.chen.id,
            unit=town.brigade,
            section=await register_section(session, WORKER, town.brigade, "执法二中队", now=NOW),
            assignment=await _role_of(session, town.chen.id),
            qualification=certificate,
            scan=scan,
            training=training,
            document=document,
            kind=kind,
            request=await ask(session, town.chen, material="采砂案的询问录像"),
            **await _sitting_of_chen(session, town, case, recording, store=store),
        ),
        thing=Thing(
            town.brigade,
            frozenset({town.agency}),
            person_id=town.chen.id,
            device_id=town.terminal.id,
            handler_ids=frozenset({town.chen.id}),
        ),
    )


async def _person(
    session: AsyncSession, name: str, unit: UUID, role: Role | None = None
) -> Visitor:
    held = (Assignment(unit, role),) if role else ()
    person = NewPerson(name.replace(" ", "."), "某人", "", PASSWORD_HASH)
    person_id = await register_person(session, WORKER, unit, person, assignments=held, now=NOW)
    actor = Actor(ActorKind.PERSON, person_id, unit, assignments=held)
    unit_name = (await session.get_one(Unit, unit)).name
    kind = role.value if role else name
    return Visitor(name, actor, await _signed_in(session, actor), kind, unit_name)


async def _role_of(session: AsyncSession, person_id: UUID) -> UUID:
    rows = await session.scalars(
        select(RoleAssignment.id).where(RoleAssignment.person_id == person_id)
    )
    return rows.one()


async def _signed_in(session: AsyncSession, actor: Actor) -> str:
    token = ids.new_secret()
    session.add(
        SignInSession(
            id=ids.new_id(),
            token_hash=ids.digest_of_secret(token),
            person_id=actor.id,
            address="10.0.0.9",
            user_agent="",
            created_at=NOW,
            last_seen_at=NOW,
            expires_at=NOW + timedelta(hours=12),
            confirmed_at=NOW,
        )
    )
    await session.flush()
    return token


async def _other_terminal(session: AsyncSession, town: Town) -> Visitor:
    device_id = await register_device(
        session, WORKER, town.brigade, device_no="RZ-0002", kind=DeviceKind.BODY_CAMERA, now=NOW
    )
    token = (await enrol(session, WORKER, "RZ-0002", NOW)).token
    return Visitor("another terminal", Actor(ActorKind.TERMINAL, device_id, town.brigade), token)


async def _revoked_terminal(session: AsyncSession, town: Town) -> Visitor:
    """The sending device once more, with a second token that was revoked."""
    token = ids.new_secret()
    session.add(
        TerminalToken(
            id=ids.new_id(),
            device_id=town.terminal.id,
            token_hash=ids.digest_of_secret(token),
            created_at=NOW,
            revoked_at=NOW,
        )
    )
    await session.flush()
    return Visitor("revoked terminal", replace(town.terminal, is_revoked=True), token)


async def _make_chens(session: AsyncSession, town: Town, recording: UUID) -> None:
    row = await session.get_one(Recording, recording)
    row.submitted_by_person_id = town.chen.id
    row.device_id = row.device_source = None
    row.set_aside_at = NOW
    session.add(
        DeviceHolding(
            id=ids.new_id(),
            device_id=town.terminal.id,
            person_id=town.chen.id,
            from_at=NOW - timedelta(hours=2),
            noted_at=NOW,
        )
    )
    await session.flush()


async def _refused(session: AsyncSession, town: Town, recording: UUID) -> UUID:
    line = await register_refusal(
        session,
        town.chen,
        unit_id=town.brigade,
        subject_id=recording,
        reason="没有申请",
        now=NOW,
    )
    assert line is not None
    return line


async def _held(session: AsyncSession, town: Town, recording: UUID) -> UUID:
    hold = NewHold(HoldGround.LITIGATION, "应诉通知书", "原告已提起行政诉讼")
    placed = await place_hold(session, town.liu, recording, hold, now=NOW)
    assert isinstance(placed, UUID)
    return placed


async def _case_of_chen(session: AsyncSession, town: Town) -> UUID:
    """Return a case that nobody but Chen handles, without any party yet."""
    assert town.chen.id is not None
    new = NewCase(
        title="采砂案",
        cause="未经许可在河道采砂",
        procedure=CaseProcedure.ORDINARY,
        opened_on=NOW.date(),
        main_handler_id=town.chen.id,
        case_no="汝水罚〔2026〕1号",
    )
    opened = await open_case(session, town.chen, town.brigade, new, now=NOW)
    assert isinstance(opened, UUID)
    return opened


async def _handover(session: AsyncSession, town: Town) -> UUID:
    """Return a hand-over that Chen has to see to."""
    section = await register_section(session, WORKER, town.brigade, "执法三中队", now=NOW)
    row = Deadline(
        id=ids.new_id(),
        unit_id=town.brigade,
        subject_kind=DeadlineSubject.SECTION.value,
        subject_id=section,
        key="handover.day",
        period="2026-11",
        person_id=town.chen.id,
        starts_at=NOW,
        due_at=NOW + timedelta(days=4),
        reason="",
        facts={},
        basis={"citations": []},
        opened_at=NOW,
    )
    session.add(row)
    await session.flush()
    return row.id


async def _file_of_chen(session: AsyncSession, town: Town, store: Store) -> tuple[UUID, UUID, UUID]:
    """Return Chen's certificate, its scan, and a training in which she took part."""
    certificate, training, scan = ids.new_id(), ids.new_id(), ids.new_id()
    session.add(
        Qualification(
            id=certificate,
            person_id=town.chen.id,
            kind=QualificationKind.PROVINCIAL.value,
            certificate_no="豫D1",
            issuer="河南省人民政府",
            valid_from=NOW.date() - timedelta(days=100),
            valid_until=NOW.date() + timedelta(days=100),
            registered_at=NOW,
        )
    )
    session.add(
        Training(
            id=training,
            unit_id=town.brigade,
            kind=TrainingKind.TRAINING.value,
            title="培训",
            held_on=NOW.date(),
            organiser="局办公室",
            registered_at=NOW,
        )
    )
    await session.flush()
    session.add(TrainingAttendance(training_id=training, person_id=town.chen.id))
    session.add(
        QualificationScan(
            id=scan,
            qualification_id=certificate,
            storage_key=store.put_document(scan, b"%PDF-1.4\n%%EOF"),
            sha256="0" * 64,
            size_bytes=14,
            media_type="application/pdf",
            uploaded_by_id=town.liu.id,
            uploaded_at=NOW,
        )
    )
    await session.flush()
    return certificate, scan, training


async def _document_of_chen(
    session: AsyncSession, town: Town, case: UUID, store: Store
) -> tuple[UUID, UUID]:
    """Return a document in the file of her case, and a kind of her agency."""
    kind = await add_kind(session, town.liu, NewKind("询问笔录"), now=NOW)
    assert isinstance(kind, UUID)
    original, document = ids.new_id(), ids.new_id()
    writer = store.begin_segment(original, 0, 1)
    writer.write([b"%PDF-1.4\n%%EOF"])
    part = writer.finish()
    key = store.assemble_original(original, [StoredPart(part.key, part.length, part.sha256)])
    digests = store.digest_original(key)
    session.add(
        Original(
            id=original,
            storage_key=key,
            size_bytes=digests.size_bytes,
            sha256=digests.sha256,
            sm3=digests.sm3,
            sealed_at=NOW,
        )
    )
    await session.flush()
    session.add(
        CaseDocument(
            id=document,
            case_id=case,
            file_version=1,
            kind="询问笔录",
            title="询问笔录",
            position=1,
            page_count=1,
            state=DocumentState.READY.value,
            original_id=original,
            file_name="询问笔录.pdf",
            media_type="application/pdf",
            added_by_id=town.chen.id,
            added_at=NOW,
        )
    )
    await session.flush()
    return document, kind


async def _sitting_of_chen(
    session: AsyncSession, town: Town, case: UUID, recording: UUID, *, store: Store
) -> dict[str, UUID]:
    """Return what was granted to Chen, her sitting before it, her copy, where a lawyer sits."""
    staff = Requester.OTHER_STAFF
    own = await sitting.permitted(
        session, town, requester=staff, case_id=case, recordings=[recording]
    )
    signed_in = await session.scalar(
        select(SignInSession.id).where(SignInSession.person_id == town.chen.id)
    )
    chen = replace(town.chen, credential_id=signed_in)
    viewing = await begin_viewing(session, chen, own.request_id, address="10.0.0.9", now=NOW)
    visit = await sitting.permitted(session, town, requester=Requester.LAWYER, case_id=case)
    terminal = await sitting.terminal_in(session, town, token=ROOM, networks=("10.0.0.0/24",))
    opened = await open_for_visitor(
        session, town.liu, visit.request_id, terminal, address="", now=NOW
    )
    assert isinstance(viewing, Viewing)
    assert isinstance(opened, Viewing)
    return {
        "granted": own.request_id,
        "terminal": terminal,
        "viewing": viewing.id,
        "item": (await sitting.items_of(session, own))[0],
        "issue": await _copy_of_chen(session, town, own, store),
    }


async def _copy_of_chen(
    session: AsyncSession, town: Town, permit: AccessPermit, store: Store
) -> UUID:
    """Return a disc that Chen has signed for; the bundle and the receipt are real files."""
    request = await session.get_one(AccessRequest, permit.request_id)
    said = {"articles": [], "files": [], "left_out": [], "unit": "水政监察大队"}
    taker = {"taker": "陈立", "taker_unit": "水政监察大队"}
    issue = await copy_of(
        session,
        request,
        permit,
        town.liu,
        manifest={**said, **taker, "regulation": {"title": "制度", "version": 1}},
        bundle_id=await kept(session, store, b"PK bundle"),
        receipt_id=await kept(session, store, b"%PDF receipt"),
    )
    return issue.id


@asynccontextmanager
async def undone(session: AsyncSession) -> AsyncIterator[None]:
    """Undo whatever happens inside, so that each cell of the matrix meets the same world.

    The savepoint goes past SQLAlchemy, which would give each one a name of its own and have every
    such statement prepared.
    """
    pooled = await (await session.connection()).get_raw_connection()
    await pooled.driver_connection.execute("SAVEPOINT cell")  # type: ignore[union-attr]
    yield
    await pooled.driver_connection.execute("ROLLBACK TO cell; RELEASE cell")  # type: ignore[union-attr]
