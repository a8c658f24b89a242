"""One document: what is known of it, its content in the page, and what can be done about it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.cases.changing import begin_change, may_change
from app.cases.visibility import thing_of
from app.db import transaction
from app.papers.adding import LONGEST
from app.papers.changing import (
    LONGEST_REASON,
    WORD,
    DocumentFacts,
    correct_document,
    strike_document,
)
from app.papers.contents import line_of, line_shown_to
from app.papers.holding import (
    current_version,
    find_document,
    lies_bound,
    may_read,
    require_current,
)
from app.papers.kinds import kinds_of_unit
from app.papers.opening import open_document, still_may_read
from app.papers.pages import pages_of
from app.policy.closing import Closure
from app.policy.decision import Citation, Decision
from app.routers import pages
from app.routers.case_documents import kind_options, leading_back_to_contents, seen_in, to_contents
from app.routers.deps import ResourcesDep, identify
from app.routers.document_rows import DocumentRow, PageShown, pages_shown, row_of
from app.routers.errors import refusal
from app.routers.form_page import Field, FieldKind, FormPage, Group, Mistakes, attempt, show
from app.routers.form_reading import read_form
from app.routers.forms import FieldError, Option, read_fields
from app.routers.headers import framing_own_files
from app.routers.resources import Resources
from app.routers.sending import send_document
from app.routers.streaming import ViewingRightEndedError
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import visitor_of_request
from app.searching.texts import searched_to

router = APIRouter(include_in_schema=False)
AUTHOR_HELP = "制作文书的机关或者个人。当事人提交的，填写当事人；不填的，写本机关。"


@dataclass(frozen=True, slots=True)
class CaseDocumentPage:
    """Context of ``papers/show.html``; ``why_not_read`` says why the content is not shown.

    ``pages`` are those of a scan that no browser shows by itself; ``is_older`` says that the case
    was reopened since.
    """

    case_id: UUID
    case_no: str
    revision: int
    version: int
    is_bound: bool
    is_older: bool
    row: DocumentRow
    may_change: bool
    may_read: bool
    may_ask: bool
    why_not_read: str
    basis: tuple[Citation, ...]
    pages: tuple[PageShown, ...] = ()
    searched_to: int | None = None
    """Characters, where what follows is searched no more."""


@router.get("/documents/{document_id}", name="case_document")
async def show_document(document_id: UUID, visit: VisitDep) -> Response:
    """Show one document; its content is fetched apart, as an event of its own."""
    session, actor = visit.session, visit.visitor.actor
    held = await find_document(session, actor, document_id)
    reading = await may_read(session, actor, held)
    line = await line_shown_to(session, actor, held.case, held.document)
    newest = await current_version(session, held.case.id)
    is_older = held.document.file_version < newest
    is_current = line.struck_at is None and line.number > 0 and not is_older
    drawn = await pages_of(session, document_id) if reading.allowed else ()
    # Whoever may not read the file finds nothing by its words, and is told nothing of their number.
    is_searched = is_current and reading.allowed
    view = CaseDocumentPage(
        case_id=held.case.id,
        case_no=held.case.case_no,
        revision=held.case.revision,
        version=held.document.file_version,
        is_bound=await lies_bound(session, held),
        is_older=is_older,
        row=row_of(line),
        may_change=is_current and (await may_change(session, actor, held.case)).allowed,
        may_read=reading.allowed,
        may_ask=Closure.STATE_SECRET not in (await thing_of(session, held.case)).closures,
        why_not_read="" if reading.allowed else reading.reason,
        basis=() if reading.allowed else reading.citations,
        pages=pages_shown(f"/documents/{document_id}/pages", drawn),
        searched_to=await searched_to(session, held.case.id, document_id) if is_searched else None,
    )
    response = pages.page(visit.request, visit.visitor.badge, "papers/show.html", view)
    response.headers.update(framing_own_files())
    return response


@router.get("/documents/{document_id}/file", name="case_document_file")
async def send_file(document_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Answer the bytes: PDF and pictures in place, Word to keep. Its event commits before."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        opened = await open_document(session, visitor.actor, document_id, now=now)
        if isinstance(opened, Decision):
            return refusal(request, opened)
    return await send_document(
        request,
        document_id,
        opened,
        recheck=lambda: _recheck(request, resources, document_id),
    )


@router.get("/documents/{document_id}/correction", name="case_document_correct")
async def show_correction(document_id: UUID, visit: VisitDep) -> Response:
    """Show the form with what is said now."""
    return await correction_page(visit, document_id)


@router.post("/documents/{document_id}/correction")
async def correct(document_id: UUID, visit: VisitDep) -> Response:
    """Correct what is said of a document; what was typed is shown again when it cannot be."""
    typed = await read_fields(visit.request)
    held = await find_document(visit.session, visit.visitor.actor, document_id)
    asked = await begin_change(
        visit.session, visit.visitor.actor, held.case.id, seen_revision=None, now=visit.now
    )
    if isinstance(asked, Decision):
        return refusal(visit.request, asked)
    kinds = kind_options(await kinds_of_unit(visit.session, held.case.unit_id))
    is_word = held.document.media_type in WORD
    fields = _fields(kinds, held.document.kind, is_word=is_word)
    values, errors = read_form(fields, typed)
    if errors:
        return await correction_page(visit, document_id, typed, errors)
    with leading_back_to_contents():
        outcome = await attempt(
            visit.session,
            correct_document(
                visit.session,
                visit.visitor.actor,
                document_id,
                DocumentFacts(
                    values["kind"],
                    values["title"],
                    document_no=values["document_no"],
                    author=values["author"],
                    made_on=values["made_on"],
                    page_count=values.get("page_count"),
                ),
                now=visit.now,
                seen_revision=seen_in(visit.request.query_params),
            ),
        )
    if isinstance(outcome, Mistakes):
        return await correction_page(visit, document_id, typed, outcome.errors)
    return to_contents(visit, outcome)


@router.get("/documents/{document_id}/striking", name="case_document_strike")
async def show_striking(document_id: UUID, visit: VisitDep) -> Response:
    """Show the form that asks for the reason."""
    return await _show_striking(visit, document_id)


@router.post("/documents/{document_id}/striking")
async def strike(document_id: UUID, visit: VisitDep) -> Response:
    """Strike a document out."""
    typed = await read_fields(visit.request)
    with leading_back_to_contents():
        outcome = await attempt(
            visit.session,
            strike_document(
                visit.session,
                visit.visitor.actor,
                document_id,
                typed.get("reason", ""),
                now=visit.now,
                seen_revision=seen_in(visit.request.query_params),
            ),
        )
    if isinstance(outcome, Mistakes):
        return await _show_striking(visit, document_id, typed, outcome.errors)
    return to_contents(visit, outcome)


async def _recheck(request: Request, resources: Resources, document_id: UUID) -> None:
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        actor = await identify(request, session, now)
        allowed = await still_may_read(session, actor, document_id, now=now)
    if not allowed:
        raise ViewingRightEndedError("您查阅这份文书的权限已经结束，传送已停止。")


async def correction_page(
    visit: Visit,
    document_id: UUID,
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    """Answer the form with what is said now, over which stands what was typed."""
    held = await find_document(visit.session, visit.visitor.actor, document_id)
    decision = await may_change(visit.session, visit.visitor.actor, held.case)
    if not decision.allowed:
        return refusal(visit.request, decision)
    await require_current(visit.session, held.document)
    document = held.document
    told = (await line_of(visit.session, held.case, document)).told_pages
    kinds = kind_options(await kinds_of_unit(visit.session, held.case.unit_id))
    said = {
        "kind": document.kind,
        "title": document.title,
        "document_no": document.document_no,
        "author": document.author,
        "made_on": document.made_on.isoformat() if document.made_on else "",
        "page_count": str(document.page_count or told or ""),
    }
    fields = _fields(kinds, document.kind, is_word=document.media_type in WORD, told=told)
    view = FormPage(
        title="更正文书登记",
        lead="只更正登记的内容，文书本身不变。更正前后的内容都会记入台账。",
        trail=_trail(held.case.id),
        groups=(Group("", fields),),
        submit="更正",
        action=f"/documents/{document_id}/correction?revision={held.case.revision}",
        back=f"/cases/{held.case.id}/documents",
        facts=(("案号", held.case.case_no), ("文件", document.file_name)),
        values=said | (typed or {}),
        errors=errors,
    )
    return show(visit.request, visit.visitor.badge, view)


async def _show_striking(
    visit: Visit,
    document_id: UUID,
    typed: dict[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    held = await find_document(visit.session, visit.visitor.actor, document_id)
    decision = await may_change(visit.session, visit.visitor.actor, held.case)
    if not decision.allowed:
        return refusal(visit.request, decision)
    await require_current(visit.session, held.document)
    view = FormPage(
        title="划去文书",
        lead="误放入本案的文书可以划去。划去后不再列入卷内目录，原件和划去的原因仍然保留。",
        trail=_trail(held.case.id),
        groups=(
            Group("", (Field("reason", "划去的原因", FieldKind.AREA, longest=LONGEST_REASON),)),
        ),
        submit="划去",
        action=f"/documents/{document_id}/striking?revision={held.case.revision}",
        back=f"/cases/{held.case.id}/documents",
        facts=(("案号", held.case.case_no), ("文书", held.document.title)),
        is_grave=True,
        values=typed or {},
        errors=errors,
    )
    return show(visit.request, visit.visitor.badge, view)


def _trail(case_id: UUID) -> tuple[tuple[str, str], ...]:
    return (("首页", "/"), ("案件", f"/cases/{case_id}"), ("文书", f"/cases/{case_id}/documents"))


def _fields(
    kinds: tuple[Option, ...], kind: str, *, is_word: bool, told: int | None = None
) -> tuple[Field, ...]:
    """Return the fields; a kind that was retired since can still be left as it is."""
    known = {option.value for option in kinds}
    kept = () if kind in known else (Option(kind, kind, "已停用"),)
    fields = (
        Field("kind", "文书种类", FieldKind.CHOICE, options=(*kinds, *kept)),
        Field("title", "题名", longest=LONGEST),
        Field("document_no", "文号", is_required=False, longest=LONGEST),
        Field("author", "责任者", is_required=False, help=AUTHOR_HELP, longest=LONGEST),
        Field("made_on", "文书日期", FieldKind.DAY, is_required=False),
    )
    if not is_word:
        return fields
    help_text = f"文件自己记载 {told} 页，" if told else ""
    help_text += "Word 文书的页数以打印稿为准，请清点后填写。"
    pages_field = Field(
        "page_count", "页数", FieldKind.NUMBER, is_required=False, help=help_text, longest=5
    )
    return (*fields, pages_field)
