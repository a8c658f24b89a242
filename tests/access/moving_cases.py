"""Moves of cases: recordings go in and out, handlers come and go, a case becomes secret."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.cases.changing import CaseFacts, correct_facts
from app.cases.handlers import add_handler, change_main_handler, end_handler
from app.cataloguing.linking import link_recording
from app.cataloguing.unlinking import end_link
from app.models import Case
from app.policy.acts import Act
from app.policy.case_words import SecurityClass
from app.policy.linking import NewLink
from tests.access.moves import CLASSES
from tests.access.moving_people import MovingPeople
from tests.access.moving_town import ANY_FILE, ANY_RECORD

CLERKS = st.sampled_from(["liu", "liu", "chen"])
HANDLERS = st.sampled_from(["chen", "liu", "song", "wei"])
USUAL = st.sampled_from([SecurityClass.NONE, SecurityClass.NONE, *CLASSES[:3]])


class MovingCases(MovingPeople):
    """What Liu does to cases, and Chen tries."""

    def may_link(self, clerk: str, record: str, file: str) -> bool:
        model, of_record = self.model, self.model.of_record(record)
        knows = model.may(clerk, Act.RECORDING_KNOW_FACTS, of_record)
        return (
            knows
            and model.may(clerk, Act.RECORDING_CATALOGUE, of_record)
            and self.may_change(clerk, file)
        )

    def may_change(self, clerk: str, file: str) -> bool:
        thing = self.model.of_file(file)
        acts = (Act.CASE_KNOW, Act.CASE_CHANGE)
        return self.in_service(clerk) and all(self.model.may(clerk, act, thing) for act in acts)

    @rule(clerk=CLERKS, record=ANY_RECORD, file=ANY_FILE)
    def link(self, clerk: str, record: str, file: str) -> None:
        links, actor = self.model.records[record].links, self.actor(clerk)
        is_due = self.may_link(clerk, record, file) and file not in links

        outcome = self.tried(
            lambda: link_recording(
                self.session,
                actor,
                self.model.records[record].id,
                self.model.files[file].id,
                NewLink(),
                now=self.model.now,
            )
        )

        assert isinstance(outcome, UUID) is is_due
        if isinstance(outcome, UUID):
            links[file] = outcome

    @rule(clerk=CLERKS, record=ANY_RECORD, file=ANY_FILE)
    def unlink(self, clerk: str, record: str, file: str) -> None:
        links, actor = self.model.records[record].links, self.actor(clerk)
        if file not in links:
            return

        done = self.done(
            lambda: end_link(self.session, actor, links[file], "放错", now=self.model.now)
        )

        assert done is self.may_link(clerk, record, file)
        if done:
            del links[file]

    @rule(record=ANY_RECORD, file=ANY_FILE)
    def move_to_another_case(self, record: str, file: str) -> None:
        for other in set(self.model.records[record].links) - {file}:
            self.unlink("liu", record, other)
        self.link("liu", record, file)

    @rule(clerk=CLERKS, file=ANY_FILE, security_class=USUAL)
    def classify(self, clerk: str, file: str, security_class: SecurityClass) -> None:
        facts = CaseFacts("采砂案", "未经许可在河道采砂", security_class=security_class)
        actor, known = self.actor(clerk), self.model.files[file]
        seen = self._seen(known.id)

        done = self.done(
            lambda: correct_facts(
                self.session, actor, known.id, facts, seen_revision=seen, now=self.model.now
            )
        )

        assert done is self.may_change(clerk, file)
        if done:
            known.security_class = security_class

    @rule(clerk=CLERKS, file=ANY_FILE, name=HANDLERS, is_main=st.booleans())
    def take_on(self, clerk: str, file: str, name: str, is_main: bool) -> None:
        known, actor, person = self.model.files[file], self.actor(clerk), self.model.people[name]
        fits = person.is_active and person.unit == self.model.brigade
        stands = known.handlers.get(name) if is_main else name in known.handlers
        is_due = self.may_change(clerk, file) and fits and not stands
        seen, verb = self._seen(known.id), change_main_handler if is_main else add_handler

        done = self.done(
            lambda: verb(
                self.session, actor, known.id, person.id, seen_revision=seen, now=self.model.now
            )
        )

        assert done is is_due
        if done and is_main:
            known.handlers = dict.fromkeys(known.handlers, False)
        if done:
            known.handlers[name] = is_main

    @rule(clerk=CLERKS, file=ANY_FILE, name=HANDLERS)
    def take_off(self, clerk: str, file: str, name: str) -> None:
        known, actor, person = self.model.files[file], self.actor(clerk), self.model.people[name]
        is_due = self.may_change(clerk, file) and known.handlers.get(name) is False
        seen = self._seen(known.id)

        done = self.done(
            lambda: end_handler(
                self.session,
                actor,
                known.id,
                person.id,
                "调离",
                seen_revision=seen,
                now=self.model.now,
            )
        )

        assert done is is_due
        if done:
            del known.handlers[name]

    def _seen(self, case_id: UUID) -> int:
        async def read() -> int:
            return (await self.session.get_one(Case, case_id, populate_existing=True)).revision

        return self.do(read())
