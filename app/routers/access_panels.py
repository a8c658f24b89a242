"""Which panels the page of a request has, and those of the request itself.

Other parts of the access desk (approving, viewing, copies, the register) add theirs to one of the
lists below, one line each; a maker decides by the rules whether this visitor gets its panel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.again import LinkedRequest
from app.access.contents import (
    ItemPage,
    NeededPaper,
    PaperLine,
    items_page,
    needed_of,
    other_cases_of,
    papers_of,
)
from app.access.mailing import Mailing, mailing_of
from app.access.papers import LONGEST
from app.access.queries import AnswerLine, PermitLine, RequestDetail
from app.access.representing import clients_to_choose
from app.ledger.book import history_of
from app.ledger.kinds import LABELS
from app.pages.passing import ENDINGS, SCANS
from app.policy.access_words import AccessState
from app.policy.consulting import OF_CLIENT
from app.policy.law_words import Paper, Requester
from app.routers import access_words
from app.routers.access_approval_panels import approvers_panel, clock_panel, ending_panel
from app.routers.access_copy_panel import copies_panel
from app.routers.access_lookup_panel import lookup_panel
from app.routers.access_shown import ShownRequest
from app.routers.access_standing import standing_panel
from app.routers.form_keys import key_to_draw
from app.routers.forms import FieldError, Option
from app.routers.history_panel import history_of_events
from app.routers.panels import Panel, PanelMaker
from app.routers.viewing_panel import viewing_panel
from app.routers.visitor import Visitor

ACCEPT = ",".join(f".{ending}" for kind in SCANS for ending in ENDINGS[kind])


@dataclass(frozen=True, slots=True)
class FactsPanel:
    """Context of ``access/_facts.html``, with the requests before and after this one.

    ``other_cases``: where what does not lie in the case of the request does.
    """

    detail: RequestDetail
    other_cases: tuple[str, ...]
    follows: LinkedRequest | None
    followed_by: tuple[LinkedRequest, ...]


@dataclass(frozen=True, slots=True)
class PermitPanel:
    """Context of ``access/_permit.html``; ``mailing``: copies are the main handler's to mail."""

    permit: PermitLine
    mailing: Mailing | None


@dataclass(frozen=True, slots=True)
class PapersPanel:
    """Context of ``access/_papers.html``: the checklist, what was shown, and the verification."""

    detail: RequestDetail
    needed: tuple[NeededPaper, ...]
    shown: tuple[PaperLine, ...]
    kinds: tuple[Option, ...]
    may_change: bool
    may_verify: bool
    needs_procedure: bool
    parties: tuple[Option, ...]
    """Of whom the one is named for whom somebody asks, where that is still open."""
    which_party: str
    form_key: UUID
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]
    accept: str = ACCEPT
    longest: int = LONGEST

    def client_of(self, kind: Paper) -> str:
        """Return who has signed a paper of this kind, where that is a party of the case."""
        is_of_client = self.detail.requester is Requester.LAWYER and kind in OF_CLIENT
        return self.detail.party_name if is_of_client else ""


@dataclass(frozen=True, slots=True)
class ItemsPanel:
    """Context of ``access/_items.html``; ``older`` goes on where this page ends."""

    detail: RequestDetail
    page: ItemPage
    sees_names: bool
    may_leave_out: bool
    may_add: bool
    more: str | None
    not_in_place: str
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class AnswersPanel:
    """Context of ``access/_answers.html``."""

    lines: tuple[AnswerLine, ...]


async def facts_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show who asks for what and why."""
    del now
    opened = shown.opened
    other_cases = await other_cases_of(session, visitor.actor, opened)
    view = FactsPanel(opened.detail, other_cases, opened.follows, opened.followed_by)
    return Panel("access/_facts.html", view)


async def permit_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what was granted."""
    del visitor, now
    permit, detail = shown.opened.permit, shown.opened.detail
    if permit is None:
        return None
    mailing = await mailing_of(session, detail.unit_id, detail.requester, detail.case_id)
    return Panel("access/_permit.html", PermitPanel(permit, mailing))


async def papers_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show the checklist of papers of somebody from outside."""
    del visitor, now
    opened, detail = shown.opened, shown.opened.detail
    if not detail.is_from_outside:
        return None
    needed = await needed_of(session, detail)
    asked_for = {paper.kind for paper in needed}
    others = [kind for kind in Paper if kind not in asked_for and kind is not Paper.REASON]
    missing = opened.ruling.outcome.missing if opened.ruling else None
    may_change = opened.may_receive and detail.is_unsettled
    lacks_party = missing is not None and missing.party
    parties: tuple[Option, ...] = ()
    if may_change and lacks_party:
        clients = await clients_to_choose(session, detail.id)
        parties = tuple(Option(str(one.id), one.name) for one in clients)
    view = PapersPanel(
        detail=detail,
        needed=needed,
        shown=await papers_of(session, detail.id),
        kinds=(
            *(Option(each.kind.value, each.kind.label, "规定要求的") for each in needed),
            *(Option(kind.value, kind.label, "其他") for kind in others),
        ),
        may_change=may_change,
        may_verify=may_change
        and (detail.state is AccessState.OPEN or lacks_party)
        and missing is not None
        and (missing.verification or missing.procedure or missing.party)
        and not missing.papers,
        needs_procedure=missing is not None and missing.procedure,
        parties=parties,
        which_party=access_words.which_party(detail.requester),
        form_key=key_to_draw(shown.typed),
        typed=shown.typed,
        errors=shown.errors,
    )
    return Panel("access/_papers.html", view)


async def items_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what is asked for, a page at a time."""
    del visitor, now
    opened, detail = shown.opened, shown.opened.detail
    page = await items_page(session, detail.id, after=shown.after, has_titles=opened.sees_titles)
    view = ItemsPanel(
        detail=detail,
        page=page,
        sees_names=opened.sees_names,
        may_leave_out=opened.may_change_items and opened.sees_names,
        may_add=opened.may_change_items and opened.may_receive,
        not_in_place=access_words.not_in_place(detail.act, page.lines),
        more=f"/access/{detail.id}?after={page.next}#items" if page.next else None,
        typed=shown.typed,
        errors=shown.errors,
    )
    return Panel("access/_items.html", view)


async def answers_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what the leaders said, with questions and replies."""
    del session, visitor, now
    lines = shown.opened.answers
    return Panel("access/_answers.html", AnswersPanel(lines)) if lines else None


async def history_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what was done about the request, the oldest first, as a form is read."""
    del visitor, now
    return await history_of_events(
        session,
        await history_of(session, shown.opened.detail.id),
        lambda line: LABELS[line.kind],
        title="办理记录",
        note="来自审计台账，只能追加",
        is_printed=True,
    )


MAIN_PANELS: tuple[PanelMaker[ShownRequest], ...] = (
    standing_panel,
    approvers_panel,
    papers_panel,
    items_panel,
    lookup_panel,
    copies_panel,
)
SIDE_PANELS: tuple[PanelMaker[ShownRequest], ...] = (
    permit_panel,
    viewing_panel,
    ending_panel,
    clock_panel,
    facts_panel,
)
ACCESS_PANELS: tuple[PanelMaker[ShownRequest], ...] = (answers_panel, history_panel)
"""The wide ones, from top to bottom."""
