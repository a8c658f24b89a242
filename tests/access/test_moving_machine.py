"""Any order of moves around the access desk, beside the pure rules over plain values.

People leave, move, come back, lose and get roles; cases become secret and change hands; recordings
go from case to case; the head lends his office. Between all that, people ask, leaders approve and
viewers watch. After each step every list holds, for every person, exactly what the rule allows one
by one (promise P13), and each sitting opens exactly what the rule opens (promise P7).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import ColumnElement, select

from app.access.approvals import count_for, list_waiting
from app.access.approving import answer_request
from app.access.asking import USUAL_DAYS, NewRequest, ask
from app.access.beginning import begin_viewing
from app.access.choosing import Wanted
from app.access.ending import revoke_permit
from app.access.granting import last_moment
from app.access.limiting import Answer
from app.access.requests import known_requests
from app.access.settling import awaits_leader
from app.access.sitting_facts import read_sitting
from app.access.watching import Viewer, watch
from app.cases.visibility import known_cases
from app.embedded.services import Services
from app.models import AccessItem, AccessRequest, Case, Recording, Viewing
from app.people.authority import Extent, extent_of
from app.people.sessions import sign_out
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.consultation import Answer as Outcome
from app.policy.consultation import Consultation
from app.policy.decision import Ruling
from app.policy.granting import WAITS_FOR_ANSWER
from app.policy.law_words import ConsultAct
from app.policy.permits import has_run_out
from app.recordings.visibility import known_to
from tests.access import sitting
from tests.access.machine import run
from tests.access.moves import Request, SignIn, Sitting
from tests.access.moving_cases import MovingCases
from tests.access.moving_town import ANY_FILE, ANY_RECORD, LEADERS, OFFICERS, RECORDS
from tests.world import Settled

Known = Callable[[Actor, Extent], ColumnElement[bool]]
PICK = st.integers(min_value=0, max_value=99)
ANY_OFFICER, ANY_LEADER = st.sampled_from(OFFICERS), st.sampled_from(LEADERS)
MOST = 4
"""So many requests are enough for everything to happen to one of them."""
SIGNED_IN_FOR = timedelta(hours=12)


class Moving(MovingCases):
    """What is asked, answered and watched while everything moves."""

    @initialize(who=ANY_OFFICER, record=ANY_RECORD, file=ANY_FILE)
    def begin_with_somebody_who_watches(self, who: str, record: str, file: str) -> None:
        self.link("liu", record, file)
        self.take_on("liu", file, who, is_main=True)
        self.ask(who, record)
        self.sit_down(0, is_in_room=True)
        self.watch(0, is_in_room=True)
        for each in OFFICERS:
            self.ask(each, RECORDS[OFFICERS.index(each)])

    @rule(who=ANY_OFFICER, record=ANY_RECORD)
    @precondition(lambda self: len(self.model.requests) < MOST)
    def ask(self, who: str, record: str) -> None:
        if not self.in_service(who):
            return
        model, actor = self.model, self.actor(who)
        wanted = Wanted(recordings=frozenset({model.records[record].id}))
        new = NewRequest(ConsultAct.VIEW, "办理本案需要", wanted=wanted)
        is_due, ruling = model.may_ask(who, record), model.ruling(who, record)

        outcome = self.tried(lambda: ask(self.session, actor, new, now=model.now))

        assert isinstance(outcome, UUID) is is_due
        if isinstance(outcome, UUID):
            request = Request(outcome, who, record, AccessState.WAITING)
            model.requests.append(request)
            self._settle(request, ruling)

    @rule(who=ANY_LEADER, pick=PICK)
    @precondition(lambda self: self.model.requests)
    def approve(self, who: str, pick: int) -> None:
        if not self.in_service(who):
            return
        model, request = self.model, self._request(pick)
        takes = model.takes_approval(who, request)
        before = model.ruling(request.asker, request.record)
        given = model.approval_by(who, request)
        then = model.ruling(request.asker, request.record, given)
        still = before.outcome.is_granted or awaits_leader(before)
        actor, answer = self.actor(who), Answer(ApprovalAnswer.APPROVED)

        done = self.done(
            lambda: answer_request(self.session, actor, request.id, answer, now=model.now)
        )

        assert done is (takes and still and then.outcome.is_granted)
        if done:
            self._settle(request, then)
        elif takes and not still:
            self._settle(request, before)

    def _settle(self, request: Request, ruling: Ruling[Consultation]) -> None:
        """Bring a request where the rule sees it."""
        if ruling.outcome.is_granted:
            until = last_moment(self.model.now, USUAL_DAYS)
            request.state = AccessState.GRANTED
            request.permit = self.model.granted(request, ruling, until)
        elif ruling.outcome.answer is Outcome.REFUSED:
            request.state = AccessState.REFUSED

    @rule(who=st.sampled_from(["head", "liu", "song"]), pick=PICK)
    @precondition(lambda self: self.model.requests)
    def revoke(self, who: str, pick: int) -> None:
        if not self.in_service(who):
            return
        model, request, actor = self.model, self._request(pick), self.actor(who)
        may = model.may(who, Act.ACCESS_REVOKE, model.of_request(request))
        is_due = may and request.state is AccessState.GRANTED

        done = self.done(
            lambda: revoke_permit(self.session, actor, request.id, "收回", now=model.now)
        )

        assert done is is_due
        if done and request.permit is not None:
            request.state, request.permit.is_ended = AccessState.ENDED, True

    @rule(pick=PICK, is_in_room=st.sampled_from([True, True, False]))
    @precondition(lambda self: self.model.requests)
    def sit_down(self, pick: int, is_in_room: bool) -> None:
        model, request = self.model, self._request(pick)
        who, permit = request.asker, request.permit
        if not self.in_service(who):
            return
        sign_in = model.signed_in(who) or self._sign_in(who)
        actor = self.seated(who, is_in_room=is_in_room)
        facts = permit and model.facts_before(request, permit, sign_in, is_in_room=is_in_room)
        seat = sign_in, facts.terminal_id if facts else None
        open_one = next((each for each in model.open_sittings(request) if each.seat != seat), None)
        is_taken = open_one is not None and model.is_sat_in(open_one)
        is_due = bool(facts) and model.opens(who, facts, is_in_room=is_in_room)  # type: ignore[arg-type]

        outcome = self.tried(
            lambda: begin_viewing(self.session, actor, request.id, address="", now=model.now)
        )

        assert isinstance(outcome, Viewing) is (is_due and not is_taken)
        if not isinstance(outcome, Viewing):
            return
        if open_one is not None:
            open_one.is_ended = True
        if outcome.id not in {each.id for each in model.sittings}:
            item = self.do(self._item(request.id))
            model.sittings.append(Sitting(outcome.id, request, item, *seat, model.now))

    @rule(pick=PICK, is_in_room=st.sampled_from([True, True, False]))
    @precondition(lambda self: self.model.sittings)
    def watch(self, pick: int, is_in_room: bool) -> None:
        model = self.model
        sitting = model.sittings[pick % len(model.sittings)]
        who = sitting.request.asker
        if not self.in_service(who):
            return
        actor = self.seated(who, is_in_room=is_in_room)
        facts = model.facts_in(sitting, is_in_room=is_in_room)
        is_due = model.opens(who, facts, is_in_room=is_in_room)

        watched = self.do(
            watch(self.session, Viewer(actor), sitting.id, sitting.item, now=model.now)
        )

        assert watched.decision.allowed is is_due
        assert is_due or watched.decision.reason
        if is_due:
            sitting.last_seen = model.now
        elif has_run_out(facts):
            sitting.is_ended = True

    @rule(who=ANY_OFFICER)
    def sign_out(self, who: str) -> None:
        actor = self.seated(who, is_in_room=False)
        self.do(sign_out(self.session, actor, self.model.now))
        known = self.model.signed_in(who)
        if known is not None:
            known.is_revoked = True

    @invariant()
    def every_list_holds_what_the_rule_allows(self) -> None:
        for name, person in self.model.people.items():
            actor = self.actor(name)
            assert set(actor.assignments) == set(self.model.actor(name).assignments)
            if person.is_active:
                allowed = self._allowed(name)
                assert self.do(self._listed(actor)) == allowed
                # Nothing is asked back here, so what a word decides is what waits for it.
                counted = self.do(count_for(self.session, actor, now=self.model.now))
                assert counted == len(allowed["decided by their word"])

    async def _listed(self, actor: Actor) -> dict[str, set[UUID]]:
        """Return everything that the lists show to somebody."""
        session, now = self.session, self.model.now

        async def ids(act: Act, row: Any, known: Known) -> set[UUID]:
            extent = await extent_of(session, actor, act)
            return set(await session.scalars(select(row.id).where(known(actor, extent))))

        leads = await extent_of(session, actor, Act.ACCESS_APPROVE)
        waiting = await list_waiting(session, actor, leads, limit=MOST, now=now)
        return {
            "cases": await ids(Act.CASE_KNOW, Case, known_cases),
            "recordings": await ids(Act.RECORDING_KNOW_FACTS, Recording, known_to),
            "requests": await ids(Act.ACCESS_KNOW, AccessRequest, known_requests),
            "waiting": {line.id for line in waiting.lines},
            "decided by their word": {line.id for line in waiting.lines if not line.barrier},
        }

    def _allowed(self, name: str) -> dict[str, set[UUID]]:
        """Return everything that the rule allows them to know, asked one by one."""
        model = self.model
        waiting = [
            each
            for each in model.requests
            if each.state in WAITS_FOR_ANSWER
            and model.may(name, Act.ACCESS_APPROVE, model.of_request(each))
        ]
        return {
            "cases": {
                file.id
                for key, file in model.files.items()
                if model.may(name, Act.CASE_KNOW, model.of_file(key))
            },
            "recordings": {
                record.id
                for key, record in model.records.items()
                if model.may(name, Act.RECORDING_KNOW_FACTS, model.of_record(key))
            },
            "requests": {
                each.id
                for each in model.requests
                if model.may(name, Act.ACCESS_KNOW, model.of_request(each))
            },
            "waiting": {each.id for each in waiting},
            "decided by their word": {
                each.id for each in waiting if model.approval_by(name, each) is not None
            },
        }

    @invariant()
    def every_request_is_where_the_model_says(self) -> None:
        async def states() -> dict[UUID, str]:
            rows = await self.session.execute(select(AccessRequest.id, AccessRequest.state))
            return {row.id: row.state for row in rows}

        assert self.do(states()) == {each.id: each.state.value for each in self.model.requests}

    @invariant()
    def every_sitting_is_seen_as_it_stands(self) -> None:
        for each in self.model.sittings:
            actor = self.seated(each.request.asker, is_in_room=True)
            found = self.do(
                read_sitting(
                    self.session,
                    actor,
                    viewing_id=each.id,
                    item_id=each.item,
                    now=self.model.now,
                )
            )
            assert found is not None
            assert found.facts == self.model.facts_in(each, is_in_room=True)

    def _request(self, pick: int) -> Request:
        return self.model.requests[pick % len(self.model.requests)]

    def _sign_in(self, who: str) -> SignIn:
        signed_in = self.do(sitting.signed_in(self.session, self.actor(who), now=self.model.now))
        assert signed_in.credential_id is not None
        known = SignIn(signed_in.credential_id, self.model.now + SIGNED_IN_FOR)
        self.model.sign_ins.setdefault(who, []).append(known)
        return known

    async def _item(self, request_id: UUID) -> UUID:
        rows = await self.session.scalars(
            select(AccessItem.id).where(AccessItem.request_id == request_id)
        )
        return rows.one()


def test_whatever_moves_opens_and_shows_what_the_rule_allows(
    services: Services, settled: Settled
) -> None:
    run(Moving, services, settled, examples=6, steps=20)
