"""Read the files of a posted form as they arrive: nothing is kept in memory or beside the store.

Starlette's own form reader writes each file to a temporary one first, which for a shift of video
would need the room twice.
"""

from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.exceptions import FormParserError, MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from app.errors import InvalidInputError
from app.routers.forms import storable, tidy
from app.uploads.errors import BodyBrokenError

_MOST_HEADER_BYTES = 16 * 1024
_MOST_TEXTS, _MOST_TEXT_BYTES = 50, 64 * 1024


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of the form; ``stream`` has to be read, or ``skip`` called, before the next."""

    field: str
    file_name: str
    declared_type: str
    stream: AsyncIterator[bytes]

    async def skip(self) -> None:
        """Read what is left of this file and throw it away."""
        async for _ in self.stream:
            pass


@dataclass(frozen=True, slots=True)
class _Event:
    """What the parser saw: the headers of a part, some of its bytes, or its end.

    Headers travel with their event, because the parser may be several parts ahead of the reader.
    """

    kind: str
    data: bytes = b""
    headers: Mapping[str, bytes] = field(default_factory=dict)


async def file_parts(
    request: Request, texts: dict[str, str] | None = None
) -> AsyncIterator[FilePart]:
    """Yield the chosen files in order; empty choices are passed over.

    Text fields that stand before a file are in ``texts`` when it is yielded.

    Raises:
        InvalidInputError: this is no such form.
        BodyBrokenError: the sender went away; also raised by the stream of a part.
    """
    reader = _Reader(request)
    while (event := await reader.next()) is not None:
        if event.kind != "head":
            continue
        disposition, options = parse_options_header(event.headers.get("content-disposition"))
        name = options.get(b"filename", b"")
        if disposition == b"form-data" and b"filename" not in options and texts is not None:
            texts[options.get(b"name", b"").decode("utf-8", "replace")] = await reader.text()
            if len(texts) > _MOST_TEXTS:
                raise InvalidInputError
        if disposition != b"form-data" or not name:
            continue
        part = FilePart(
            field=options.get(b"name", b"").decode("utf-8", "replace"),
            file_name=name.decode("utf-8", "replace"),
            declared_type=event.headers.get("content-type", b"").decode("latin-1"),
            stream=reader.rest_of_part(),
        )
        yield part
        await part.skip()


class _Reader:
    """Turns the parser's callbacks into events that are asked for one by one."""

    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise InvalidInputError
        self._headers: dict[str, bytes] = {}
        self._chunks = request.stream()
        self._events: deque[_Event] = deque()
        self._field = self._value = b""
        self._header_bytes = 0
        self._is_whole = False
        try:
            self._parser = self._made_for(boundary)
        except FormParserError as error:
            # A boundary longer than any program makes.
            raise InvalidInputError from error

    async def next(self) -> _Event | None:
        """Return the next event, or ``None`` after the last one."""
        while not self._events:
            if self._is_whole:
                return None
            try:
                chunk = await anext(self._chunks, b"")
                if not chunk:
                    raise BodyBrokenError
                self._parser.write(chunk)
            except ClientDisconnect as error:
                raise BodyBrokenError from error
            except MultipartParseError as error:
                raise InvalidInputError from error
        return self._events.popleft()

    async def rest_of_part(self) -> AsyncIterator[bytes]:
        """Yield the bytes up to the end of the current part."""
        while (event := await self.next()) is not None and event.kind == "data":
            yield event.data

    async def text(self) -> str:
        """Return the current part as a text field, trimmed and as the database can hold it."""
        found = bytearray()
        async for piece in self.rest_of_part():
            found += piece
            if len(found) > _MOST_TEXT_BYTES:
                raise InvalidInputError
        return tidy(storable(found.decode("utf-8", "replace")))

    def _made_for(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._add_field,
                "on_header_value": self._add_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": self._add_data,
                "on_part_end": lambda: self._events.append(_Event("end")),
                "on_end": self._finish,
            },
        )

    def _begin_part(self) -> None:
        self._headers = {}
        self._header_bytes = 0

    def _add_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]
        self._count(end - start)

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._count(end - start)

    def _end_header(self) -> None:
        self._headers[self._field.decode("latin-1").lower()] = self._value
        self._field = self._value = b""

    def _end_headers(self) -> None:
        self._events.append(_Event("head", headers=self._headers))

    def _add_data(self, data: bytes, start: int, end: int) -> None:
        self._events.append(_Event("data", data[start:end]))

    def _finish(self) -> None:
        self._is_whole = True

    def _count(self, length: int) -> None:
        self._header_bytes += length
        if self._header_bytes > _MOST_HEADER_BYTES:
            raise InvalidInputError
