"""Moves of people: away, back, out of service, into roles and out of them; the lent office."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from app.delegations.actions import NewDelegation, record_delegation, withdraw_delegation
from app.models import RoleAssignment
from app.people.finding import find_person
from app.people.leaving import leave_service, return_to_service
from app.people.moving import Destination, move_person
from app.people.roles import end_role, grant_role
from app.policy.excluding import HeldRole
from app.policy.vocabulary import Role
from tests.access.approving import HEAD
from tests.access.moves import PAPER_NO, Held, Lent
from tests.access.moving_town import InTown

Verb = Callable[..., Awaitable[Any]]
A_DAY = timedelta(days=1)
MOVING = st.sampled_from(["chen", "song", "wei"])
PLACES = st.sampled_from(["agency", "brigade", "sibling"])
POSTS = st.sampled_from(
    [
        ("chen", "brigade", Role.OFFICER),
        ("head", "agency", HEAD),
        ("liu", "brigade", Role.RECORD_KEEPER),
        ("wei", "agency", Role.LEADER),
    ]
)


class MovingPeople(InTown):
    """What Zhou does to people, and the head with his office."""

    def unit(self, place: str) -> UUID:
        return self.sibling if place == "sibling" else getattr(self.town, place)

    async def _of(self, name: str, verb: Verb, *said: object) -> object:
        """Let Zhou do something to a person."""
        session, zhou = self.session, self.town.zhou
        detail = await find_person(session, zhou, self.model.people[name].id)
        return await verb(session, zhou, detail, *said, now=self.model.now)

    async def _role_of(self, person_id: UUID, held: Held) -> UUID:
        rows = await self.session.scalars(
            select(RoleAssignment.id)
            .where(
                RoleAssignment.person_id == person_id,
                RoleAssignment.unit_id == held[0],
                RoleAssignment.role == held[1].value,
            )
            .order_by(RoleAssignment.from_on.desc())
        )
        return rows.all()[0]

    @rule(name=MOVING, place=PLACES)
    def move(self, name: str, place: str) -> None:
        person, unit, today = self.model.people[name], self.unit(place), self.model.today
        if person.unit == unit:
            return
        is_due = person.is_active and today > person.since
        target = Destination(unit, None, "科员", today)

        done = self.done(lambda: self._of(name, move_person, target))

        assert done is is_due
        if done:
            self.model.end_roles(name, person.unit, today - A_DAY)
            person.unit, person.since = unit, today
            if unit != self.model.brigade:
                self.model.leave_files(name)

    @rule(name=MOVING)
    def leave(self, name: str) -> None:
        person, today = self.model.people[name], self.model.today

        done = self.done(lambda: self._of(name, leave_service, today, "调出"))

        assert done is person.is_active
        if done:
            self.model.end_roles(name, None, today)
            self.model.leave_files(name)
            person.is_active, person.since = False, today
            self.model.sign_out(name)

    @rule(name=MOVING, place=PLACES)
    def come_back(self, name: str, place: str) -> None:
        person, today = self.model.people[name], self.model.today
        target = Destination(self.unit(place), None, "科员", today)
        is_due = not person.is_active and today > person.since

        done = self.done(lambda: self._of(name, return_to_service, target))

        assert done is is_due
        if done:
            person.unit, person.since, person.is_active = target.unit_id, today, True

    @rule(post=POSTS)
    def end_a_role(self, post: tuple[str, str, Role]) -> None:
        name, place, role = post
        held, today = (self.unit(place), role), self.model.today
        person = self.model.people[name]
        if not person.holds(held, today) or person.roles[held][1] is not None:
            return
        row_id = self.do(self._role_of(person.id, held))

        done = self.done(lambda: self._of(name, end_role, row_id, None))

        assert done
        self.model.end_role(person, held, today - A_DAY)

    @rule(post=POSTS)
    def grant_a_role(self, post: tuple[str, str, Role]) -> None:
        name, place, role = post
        held, today = (self.unit(place), role), self.model.today
        person = self.model.people[name]
        wanted = HeldRole(*held, today)
        is_due = person.is_active and not person.holds(held, today)

        done = self.done(lambda: self._of(name, grant_role, wanted))

        assert done is is_due
        if done:
            person.roles[held] = today, None

    @precondition(lambda self: not self.model.lent_today)
    @rule()
    def lend_the_office(self) -> None:
        model, head = self.model, self.model.people["head"]
        new = NewDelegation(
            head.id,
            model.people["song"].id,
            self.town.agency,
            HEAD,
            model.today,
            model.today + 2 * A_DAY,
            PAPER_NO,
            "赴郑州参加培训",
        )
        song = model.people["song"]
        serves = song.is_active and any(song.holds(each, model.today) for each in song.roles)
        leads = head.is_active and head.holds((self.town.agency, HEAD), model.today)
        is_due = leads and serves and not model.lent_today

        actor = self.actor("head")
        outcome = self.tried(lambda: record_delegation(self.session, actor, new, now=model.now))

        assert isinstance(outcome, UUID) is is_due
        if isinstance(outcome, UUID):
            model.lent.append(Lent(outcome, new.until_on))

    @precondition(lambda self: self.model.lent)
    @rule()
    def take_the_office_back(self) -> None:
        model, last = self.model, self.model.lent[-1]
        leads = model.people["head"].holds((self.town.agency, HEAD), model.today)

        actor = self.actor("head")
        done = self.done(lambda: withdraw_delegation(self.session, actor, last.id, now=model.now))

        assert done is (leads and model.lent_today)
        last.is_withdrawn = last.is_withdrawn or done
