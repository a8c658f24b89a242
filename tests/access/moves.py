"""The town as plain values, and what the pure rules make of it: the model of the machine of moves.

No row is read here. The roles, handlers, links, classes and sign-ins that the machine has brought
about stand in dataclasses; the questions are put to ``app.policy`` alone.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from app.clock import day_of
from app.packs.load import read_pack
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor, Assignment, Principal
from app.policy.acts import Act
from app.policy.approving import (
    Approval,
    Delegation,
    approval_problem,
    needs_a_leader,
    office_for,
)
from app.policy.authorising import authorise
from app.policy.case_words import CaseState, SecurityClass
from app.policy.closing import closures_of
from app.policy.consultation import Consultation, ConsultFacts
from app.policy.consulting import approver_of, row_of
from app.policy.decision import Ruling
from app.policy.granting import decide_answer
from app.policy.grounds import Thing
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope
from app.policy.permits import PermitFacts
from app.policy.requesting import rule_request
from app.policy.vocabulary import ActorKind, Role

PACK = read_pack("ruzhou")
CLASSES = tuple(SecurityClass)
PAPER_NO = "汝水〔2026〕30号"
Held = tuple[UUID, Role]
Days = tuple[date, date | None]


@dataclass(slots=True)
class Someone:
    """A person: where they belong, since when, and which roles they hold on which days."""

    id: UUID
    unit: UUID
    since: date
    roles: dict[Held, Days]
    full_name: str = ""
    is_active: bool = True

    def holds(self, held: Held, day: date) -> bool:
        from_on, until = self.roles.get(held, (day, date.min))
        return from_on <= day <= (until or day)


@dataclass(slots=True)
class File:
    """A case: how secret it is, and who handles it today, the main one marked."""

    id: UUID
    security_class: SecurityClass
    handlers: dict[str, bool]


@dataclass(slots=True)
class Record:
    """A recording: who sent it, and by which link it lies in which case."""

    id: UUID
    sender: str
    links: dict[str, UUID] = field(default_factory=dict)


@dataclass(slots=True)
class Lent:
    """The head's office in other hands, until the end of a day or its withdrawal."""

    id: UUID
    until: date
    is_withdrawn: bool = False


@dataclass(slots=True)
class Permit:
    """What was granted, as it stood then."""

    asked_as: Requester
    from_at: datetime
    until_at: datetime
    ceiling: SecurityClass
    limit: Scope | None
    in_room: bool
    is_ended: bool = False


@dataclass(slots=True)
class Request:
    """A request for one recording."""

    id: UUID
    asker: str
    record: str
    state: AccessState
    permit: Permit | None = None


@dataclass(slots=True)
class SignIn:
    """A sign-in of one person."""

    id: UUID
    until: datetime
    is_revoked: bool = False


@dataclass(slots=True)
class Sitting:
    """A sitting under the permit of a request, before the reading terminal or not."""

    id: UUID
    request: Request
    item: UUID
    sign_in: SignIn
    terminal: UUID | None
    last_seen: datetime
    is_ended: bool = False

    @property
    def seat(self) -> tuple[SignIn, UUID | None]:
        return self.sign_in, self.terminal


