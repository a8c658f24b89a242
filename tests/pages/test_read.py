"""Promise P9 for documents: what they do to their reader, they do to nobody else."""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import RectangleObject

from app.media import wire as frames
from app.media.launch import start_python, stop_child
from app.pages import wire
from app.pages.limits import PageLimits
from app.pages.passing import PaperType
from app.pages.problems import SENTENCES, PaperProblem
from app.pages.read import (
    ChildAnswer,
    GarbledAnswerError,
    PaperFacts,
    read_answer,
    read_paper,
)
from app.pages.wire import Request
from tests.pages import written
from tests.papers import files

Reader = Callable[..., Awaitable[PaperFacts]]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    async def read(
        content: bytes, media_type: PaperType = PaperType.PDF, limits: PageLimits | None = None
    ) -> PaperFacts:
        path = files.kept(content, tmp_path)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return await read_paper(
                descriptor,
                size_bytes=len(content),
                media_type=media_type,
                limits=limits or PageLimits(),
            )
        finally:
            os.close(descriptor)

    return read


async def test_pages_are_counted_and_words_are_read(read: Reader) -> None:
    facts = await read(files.pdf("Case file 1", "second page", pages=3))

    assert facts.page_count == 3
    assert facts.text.split("\n")[:2] == ["Case file 1", "second page"]
    assert facts.problem is None
    assert not facts.has_more


async def test_a_scan_of_two_thousand_pages_is_counted_and_has_no_words(read: Reader) -> None:
    facts = await read(files.scan(2_000))

    assert (facts.page_count, facts.problem, facts.text.strip()) == (2_000, None, "")


async def test_the_sizes_of_pages_are_told_as_they_are_read(read: Reader) -> None:
    writer = PdfWriter()
    for size in ((595, 842), (595, 842), (842, 595), (595, 842)):
        writer.add_blank_page(*size)
    writer.pages[3].rotate(90)
    writer.pages[1].cropbox = RectangleObject((0, 0, 300, 400))

    facts = await read(written.bytes_of(writer))

    assert facts.sheets == ((1, 595, 842), (1, 300, 400), (2, 842, 595))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (files.encrypted_pdf, PaperProblem.ENCRYPTED),
        (files.bomb_pdf, PaperProblem.TOO_COSTLY),
        (files.nested_bomb_pdf, PaperProblem.TOO_COSTLY),
        (lambda: b"%PDF-1.7\nnothing\n%%EOF", PaperProblem.DAMAGED),
    ],
    ids=["a password", "a bomb", "a bomb of many layers", "no document at all"],
)
async def test_what_is_wrong_with_a_pdf_has_a_name(
    read: Reader, content: Callable[[], bytes], problem: PaperProblem
) -> None:
    assert (await read(content())).problem is problem


async def test_a_tree_of_pages_that_comes_back_to_itself_ends(read: Reader) -> None:
    facts = await read(files.endless_pdf())

    assert facts.problem in {PaperProblem.DAMAGED, PaperProblem.TOO_COSTLY}


async def test_there_is_an_end_to_pages(read: Reader) -> None:
    limits = replace(PageLimits(), max_pages=5)

    assert (await read(files.pdf(pages=6), limits=limits)).problem is PaperProblem.TOO_MANY_PAGES
    assert (await read(files.pdf(pages=5), limits=limits)).page_count == 5


async def test_there_is_an_end_to_words(read: Reader) -> None:
    limits = replace(PageLimits(), max_characters=8)

    facts = await read(files.pdf("0123456789"), limits=limits)

    assert (facts.text, facts.has_more, facts.problem) == ("01234567", True, None)


async def test_a_reader_that_takes_too_long_is_stopped(read: Reader) -> None:
    limits = replace(PageLimits(), cpu_seconds=1, text_seconds=600.0)

    facts = await read(files.slow_pdf(), limits=limits)

    assert facts.problem is PaperProblem.TOO_COSTLY


