"""Documents as pages show them: a line of the contents list with its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.pages.passing import WORDS, PaperType
from app.pages.problems import SENTENCES, PaperProblem
from app.papers.changing import WORD
from app.papers.lines import DocumentLine
from app.papers.pages import KeptPage
from app.policy.case_words import DocumentState
from app.policy.law_words import Stage
from app.routers.labels import Tag

STATES = {
    DocumentState.RECEIVED: Tag(
        DocumentState.RECEIVED.label, "progress", "已经收下，正在检查和清点页数。"
    ),
    DocumentState.READY: Tag(DocumentState.READY.label, "ready", "检查完毕，可以打开。"),
    DocumentState.QUARANTINED: Tag(
        DocumentState.QUARANTINED.label, "danger", "检查没有通过，不能打开，原件原样保留。"
    ),
}
FINAL = Tag("定稿", "ready", "内容已经确定。")
DRAFT = Tag("草稿", "muted", "还可以由新的一稿代替。")
_PICTURES = frozenset({PaperType.JPEG, PaperType.PNG})


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document; ``pages`` are those of the file, such as ``3-5``."""

    line: DocumentLine
    state: Tag
    finality: Tag
    stage: str
    pages: str
    counted: str
    remarks: str
    problem: str
    media: str
    is_pdf: bool
    is_picture: bool
    is_scan: bool
    is_word: bool

    @property
    def is_ready(self) -> bool:
        """Whether it can be opened by whoever may."""
        return self.line.state is DocumentState.READY

    @property
    def wants_count(self) -> bool:
        """Whether a person has to say how many pages it has."""
        return self.is_word and self.is_ready and self.line.page_count is None

    @property
    def is_unsearchable(self) -> bool:
        """Whether it has no words by which it is found: a scan, a picture, a broken Word file."""
        return self.is_ready and not self.line.has_words


@dataclass(frozen=True, slots=True)
class PageShown:
    """A page of a scan as a picture; sizes in pixels."""

    number: int
    src: str
    width: int
    height: int


def pages_shown(address: str, pages: Sequence[KeptPage]) -> tuple[PageShown, ...]:
    """Return the pages with where they are sent from."""
    return tuple(
        PageShown(number, f"{address}/{number}.jpg", page.width, page.height)
        for number, page in enumerate(pages, 1)
    )


def row_of(line: DocumentLine) -> DocumentRow:
    """Return a line with everything that a page says of it."""
    media_type = PaperType(line.media_type)
    return DocumentRow(
        line=line,
        state=STATES[line.state],
        finality=FINAL if line.is_final else DRAFT,
        stage=Stage(line.stage).label if line.stage else "",
        pages=_pages(line),
        counted=f"{line.page_count} 页" if line.page_count else "未清点",
        remarks="结论性文件" if line.is_concluding else "",
        problem=SENTENCES[PaperProblem(line.problem)] if line.problem else "",
        media=WORDS[media_type],
        is_pdf=media_type is PaperType.PDF,
        is_picture=media_type in _PICTURES,
        is_scan=media_type is PaperType.TIFF,
        is_word=line.media_type in WORD,
    )


def is_shown_in_place(media_type: str) -> bool:
    """Whether browsers show such a file without another program."""
    return PaperType(media_type) in {PaperType.PDF, *_PICTURES}


def _pages(line: DocumentLine) -> str:
    if line.first_page is None:
        return ""
    if line.last_page is None:
        return f"{line.first_page}-"
    if line.first_page == line.last_page:
        return str(line.first_page)
    return f"{line.first_page}-{line.last_page}"