@dataclass(slots=True)
class World:
    """Everything that the machine has brought about."""

    brigade: UUID
    above: frozenset[UUID]
    house: frozenset[UUID]
    """The units above and below the brigade, with itself."""
    room: UUID
    people: dict[str, Someone]
    files: dict[str, File]
    records: dict[str, Record]
    now: datetime
    lent: list[Lent] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    sign_ins: dict[str, list[SignIn]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return day_of(self.now)

    def actor(self, name: str) -> Actor:
        """Return somebody with the roles of today, the head's own for whoever stands in."""
        person, head = self.people[name], self.people["head"]
        own = [Assignment(*held) for held in person.roles if person.holds(held, self.today)]
        if name == "song" and own:
            named = Principal(head.id, head.full_name)
            own += [
                Assignment(*held, named)
                for held in head.roles
                if self.lent_today and head.holds(held, self.today)
            ]
        return Actor(ActorKind.PERSON, person.id, person.unit, assignments=tuple(own))

    @property
    def lent_today(self) -> bool:
        return any(not each.is_withdrawn and each.until >= self.today for each in self.lent)

    def may(self, name: str, act: Act, thing: Thing) -> bool:
        return authorise(self.actor(name), act, thing, PACK).allowed

    # Things

    def of_file(self, name: str) -> Thing:
        file = self.files[name]
        handlers = frozenset(self.people[each].id for each in file.handlers)
        closures = closures_of(CaseState.OPENED, file.security_class)
        return Thing(self.brigade, self.above, handler_ids=handlers, closures=closures)

    def of_record(self, name: str) -> Thing:
        sender = self.people[self.records[name].sender]
        return Thing(self.brigade, self.above, person_id=sender.id)

    def of_request(self, request: Request) -> Thing:
        return Thing(self.brigade, self.above, person_id=self.people[request.asker].id)

    # Questions

    def may_ask(self, name: str, record: str) -> bool:
        """Whoever may know the recording or a case in which it lies, and belongs to the house."""
        links = self.records[record].links
        knows = self.may(name, Act.RECORDING_KNOW_FACTS, self.of_record(record)) or any(
            self.may(name, Act.CASE_KNOW, self.of_file(each)) for each in links
        )
        handlers = frozenset().union(*(self.of_file(each).handler_ids for each in links))
        thing = replace(self.of_record(record), handler_ids=handlers)
        return knows and self.may(name, Act.ACCESS_ASK, thing)

    def handles(self, name: str, record: str) -> bool:
        return any(name in self.files[each].handlers for each in self.records[record].links)

    def class_of(self, record: str) -> SecurityClass:
        classes = [self.files[each].security_class for each in self.records[record].links]
        return max(classes, key=CLASSES.index, default=SecurityClass.NONE)

    def facts_of(self, asker: str, record: str, approval: Approval | None = None) -> ConsultFacts:
        return ConsultFacts(
            requester=Requester.OTHER_STAFF,
            act=ConsultAct.VIEW,
            person=str(self.people[asker].id),
            papers=frozenset({Paper.REASON}),
            approval=approval,
            wanted=Scope.CONCLUDING,
            handles_case=self.handles(asker, record),
        )

    def ruling(
        self, asker: str, record: str, approval: Approval | None = None
    ) -> Ruling[Consultation]:
        facts = self.facts_of(asker, record, approval)
        return rule_request(PACK, facts, self.class_of(record))

    def approval_by(self, name: str, request: Request) -> Approval | None:
        """Return the approval of theirs that counts for a request, their own before a lent one."""
        actor, asker = self.actor(name), str(self.people[request.asker].id)
        needed = approver_of(PACK, self.facts_of(request.asker, request.record))
        needed = needed if needed and needs_a_leader(needed) else Approver.LEADER
        for principal in (None, *actor.principals):
            held = actor.standing_in_for(principal).assignments
            office = office_for(
                needed,
                frozenset(
                    each.role for each in held if each.unit_id in self.above | {self.brigade}
                ),
            )
            paper = Delegation(str(principal.id), PAPER_NO) if principal else None
            approval = Approval(office, str(actor.id), paper) if office else None
            if approval and not approval_problem(needed, asker, approval):
                return approval
        return None

    def takes_approval(self, name: str, request: Request) -> bool:
        """Whether this leader may approve this request, as far as persons and states go."""
        takes = decide_answer(request.state, ApprovalAnswer.APPROVED).allowed
        may = self.may(name, Act.ACCESS_APPROVE, self.of_request(request))
        return takes and may and self.approval_by(name, request) is not None

    def granted(self, request: Request, ruling: Ruling[Consultation], until: datetime) -> Permit:
        """Return the permit as the ruling makes it now."""
        return Permit(
            asked_as=row_of(PACK, self.facts_of(request.asker, request.record)),
            from_at=self.now,
            until_at=until,
            ceiling=self.class_of(request.record),
            limit=ruling.outcome.scope,
            in_room=ruling.outcome.in_archive_room,
        )

    # Sittings

    def signed_in(self, name: str) -> SignIn | None:
        """Return the sign-in at which somebody works now."""
        return next((each for each in self.sign_ins.get(name, ()) if self.is_live(each)), None)

    def is_live(self, sign_in: SignIn) -> bool:
        return not sign_in.is_revoked and self.now < sign_in.until

    def facts_before(
        self, request: Request, permit: Permit, sign_in: SignIn, *, is_in_room: bool
    ) -> PermitFacts:
        """Return what the rule looks at before a sitting begins."""
        return PermitFacts(
            at=self.now,
            from_at=permit.from_at,
            until_at=permit.until_at,
            asked_as=permit.asked_as,
            ceiling=permit.ceiling,
            limit=permit.limit,
            credential_id=sign_in.id,
            terminal_id=self.room if is_in_room and permit.in_room else None,
            is_permit_ended=permit.is_ended,
            is_in_place=is_in_room or not permit.in_room,
            is_still_who=self.is_still_who(request, permit),
        )

    def facts_in(self, sitting: Sitting, *, is_in_room: bool) -> PermitFacts:
        """Return what the rule looks at when a sitting asks for its recording."""
        request, permit = sitting.request, sitting.request.permit
        assert permit is not None
        return replace(
            self.facts_before(request, permit, sitting.sign_in, is_in_room=is_in_room),
            security_class=self.class_of(request.record),
            terminal_id=sitting.terminal,
            is_sitting_ended=sitting.is_ended or not self.is_live(sitting.sign_in),
            is_in_place=is_in_room if sitting.terminal else not permit.in_room,
        )

    def open_sittings(self, request: Request) -> list[Sitting]:
        return [each for each in self.sittings if each.request is request and not each.is_ended]

    def is_sat_in(self, sitting: Sitting) -> bool:
        """Whether somebody can still be sitting there; time passes by the hour."""
        return self.is_live(sitting.sign_in) and sitting.last_seen == self.now

    def is_still_who(self, request: Request, permit: Permit) -> bool:
        asker = self.people[request.asker]
        if permit.asked_as is Requester.HANDLER:
            return self.handles(request.asker, request.record)
        return asker.is_active and asker.unit in self.house

    def opens(self, name: str, facts: PermitFacts, *, is_in_room: bool) -> bool:
        """Return the rule's answer to whoever sits there at this sign-in."""
        sign_in = self.signed_in(name)
        actor = replace(
            self.actor(name),
            credential_id=sign_in.id if sign_in else None,
            terminal_id=self.room if is_in_room else None,
        )
        thing = Thing(self.brigade, permit=facts)
        return authorise(actor, Act.ACCESS_WATCH, thing, PACK).allowed

    # What people do

    def sign_out(self, name: str) -> None:
        """End every sign-in of somebody."""
        for each in self.sign_ins.get(name, ()):
            each.is_revoked = True

    def leave_files(self, name: str) -> None:
        for each in self.files.values():
            each.handlers.pop(name, None)

    def end_roles(self, name: str, unit: UUID | None, last_day: date) -> None:
        """Let the roles in a unit end, in all units without one."""
        person = self.people[name]
        for held in [each for each in person.roles if unit in {None, each[0]}]:
            self.end_role(person, held, last_day)

    def end_role(self, person: Someone, held: Held, last_day: date) -> None:
        """Let one role end; one that has begun later is taken back whole."""
        from_on, until = person.roles[held]
        if until is not None and until <= last_day:
            return
        if from_on > last_day:
            del person.roles[held]
        else:
            person.roles[held] = from_on, last_day