async def test_a_reader_that_wants_too_much_memory_is_stopped(read: Reader) -> None:
    limits = replace(PageLimits(), max_unpacked_bytes=2**40, address_space_bytes=320 * 2**20)

    facts = await read(files.docx_bomb(), PaperType.DOCX, limits)

    assert facts.problem is PaperProblem.TOO_COSTLY


async def test_the_words_of_a_word_document_are_read(read: Reader) -> None:
    facts = await read(files.docx(), PaperType.DOCX)

    assert facts.text == "询问笔录\n被询问人 𠮷某 & 李大山\n"
    assert (facts.page_count, facts.problem) == (None, None)


DECLARED = {
    "an ending that no part has": files.VBA_ENDING,
    "a part that is not there": files.VBA_PART,
    "an object that is not there": '<Default Extension="bin" ContentType="application/vnd.'
    'openxmlformats-officedocument.oleObject"/>',
}


@pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED)
async def test_what_a_word_document_only_declares_hides_nothing(
    read: Reader, declared: str
) -> None:
    facts = await read(files.docx(types=files.types_with(declared)), PaperType.DOCX)

    assert (facts.problem, facts.text) == (None, "询问笔录\n被询问人 𠮷某 & 李大山\n")


SETTINGS = "word/_rels/settings.xml.rels"
HARMLESS = {
    "a link": files.references("hyperlink", "https://www.ruzhou.gov.cn/"),
    "a template of the house": files.references("attachedTemplate", "file:///D:\\模板\\公文.dotx"),
    "a part of its own": files.references("aFChunk", "chunk.docx", "Internal"),
    "a picture": files.references("image", "media/image1.png", "Internal"),
}


@pytest.mark.parametrize("references", HARMLESS.values(), ids=HARMLESS)
async def test_a_word_document_may_refer_to_what_does_not_open_with_it(
    read: Reader, references: bytes
) -> None:
    facts = await read(files.docx(parts={SETTINGS: references}), PaperType.DOCX)

    assert facts.problem is None


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOCM = files.TYPES_OF_DOCX.replace(
    "openxmlformats-officedocument.wordprocessingml.document", "ms-word.document.macroEnabled"
)
HARMFUL = {
    "a program by its ending": (
        files.docx(types=files.types_with(files.VBA_ENDING), extra=("word/theme.BIN",)),
        PaperProblem.HAS_PROGRAM,
    ),
    "a program in other letters": (
        files.docx(types=files.types_with(files.VBA_PART), extra=("Word/Th%65me.bin",)),
        PaperProblem.HAS_PROGRAM,
    ),
    "a type in other signs": (
        files.docx(
            types=files.types_with(files.VBA_PART.replace("vbaProject", "vba&#80;roject")),
            extra=("word/theme.bin",),
        ),
        PaperProblem.HAS_PROGRAM,
    ),
    "a list of types in other letters": (
        files.docx(types=DOCM.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")),
        PaperProblem.HAS_PROGRAM,
    ),
    "a format with macros": (files.docx(types=DOCM), PaperProblem.HAS_PROGRAM),
    "an object": (
        files.docx(parts={"word/embeddings/oleObject1.bin": OLE}),
        PaperProblem.HAS_OBJECT,
    ),
    "an object elsewhere": (
        files.docx(
            parts={SETTINGS: files.references("oleObject", "mhtml:http://a.example/x.html")}
        ),
        PaperProblem.HAS_OBJECT,
    ),
    "a control": (
        files.docx(parts={SETTINGS: files.references("control", "activeX/a.xml", "Internal")}),
        PaperProblem.HAS_OBJECT,
    ),
    "a template elsewhere": (
        files.docx(
            parts={SETTINGS: files.references("attachedTemplate", "http://a.example/x.dotm")}
        ),
        PaperProblem.FETCHES,
    ),
    "a template on another machine": (
        files.docx(
            parts={SETTINGS: files.references("attachedTemplate", "file://a.example/x.dotm")}
        ),
        PaperProblem.FETCHES,
    ),
    "a template by its share": (
        files.docx(parts={SETTINGS: files.references("attachedTemplate", "\\\\a.example\\x.dotm")}),
        PaperProblem.FETCHES,
    ),
    "a frame": (
        files.docx(parts={SETTINGS: files.references("frame", "https://a.example/x.html")}),
        PaperProblem.FETCHES,
    ),
    "a declaration": (
        files.docx(types='<!DOCTYPE a [<!ENTITY b "c">]>' + files.TYPES_OF_DOCX.partition("?>")[2]),
        PaperProblem.DAMAGED,
    ),
}


@pytest.mark.parametrize(("content", "problem"), HARMFUL.values(), ids=HARMFUL)
async def test_what_runs_or_is_fetched_with_a_word_document_is_refused(
    read: Reader, content: bytes, problem: PaperProblem
) -> None:
    facts = await read(content, PaperType.DOCX)

    assert (facts.problem, facts.text) == (problem, "")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (files.hidden_macro_docx, PaperProblem.HAS_PROGRAM),
        (files.docx_bomb, PaperProblem.TOO_COSTLY),
        (lambda: b"PK\x03\x04 word/document", PaperProblem.DAMAGED),
    ],
    ids=["a program under another name", "a bomb", "no archive"],
)
async def test_what_is_wrong_with_a_word_document_has_a_name(
    read: Reader, content: Callable[[], bytes], problem: PaperProblem
) -> None:
    limits = replace(PageLimits(), max_unpacked_bytes=100_000_000)

    assert (await read(content(), PaperType.DOCX, limits)).problem is problem


