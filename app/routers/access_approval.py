"""审批单: one request before its leader, on one screen of a phone, and what is done to a permit.

Who, why, what and how secret, on which article, within which limits; and the four answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.approvals import Desk, desk_for
from app.access.approving import answer_request
from app.access.contents import ItemLine, items_page
from app.access.ending import give_up_permit, revoke_permit
from app.access.limiting import Answer
from app.access.materials import cases_of_request, listed
from app.access.queries import AnswerLine, OpenedRequest, RequestDetail, opened_request
from app.access.saying import LONGEST
from app.numerals import whole_number
from app.people.authority import authorise, thing_in
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.access_words import ApprovalAnswer
from app.policy.acts import Act
from app.policy.copying import COPYING
from app.policy.decision import Citation, Decision
from app.policy.law_words import ConsultAct, Requester
from app.routers import access_words, pages
from app.routers.access import draw_request
from app.routers.case_doors import seen_in
from app.routers.errors import refusal
from app.routers.form_page import Mistakes, attempt
from app.routers.forms import FieldError, read_fields
from app.routers.labels import Tag
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
LEAVE_OUT = "left-"
"""Before the id of an item in the name of its box."""
_LONGEST_NUMBER = 4
_MOST_CASES = 2


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """Context of ``access/approval.html``; ``first`` are the items that are named at once.

    ``cases`` are those in which the items lie, as far as the leader may know them.
    """

    detail: RequestDetail
    desk: Desk
    who: str
    state: Tag
    reason: str
    basis: tuple[Citation, ...]
    cases: tuple[str, ...]
    items: tuple[ItemLine, ...]
    total: int
    answers: tuple[AnswerLine, ...]
    may_narrow: bool
    may_mark: bool
    not_in_place: str
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]
    longest: int = LONGEST

    @property
    def case_words(self) -> str:
        """Return the first cases in words, and how many there are."""
        return listed(self.cases, _MOST_CASES) or "不在您可以了解的案件中"

    @property
    def first(self) -> str:
        """Return the first items in words, and how many there are."""
        named = "、".join(f"《{item.title}》" for item in self.items[:2])
        return f"{named} 等 {self.total} 项" if self.total > len(self.items[:2]) else named


@router.get("/access/{request_id:uuid}/approval", name="access_approval")
async def show_approval(request_id: UUID, visit: VisitDep) -> Response:
    """Show the card of a request to whoever approves."""
    return await _draw(visit, request_id)


@router.post("/access/{request_id:uuid}/approval")
async def take_answer(request_id: UUID, visit: VisitDep) -> Response:
    """Take a leader's answer; what was typed stands there again when it cannot be taken."""
    typed = await read_fields(visit.request)

    async def act() -> Decision | None:
        answer = _answer_in(typed)
        return await answer_request(
            visit.session, visit.visitor.actor, request_id, answer, now=visit.now
        )

    outcome = await attempt(visit.session, act())
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        return await _draw(visit, request_id, typed=typed, errors=outcome.errors)
    return pages.see_other(visit.request, f"/access/approvals?done={typed['answer']}")


@router.post("/access/{request_id:uuid}/revocation", name="access_revoke")
async def take_revocation(request_id: UUID, visit: VisitDep) -> Response:
    """Take a permit back at once."""
    typed = await read_fields(visit.request)
    verb = revoke_permit(
        visit.session,
        visit.visitor.actor,
        request_id,
        typed.get("reason", ""),
        seen_revision=seen_in(typed),
        now=visit.now,
    )
    return await _after(visit, request_id, typed, await attempt(visit.session, verb))


@router.post("/access/{request_id:uuid}/release", name="access_give_up")
async def take_release(request_id: UUID, visit: VisitDep) -> Response:
    """Let the asker give a permit back."""
    typed = await read_fields(visit.request)
    verb = give_up_permit(
        visit.session,
        visit.visitor.actor,
        request_id,
        seen_revision=seen_in(typed),
        now=visit.now,
    )
    return await _after(visit, request_id, typed, await attempt(visit.session, verb))


