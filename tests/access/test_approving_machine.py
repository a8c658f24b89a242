"""Any order of asking, answering, replying, taking back and running out, beside a plain model.

The model knows three things of a request: how far it has come, who asked, until when it opens. What
it says must be what the rows say: no permit holds without an approval that still does, and no
approval is the asker's own, neither in their own name nor in that of somebody they stand in for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import select

from app.access.amending import reply, withdraw
from app.access.approving import answer_request
from app.access.ending import end_spent, give_up_permit, revoke_permit
from app.access.limiting import Answer
from app.embedded.services import Services
from app.models import AccessApproval
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.vocabulary import Role
from tests.access.approving import HEAD, head_of, hire, lend, permit_of, row_of, waiting
from tests.access.machine import OnRows, run
from tests.world import NOW, Settled

WAITING, QUESTIONED, GRANTED = AccessState.WAITING, AccessState.QUESTIONED, AccessState.GRANTED
AFTER = {
    ApprovalAnswer.APPROVED: GRANTED,
    ApprovalAnswer.ASKED: QUESTIONED,
    ApprovalAnswer.RETURNED: AccessState.RETURNED,
    ApprovalAnswer.REFUSED: AccessState.REFUSED,
}
STANDS_IN_FOR = {"song": "head"}
PEOPLE = st.sampled_from(["chen", "head", "other", "song"])
LEADERS = st.sampled_from(["head", "other", "song"])
PICK = st.integers(min_value=0, max_value=99)


@dataclass(slots=True)
class Known:
    """What the model knows of a request."""

    id: UUID
    asker: str
    state: AccessState = WAITING
    until: datetime | None = None
    is_taken_back: bool = False

    def opens(self, now: datetime) -> bool:
        return self.until is not None and now < self.until and not self.is_taken_back


class Approving(OnRows):
    """The machine."""

    async def settle(self) -> None:
        self.now, self.known = NOW, list[Known]()
        session, town = self.session, self.town
        head = await head_of(session, town)
        other = await hire(session, town, "x", "夏岚", HEAD)
        song = await hire(session, town, "song", "宋文博", Role.INSPECTOR)
        song = await lend(session, town, head, song)
        self.people = {"chen": town.chen, "head": head, "other": other, "song": song}

    @initialize()
    def begin_with_one(self) -> None:
        self.ask("chen")

    @rule(who=PEOPLE)
    @precondition(lambda self: len(self.known) < 4)
    def ask(self, who: str) -> None:
        request_id = self.do(waiting(self.session, self.town, self.people[who]))
        self.known.append(Known(request_id, who))

    @rule(pick=PICK, who=LEADERS, kind=st.sampled_from(ApprovalAnswer), days=st.integers(0, 4))
    def answer(self, pick: int, who: str, kind: ApprovalAnswer, days: int) -> None:
        known = self._picked(pick)
        if kind is ApprovalAnswer.APPROVED and not 1 <= days <= 3:
            days = 1
        answer = Answer(kind, "意见", days=days or 1)
        taken = known.state is WAITING or (
            known.state is QUESTIONED and AFTER[kind] not in {GRANTED, QUESTIONED}
        )
        is_own = known.asker in {who, STANDS_IN_FOR.get(who)}

        outcome = self.tried(
            lambda: answer_request(self.session, self.people[who], known.id, answer, now=self.now)
        )

        assert (outcome is None) is (taken and not is_own)
        if outcome is None:
            known.state = AFTER[kind]
            if known.state is GRANTED:
                midnight = (self.now + timedelta(hours=8)).replace(hour=0, minute=0)
                known.until = midnight + timedelta(days=(days or 1) + 1, hours=-8)

    @rule(pick=PICK)
    def reply(self, pick: int) -> None:
        known = self._picked(pick)
        asker, seen = self.people[known.asker], self._seen(known)

        outcome = self.tried(
            lambda: reply(self.session, asker, known.id, "说明", seen_revision=seen, now=self.now)
        )

        assert (outcome is None) is (known.state is QUESTIONED)
        if outcome is None:
            known.state = WAITING

    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        known = self._picked(pick)
        asker, seen = self.people[known.asker], self._seen(known)

        outcome = self.tried(
            lambda: withdraw(self.session, asker, known.id, seen_revision=seen, now=self.now)
        )

        assert (outcome is None) is (known.state in {WAITING, QUESTIONED})
        if outcome is None:
            known.state = AccessState.WITHDRAWN

    @rule(pick=PICK, who=PEOPLE)
    def give_up(self, pick: int, who: str) -> None:
        known = self._picked(pick)
        if known.asker != who and who == "chen":
            return

        outcome = self.tried(
            lambda: give_up_permit(self.session, self.people[who], known.id, now=self.now)
        )

        assert (outcome is None) is (known.state is GRANTED and known.asker == who)
        if outcome is None:
            known.state, known.is_taken_back = AccessState.WITHDRAWN, True

    @rule(pick=PICK, who=LEADERS)
    def revoke(self, pick: int, who: str) -> None:
        known = self._picked(pick)

        outcome = self.tried(
            lambda: revoke_permit(self.session, self.people[who], known.id, "收回", now=self.now)
        )

        assert (outcome is None) is (known.state is GRANTED)
        if outcome is None:
            known.state, known.is_taken_back = AccessState.ENDED, True

    @rule(hours=st.sampled_from([1, 20, 50]))
    def let_time_pass(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def sweep(self) -> None:
        spent = [
            known for known in self.known if known.state is GRANTED and not known.opens(self.now)
        ]

        assert self.do(end_spent(self.session, self.now)) == len(spent)

        for known in spent:
            known.state = AccessState.ENDED

    @invariant()
    def the_rows_say_what_the_model_says(self) -> None:
        for known in self.known:
            self.do(self._compare(known))

    async def _compare(self, known: Known) -> None:
        row, permit = await row_of(self.session, known.id), await permit_of(self.session, known.id)
        assert row.state == known.state.value
        opens = permit is not None and permit.ended_at is None and self.now < permit.until_at
        assert opens is known.opens(self.now)
        approvals = await self.session.scalars(
            select(AccessApproval).where(
                AccessApproval.request_id == known.id,
                AccessApproval.answer == ApprovalAnswer.APPROVED.value,
            )
        )
        given = approvals.all()
        assert len(given) == (permit is not None)
        asker = self.people[known.asker].id
        assert all(asker not in {each.approver_id, each.on_behalf_of_id} for each in given)

    def _picked(self, pick: int) -> Known:
        return self.known[pick % len(self.known)]

    def _seen(self, known: Known) -> int:
        return self.do(row_of(self.session, known.id)).revision


def test_no_order_of_acts_grants_what_the_rule_would_not(
    services: Services, settled: Settled
) -> None:
    run(Approving, services, settled, examples=5, steps=15)