async def test_an_older_word_document_gives_its_words_and_the_pages_it_tells(
    read: Reader,
) -> None:
    content = files.doc(
        "询问笔录\r被询问人\x07𠮷某\x07\x13 PAGE \x141\x15\r", plain="Na\xefve", pages=7
    )

    facts = await read(content, PaperType.DOC)

    assert facts == PaperFacts(
        page_count=None,
        text="询问笔录\n被询问人\t𠮷某\t1\nNa\xefve",
        problem=None,
        told_pages=7,
    )


async def test_a_word_document_from_before_1997_is_kept_without_its_words(read: Reader) -> None:
    facts = await read(files.doc(version=0x0065), PaperType.DOC)

    assert facts == PaperFacts(page_count=None, text="", problem=None)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (lambda: files.doc(program="Macros"), PaperProblem.HAS_PROGRAM),
        (lambda: files.doc(program="_VBA_PROJECT_CUR"), PaperProblem.HAS_PROGRAM),
        (lambda: files.doc(encrypted=True), PaperProblem.ENCRYPTED),
        (lambda: files.doc()[:3000], PaperProblem.DAMAGED),
        (lambda: files.doc()[:512] + b"\0" * 9000, PaperProblem.DAMAGED),
    ],
    ids=["macros", "macros of a sheet", "a password", "cut", "nothing behind its head"],
)
async def test_what_is_wrong_with_an_older_word_document_has_a_name(
    read: Reader, content: Callable[[], bytes], problem: PaperProblem
) -> None:
    assert (await read(content(), PaperType.DOC)).problem is problem


async def test_an_older_word_document_whose_sectors_run_in_a_ring_ends(read: Reader) -> None:
    whole = bytearray(files.doc())
    # Each sector of the table of sectors, which is the last one, is followed by the first.
    whole[-512:] = b"\0" * 512

    assert (await read(bytes(whole), PaperType.DOC)).problem is PaperProblem.DAMAGED


@pytest.mark.parametrize(
    ("told", "pages"),
    [("12", 12), ("0", None), ("99999999", None), ("many", None), ("", None)],
    ids=["told", "none", "too many", "no number", "not told"],
)
async def test_a_word_document_may_tell_how_many_pages_it_has(
    read: Reader, told: str, pages: int | None
) -> None:
    facts = await read(files.docx(told_pages=told), PaperType.DOCX)

    assert (facts.page_count, facts.told_pages, facts.problem) == (None, pages, None)


