"""The town of the machine of moves: the rows, the model beside them, and time."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.clock import day_of
from app.people.identifying import assignments_on
from app.people.register import NewPerson, register_person, register_unit
from app.policy.actor import WORKER, Actor, Assignment
from app.policy.case_words import SecurityClass
from app.policy.vocabulary import ActorKind, Role, UnitKind
from tests.access import sitting
from tests.access.approving import HEAD, hire, own_recording
from tests.access.machine import OnRows
from tests.access.moves import File, Record, Someone, World
from tests.cases.office import open_sand_case
from tests.world import NOW, PASSWORD_HASH

BEGIN = NOW + timedelta(days=10)
"""Late enough for everybody to move: a posting lasts a day at least."""
OFFICERS = ("chen", "wei")
LEADERS = ("head", "other", "song")
FILES, RECORDS = ("river", "dam"), ("first", "second")
ANY_FILE, ANY_RECORD = st.sampled_from(FILES), st.sampled_from(RECORDS)


class InTown(OnRows):
    """Two officers of the brigade, two cases, two recordings; leaders, a delegate, outsiders."""

    async def settle(self) -> None:
        self.model = await self._town_of_moves()

    async def _town_of_moves(self) -> World:
        session, town = self.session, self.town
        self.sibling = await register_unit(
            session,
            WORKER,
            code="RZ-HD",
            name="河道管理所",
            kind=UnitKind.SUB_UNIT,
            pack_id="ruzhou",
            parent_id=town.agency,
            now=NOW,
        )
        head = await hire(session, town, "he", "何志远", HEAD)
        other = await hire(session, town, "x", "夏岚", HEAD)
        song = await hire(session, town, "song", "宋文博", Role.INSPECTOR)
        wei = await self._second_officer()
        staff = {
            "chen": town.chen,
            "head": head,
            "liu": town.liu,
            "other": other,
            "qian": town.qian,
            "song": song,
            "sun": town.sun,
            "wei": wei,
            "wu": town.wu,
            "zhao": town.zhao,
            "zhou": town.zhou,
        }
        model = World(
            brigade=town.brigade,
            above=frozenset({town.agency}),
            house=frozenset({town.agency, town.brigade}),
            room=await sitting.terminal_in(session, town),
            people={name: _someone(actor) for name, actor in staff.items()},
            files={},
            records={},
            now=BEGIN,
        )
        model.people["head"].full_name = "何志远"
        for number, name in enumerate(FILES, 1):
            case = await open_sand_case(session, town, case_no=f"汝水罚〔2026〕{number}号")
            model.files[name] = File(case, SecurityClass.NONE, {"chen": True})
        for name, sender in zip(RECORDS, OFFICERS, strict=True):
            model.records[name] = Record(await own_recording(session, town, staff[sender]), sender)
        return model

    async def _second_officer(self) -> Actor:
        brigade, held = self.town.brigade, (Assignment(self.town.brigade, Role.OFFICER),)
        person = NewPerson("wei", "魏强", "", PASSWORD_HASH)
        person_id = await register_person(
            self.session, WORKER, brigade, person, assignments=held, now=NOW
        )
        return Actor(ActorKind.PERSON, person_id, brigade, assignments=held)

    def actor(self, name: str) -> Actor:
        """Return somebody as the product would take them for at this moment."""

        async def read() -> Actor:
            person = self.model.people[name]
            held = await assignments_on(self.session, person.id, self.model.today)
            return Actor(ActorKind.PERSON, person.id, person.unit, assignments=held)

        return self.do(read())

    def seated(self, name: str, *, is_in_room: bool) -> Actor:
        """Return somebody at their sign-in, before the reading terminal or elsewhere."""
        sign_in = self.model.signed_in(name)
        return replace(
            self.actor(name),
            credential_id=sign_in.id if sign_in else None,
            terminal_id=self.model.room if is_in_room else None,
        )

    def in_service(self, name: str) -> bool:
        return self.model.people[name].is_active

    @rule(hours=st.sampled_from([1, 20, 50]))
    def let_time_pass(self, hours: int) -> None:
        self.model.now += timedelta(hours=hours)


def _someone(actor: Actor) -> Someone:
    assert actor.id is not None
    assert actor.unit_id is not None
    since = day_of(NOW)
    roles = {(held.unit_id, held.role): (since, None) for held in actor.assignments}
    return Someone(actor.id, actor.unit_id, since, {**roles})
