"""卷内目录: the documents in the file of a case, how they come in and in which order they lie."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.changing import begin_change, may_change
from app.cases.visibility import find_case, thing_of
from app.db import transaction
from app.errors import LiuhenError
from app.numerals import whole_number
from app.pages.passing import ENDINGS, MOST_BYTES
from app.papers.adding import LONGEST, Desk, NewDocument, add_document, usual_author
from app.papers.changing import Move, move_document, settle_document
from app.papers.contents import contents_shown_to
from app.papers.holding import CaseChangedError, HeldDocument, may_read_file
from app.papers.kinds import KindLine, kinds_of_unit
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.closing import Closure
from app.policy.decision import Citation, Decision
from app.policy.law_words import Stage
from app.routers import display, pages
from app.routers.case_stages import stage_in
from app.routers.deps import ResourcesDep, identify
from app.routers.document_rows import DocumentRow, row_of
from app.routers.errors import refusal
from app.routers.forms import FieldError, Option, read_fields
from app.routers.multipart import FilePart, file_parts
from app.routers.resources import Resources
from app.routers.visit import Visit, VisitDep
from app.routers.visitor import Visitor, visitor_of_request
from app.uploads.errors import BodyBrokenError

router = APIRouter(include_in_schema=False)
ACCEPT = ",".join(f".{ending}" for endings in ENDINGS.values() for ending in endings)
_LONGEST_PLACE = 5
NO_FILE = "没有选择文件。请先选择文书，再点“放入案卷”。"


@dataclass(frozen=True, slots=True)
class CaseDocumentsPage:
    """Context of ``papers/index.html``; ``why_not`` says why nothing can be changed here.

    ``author`` is the usual one (责任者) of what is filed here. ``closed`` says why nothing can be
    opened of a closed file, ``stage`` is the one to which the list is narrowed. ``outside`` is what
    binding left beside a bound version.
    """

    case_id: UUID
    case_no: str
    case_title: str
    revision: int
    version: int
    newest: int
    rows: tuple[DocumentRow, ...]
    drafts: tuple[DocumentRow, ...]
    struck: tuple[DocumentRow, ...]
    page_count: int | None
    is_waiting: bool
    kinds: tuple[Option, ...]
    replaceable: tuple[Option, ...]
    author: str
    may_change: bool
    may_read: bool
    may_ask: bool
    why_not: str
    basis: tuple[Citation, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    closed: Decision | None = None
    taken: int = 0
    is_bound: bool = False
    outside: tuple[DocumentRow, ...] = ()
    stage: str = ""
    accept: str = ACCEPT
    most_mib: int = MOST_BYTES // 1024 // 1024
    longest: int = LONGEST

    @property
    def finals(self) -> int:
        """Return how many of the rows binding takes, or has taken."""
        return sum(row.line.is_for_binding for row in self.rows)

    @property
    def stages(self) -> tuple[str, ...]:
        """Return the headings of the kinds in their order."""
        return tuple(dict.fromkeys(option.group for option in self.kinds))


@router.get("/cases/{case_id}/documents", name="case_documents")
async def show_documents(
    case_id: UUID,
    visit: VisitDep,
    replaces: str = "",
    version: int | None = None,
    stage: str = "",
) -> Response:
    """Show the contents list of a version, and the form for one more to whoever may add it."""
    typed = {"replaces": replaces[:100]}
    actor = visit.visitor.actor
    view = await _view(visit.session, actor, case_id, typed=typed, version=version)
    chosen = stage_in(stage)
    if chosen is not None:
        view = of_stage(view, chosen)
    return pages.page(visit.request, visit.visitor.badge, "papers/index.html", view)


@router.post("/cases/{case_id}/documents", name="case_document_add")
async def take_documents(case_id: UUID, request: Request, resources: ResourcesDep) -> Response:
    """Keep the files of a posted form one after the other; no transaction is open meanwhile.

    A file that cannot be kept does not stop the others; the page then names it.
    """
    visitor = await _ask(request, resources, case_id)
    if isinstance(visitor, Response):
        return visitor
    typed: dict[str, str] = {}
    errors: list[FieldError] = []
    taken = 0
    try:
        async for part in file_parts(request, typed):
            # Asked again for each file: a long form may outlive the right to send it.
            asked = await _ask(request, resources, case_id)
            if isinstance(asked, Response):
                return asked
            visitor = asked
            found = await _keep(resources, visitor.actor, case_id, part, typed, is_first=not taken)
            taken += not found
            errors += found
    except BodyBrokenError as error:
        errors.append(FieldError("files", error.message))
    if not taken and not errors:
        errors.append(FieldError("files", NO_FILE))
    if not errors:
        return pages.see_other(request, f"/cases/{case_id}/documents")
    async with transaction(resources.sessions) as session:
        view = await _view(
            session, visitor.actor, case_id, typed=typed, errors=tuple(dict.fromkeys(errors))
        )
    view = replace(view, taken=taken)
    return pages.page(request, visitor.badge, "papers/index.html", view, status=422)


@router.post("/documents/{document_id}/place", name="case_document_move")
async def move(document_id: UUID, visit: VisitDep) -> Response:
    """Move a document up or down, to an end of the list or to a place of it."""
    fields = await read_fields(visit.request)
    with leading_back_to_contents():
        outcome = await move_document(
            visit.session,
            visit.visitor.actor,
            document_id,
            _wanted(fields),
            now=visit.now,
            seen_revision=seen_in(fields),
        )
    return to_contents(visit, outcome)


@router.post("/documents/{document_id}/finality", name="case_document_settle")
async def settle(document_id: UUID, visit: VisitDep) -> Response:
    """Make a document final, or a draft again."""
    fields = await read_fields(visit.request)
    with leading_back_to_contents():
        outcome = await settle_document(
            visit.session,
            visit.visitor.actor,
            document_id,
            is_final=fields.get("final") == "yes",
            now=visit.now,
            seen_revision=seen_in(fields),
        )
    return to_contents(visit, outcome)


def _wanted(fields: Mapping[str, str]) -> Move | int | None:
    """Return where a document goes, ``None`` where no place is typed that could be one."""
    if fields.get("direction") in set(Move):
        return Move(fields["direction"])
    return whole_number(fields.get("place", ""), _LONGEST_PLACE)


def seen_in(fields: Mapping[str, str]) -> int | None:
    """Return the revision of the case that the page showed, if it says so."""
    text = fields.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@contextmanager
def leading_back_to_contents() -> Iterator[None]:
    """Let the page of whatever is out of date lead to the contents list as it stands now."""
    try:
        yield
    except CaseChangedError as error:
        error.onward = f"/cases/{error.fields['case_id']}/documents"
        raise


def to_contents(visit: Visit, outcome: HeldDocument | Decision) -> Response:
    """Lead back to the row in the contents list after a change, or say why there was none.

    Whoever works with the keyboard goes on from there, not from the top of the page.
    """
    if isinstance(outcome, Decision):
        return refusal(visit.request, outcome)
    row = display.dom_id("document", outcome.document.id)
    return pages.see_other(visit.request, f"/cases/{outcome.case.id}/documents#{row}")


def of_stage(view: CaseDocumentsPage, stage: Stage) -> CaseDocumentsPage:
    """Return the list narrowed to a stage, with the numbers and pages of the whole file."""
    rows = tuple(row for row in view.rows if row.line.stage == stage.value)
    return replace(view, rows=rows, stage=stage.label)


def kind_options(kinds: tuple[KindLine, ...]) -> tuple[Option, ...]:
    """Return the kinds as choices under the stages to which they belong."""
    return tuple(
        Option(kind.name, kind.name, Stage(kind.stage).label if kind.stage else "其他")
        for kind in kinds
    )


async def _ask(request: Request, resources: Resources, case_id: UUID) -> Visitor | Response:
    """Return who sends, or the refusal, which has its event."""
    async with transaction(resources.sessions) as session:
        now = resources.clock()
        visitor = await visitor_of_request(session, await identify(request, session, now))
        asked = await begin_change(session, visitor.actor, case_id, seen_revision=None, now=now)
        return refusal(request, asked) if isinstance(asked, Decision) else visitor


async def _keep(
    resources: Resources,
    actor: Actor,
    case_id: UUID,
    part: FilePart,
    typed: Mapping[str, str],
    *,
    is_first: bool,
) -> list[FieldError]:
    """Return nothing when the file was kept, else what is wrong."""
    desk = Desk(
        resources.settings,
        resources.sessions,
        resources.store,
        resources.nudger,
        resources.clock,
    )
    try:
        new = _new(typed, is_first=is_first)
        outcome = await add_document(
            desk, actor, case_id, new, file_name=part.file_name, stream=part.stream
        )
    except BodyBrokenError:
        raise
    except NotAcceptableError as error:
        return [FieldError(it.field, f"“{part.file_name}”：{it.message}") for it in error.problems]
    except LiuhenError as error:
        return [FieldError("files", f"“{part.file_name}”：{error.message}")]
    return [FieldError("files", outcome.reason)] if isinstance(outcome, Decision) else []


def _new(typed: Mapping[str, str], *, is_first: bool) -> NewDocument:
    """Return what is said of a file; a title and an earlier draft are those of the first alone."""
    try:
        made_on = date.fromisoformat(typed["made_on"]) if typed.get("made_on") else None
        replaces = UUID(typed["replaces"]) if is_first and typed.get("replaces") else None
    except ValueError as error:
        raise LiuhenError("日期或者要代替的草稿填写有误，请重新选择。") from error
    return NewDocument(
        kind=typed.get("kind", ""),
        title=typed.get("title", "") if is_first else "",
        document_no=typed.get("document_no", "") if is_first else "",
        author=typed.get("author", ""),
        made_on=made_on,
        is_final=bool(typed.get("is_final")),
        replaces_id=replaces,
    )


async def _view(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    *,
    typed: Mapping[str, str],
    errors: tuple[FieldError, ...] = (),
    version: int | None = None,
) -> CaseDocumentsPage:
    case = await find_case(session, actor, case_id)
    contents = await contents_shown_to(session, actor, case, version)
    changing = await may_change(session, actor, case)
    reading = await may_read_file(session, actor, case)
    closed = not reading.allowed and bool(closures := (await thing_of(session, case)).closures)
    drafts = [line for line in contents.lines if not line.is_final]
    return CaseDocumentsPage(
        case_id=case.id,
        case_no=case.case_no,
        case_title=case.title,
        revision=case.revision,
        version=contents.version,
        newest=contents.newest,
        rows=tuple(row_of(line) for line in contents.lines),
        drafts=tuple(row_of(line) for line in contents.drafts),
        struck=tuple(row_of(line) for line in contents.struck),
        page_count=contents.page_count,
        is_waiting=contents.is_waiting,
        kinds=kind_options(await kinds_of_unit(session, case.unit_id)),
        author=await usual_author(session, case.unit_id),
        replaceable=tuple(Option(str(line.id), line.title) for line in drafts),
        may_change=changing.allowed and contents.is_newest,
        may_read=reading.allowed,
        may_ask=closed and Closure.STATE_SECRET not in closures,
        why_not="" if changing.allowed or not contents.is_newest else changing.reason,
        basis=() if changing.allowed else changing.citations,
        closed=reading if closed else None,
        typed=typed,
        errors=errors,
        is_bound=contents.is_bound,
        outside=tuple(row_of(line) for line in contents.outside),
    )