async def test_a_spoiled_older_word_document_never_harms_the_worker(read: Reader) -> None:
    chance = random.Random(20261122)
    whole = files.doc("询问笔录" * 50, pages=3)

    for _ in range(12):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 60)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        facts = await read(bytes(spoiled), PaperType.DOC)
        assert facts.problem in {None, *PaperProblem}


@pytest.mark.parametrize("problem", list(PaperProblem))
def test_each_problem_is_told_with_what_to_do(problem: PaperProblem) -> None:
    assert SENTENCES[problem].count("。") >= 2
    assert "请" in SENTENCES[problem]


async def test_the_reader_is_confined_before_it_reads(tmp_path: Path) -> None:
    path = files.kept(files.slow_pdf(), tmp_path)
    descriptor = os.open(path, os.O_RDONLY)
    limits = PageLimits()
    request = Request(
        descriptor=descriptor,
        size_bytes=path.stat().st_size,
        media_type=PaperType.PDF.value,
        sandbox_required=True,
        address_space_bytes=limits.address_space_bytes,
        cpu_seconds=limits.cpu_seconds,
        text_seconds=limits.text_seconds,
        max_pages=limits.max_pages,
        max_characters=limits.max_characters,
        max_unpacked_bytes=limits.max_unpacked_bytes,
        max_pixels=limits.max_pixels,
        max_picture_bytes=limits.max_picture_bytes,
        max_picture_pages=limits.max_picture_pages,
        picture_side=limits.picture_side,
        jpeg_quality=limits.jpeg_quality,
    )
    child = await start_python("app.pages.child", request.to_argument(), descriptor)
    assert child.stdout is not None
    try:
        head = await child.stdout.readexactly(frames.FRAME_HEAD.size)
        status = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii")
    finally:
        await stop_child(child)
        os.close(descriptor)

    assert frames.FRAME_HEAD.unpack(head) == (frames.READY, 0)
    assert "Seccomp:\t2\n" in status
    assert "NoNewPrivs:\t1\n" in status


async def test_a_spoiled_pdf_never_harms_the_worker(read: Reader) -> None:
    chance = random.Random(20261121)
    whole = files.pdf("Case file", "second page", pages=3)

    for _ in range(12):
        spoiled = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        facts = await read(bytes(spoiled))
        assert facts.problem in {None, *PaperProblem}


def answering(*sent: tuple[bytes, bytes]) -> asyncio.StreamReader:
    stream = asyncio.StreamReader()
    stream.feed_data(frames.FRAME_HEAD.pack(frames.READY, 0))
    for kind, payload in sent:
        stream.feed_data(frames.FRAME_HEAD.pack(kind, len(payload)) + payload)
    stream.feed_eof()
    return stream


@pytest.mark.parametrize(
    "sent",
    [
        (wire.COUNT, b'{"pages": -1}'),
        (wire.COUNT, b'{"pages": 99999999}'),
        (wire.COUNT, b"[" * 100_000),
        (wire.TEXT, b"\xff\xfe"),
        (wire.TEXT, b"x" * 200),
        (wire.DONE, b'{"problem": "nothing we know"}'),
        (b"?", b""),
        (wire.PAGE, wire.PAGE_HEAD.pack(10, 10) + b"\xff\xd8\xff"),
        (wire.PAGE, b"short"),
        (wire.SIZES, b'{"sheets": [[1, 595, 842]]}'),
        (wire.SIZES, b'{"sheets": [[1, 595]]}'),
        (wire.SIZES, b'{"sheets": [[1, 595, 1e9]]}'),
        (wire.SIZES, b"{}"),
    ],
    ids=[
        *("negative", "too many", "nested", "no text", "too much text", "no problem", "unknown"),
        *("a page nobody asked for", "a page without a size"),
        *("the size of a page nobody counted", "half a size", "a huge size", "no sizes"),
    ],
)
async def test_a_child_that_was_taken_over_is_not_believed(sent: tuple[bytes, bytes]) -> None:
    limits = replace(PageLimits(), max_characters=100)

    with pytest.raises(GarbledAnswerError):
        await read_answer(answering(sent), ChildAnswer(), limits)
