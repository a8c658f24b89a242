"""调阅审批: what waits for a leader, on a phone a list of cards, on a desk a table to tick."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response

from app.access.approvals import WaitingLine, list_waiting
from app.access.batching import MOST_AT_ONCE, approve_together
from app.people.authority import open_list
from app.people.problems import NotAcceptableError
from app.policy.access_words import ApprovalAnswer
from app.policy.acts import Act
from app.policy.case_words import SecurityClass
from app.policy.decision import Decision
from app.routers import access_words, pages
from app.routers.errors import refusal
from app.routers.forms import FieldError, read_fields
from app.routers.labels import Tag
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)
PICK = "pick-"
"""Before the id of a request in the name of its box; the box holds the revision that was shown."""
_LONGEST_NUMBER = 9

_TOLD = "本单位的申请人会在申请页面看到；来访、来函的申请，由接待的资料保管人员告知申请人。"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One request of the list, in words."""

    line: WaitingLine
    who: str
    what: str
    state: Tag
    box: str
    is_picked: bool


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """Context of ``access/approvals.html``; ``left`` says of each one why it was not approved."""

    rows: tuple[WaitingRow, ...]
    later: str | None
    most: int
    news: str
    left: tuple[tuple[str, str], ...]
    errors: tuple[FieldError, ...]

    @property
    def has_boxes(self) -> bool:
        """Whether anything can be ticked at all."""
        return any(row.box for row in self.rows)


@router.get("/access/approvals", name="access_approvals")
async def show_approvals(
    visit: VisitDep, after: str = "", done: str = "", approved: str = ""
) -> Response:
    """Show what waits, the oldest first."""
    return await _draw(visit, after=_id(after), news=_news(done, approved))


@router.post("/access/approvals")
async def take_batch(visit: VisitDep) -> Response:
    """Approve what was ticked; whatever could not be approved is named with the reason."""
    picked = _picked(await read_fields(visit.request))
    try:
        outcome = await approve_together(visit.session, visit.visitor.actor, picked, now=visit.now)
    except NotAcceptableError as error:
        errors = tuple(FieldError(it.field, it.message) for it in error.problems)
        return await _draw(visit, picked=frozenset(picked), errors=errors)
    if outcome.left:
        return await _draw(visit, news=_news("", str(len(outcome.approved))), left=outcome.left)
    query = urlencode({"approved": len(outcome.approved)})
    return pages.see_other(visit.request, f"/access/approvals?{query}")


async def _draw(
    visit: Visit,
    *,
    after: UUID | None = None,
    picked: frozenset[UUID] = frozenset(),
    news: str = "",
    left: tuple[tuple[str, str], ...] = (),
    errors: tuple[FieldError, ...] = (),
) -> Response:
    session, actor = visit.session, visit.visitor.actor
    extent = await open_list(session, actor, Act.ACCESS_APPROVE)
    if isinstance(extent, Decision):
        return refusal(visit.request, extent)
    found = await list_waiting(session, actor, extent, after=after, now=visit.now)
    view = ApprovalsPage(
        rows=tuple(_row(line, picked) for line in found.lines),
        later=f"/access/approvals?after={found.later}" if found.later else None,
        most=MOST_AT_ONCE,
        news=news,
        left=left,
        errors=errors,
    )
    status = 422 if errors or left else 200
    return pages.page(
        visit.request, visit.visitor.badge, "access/approvals.html", view, status=status
    )


def _row(line: WaitingLine, picked: frozenset[UUID]) -> WaitingRow:
    who = (line.applicant, access_words.SHORT[line.requester], line.applicant_unit)
    what = (line.case_no, f"{line.items} 项", _secret(line.security_class))
    may_tick = not line.barrier and not line.singly
    return WaitingRow(
        line=line,
        who=" · ".join(part for part in who if part),
        what="，".join(part for part in what if part),
        state=access_words.STATES[line.state],
        box=f"{PICK}{line.id}" if may_tick else "",
        is_picked=line.id in picked,
    )


def _secret(security_class: SecurityClass | None) -> str:
    if security_class is None or security_class is SecurityClass.NONE:
        return ""
    return security_class.label


def _picked(typed: dict[str, str]) -> dict[UUID, int]:
    """Return the requests that were ticked, each with the revision that the page showed."""
    found = {}
    for name, value in typed.items():
        request_id = _id(name.removeprefix(PICK)) if name.startswith(PICK) else None
        if request_id and value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER:
            found[request_id] = int(value)
    return found


def _news(done: str, approved: str) -> str:
    """Return what was just done, from the address to which a form led."""
    if done in set(ApprovalAnswer):
        return f"已办理：{ApprovalAnswer(done).label}。{_TOLD}"
    if approved.isascii() and approved.isdigit() and int(approved[:3]):
        return f"已批准 {int(approved[:3])} 件申请，每件各有一份审批记录。"
    return ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