async def _after(
    visit: Visit,
    request_id: UUID,
    typed: Mapping[str, str],
    outcome: Decision | Mistakes | None,
) -> Response:
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    if isinstance(outcome, Mistakes):
        return await draw_request(visit, request_id, typed=typed, errors=outcome.errors)
    return pages.see_other(visit.request, f"/access/{request_id}")


async def _draw(
    visit: Visit,
    request_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    session, actor = visit.session, visit.visitor.actor
    opened = await opened_request(session, actor, request_id)
    thing = await thing_in(session, opened.detail.unit_id)
    decision = await authorise(session, actor, Act.ACCESS_APPROVE, thing)
    if not decision.allowed:
        return refusal(visit.request, decision)
    view = await _view(visit, opened, typed or {}, errors)
    return pages.page(
        visit.request,
        visit.visitor.badge,
        "access/approval.html",
        view,
        status=422 if errors else 200,
    )


async def _view(
    visit: Visit,
    opened: OpenedRequest,
    typed: Mapping[str, str],
    errors: tuple[FieldError, ...],
) -> ApprovalPage:
    detail = opened.detail
    page = await items_page(visit.session, detail.id)
    items = tuple(item for item in page.lines if item.is_granted)
    who = (
        detail.applicant_name,
        access_words.SHORT[detail.requester],
        detail.applicant_unit,
        _party_of(detail),
    )
    return ApprovalPage(
        detail=detail,
        desk=await desk_for(visit.session, visit.visitor.actor, detail.id, now=visit.now),
        who=" · ".join(part for part in who if part),
        state=access_words.STATES[detail.state],
        reason=opened.reason,
        basis=opened.basis,
        cases=await cases_of_request(visit.session, visit.visitor.actor, detail.id),
        items=items,
        total=page.total,
        answers=opened.answers,
        may_narrow=detail.act in {ConsultAct.COPY, ConsultAct.SUPPLY},
        may_mark=detail.act in COPYING,
        not_in_place=access_words.not_in_place(detail.act, items),
        typed=typed,
        errors=errors,
    )


def _party_of(detail: RequestDetail) -> str:
    """Return for which party somebody asks, unless they are that party."""
    if not detail.party_name or detail.party_name == detail.applicant_name:
        return ""
    if detail.requester is Requester.LAWYER:
        return f"代理{detail.party_name}"
    return f"当事人{detail.party_name}"


def _answer_in(typed: Mapping[str, str]) -> Answer:
    """Return what a leader has answered.

    Raises:
        NotAcceptableError: no answer was chosen, or a number is none.
    """
    kind = typed.get("answer", "")
    if kind not in set(ApprovalAnswer):
        raise NotAcceptableError(FieldProblem("reason", "请选择批准、请说明、退回或者不批准。"))
    return Answer(
        kind=ApprovalAnswer(kind),
        reason=typed.get("reason", ""),
        days=_number(typed, "days", "天数"),
        uses=_number(typed, "uses", "次数"),
        left_out=_left_out(typed),
        is_view_only="view_only" in typed,
        is_marked_only="marked_only" in typed,
        seen_revision=seen_in(typed),
    )


def _number(typed: Mapping[str, str], name: str, what: str) -> int | None:
    text = typed.get(name, "")
    number = whole_number(text, _LONGEST_NUMBER)
    if text and number is None:
        raise NotAcceptableError(FieldProblem(name, f"{what}请写成整数。"))
    return number


def _left_out(typed: Mapping[str, str]) -> frozenset[UUID]:
    """Return the ids of the items whose box was ticked.

    Raises:
        NotAcceptableError: a box was made up.
    """
    try:
        return frozenset(
            UUID(name.removeprefix(LEAVE_OUT)) for name in typed if name.startswith(LEAVE_OUT)
        )
    except ValueError:
        said = "所选内容已不在申请之中，请刷新页面后重新选择。"
        raise NotAcceptableError(FieldProblem("items", said)) from None
