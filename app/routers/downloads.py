"""Answers that a browser keeps as a file: never cached, never shown in place."""

from datetime import datetime
from urllib.parse import quote

from fastapi import Response

from app.routers import display
from app.routers.shell import Badge

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx_response(content: bytes, file_name: str, plain: str) -> Response:
    """Return a workbook to keep under ``file_name``, a Chinese one as it is.

    Old kernels, which cannot read such a name, tell it by ``plain``.
    """
    named = disposition(file_name, plain=plain)
    headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX_TYPE, headers=headers)


def exported(badge: Badge, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the lines of a workbook's first sheet that say who took it out, and when."""
    return (("导出人", f"{badge.name}（{badge.unit_name}）"), ("导出时间", display.moment(now)))


def disposition(file_name: str, *, how: str = "attachment", plain: str = "") -> str:
    """Return the header of RFC 6266: the name in UTF-8, before it one that old kernels can read.

    ``how`` is ``inline`` for what may be shown in place. The readable name begins with ``plain``.
    """
    name = "".join("_" if _is_unsafe(character) else character for character in file_name)
    if name.isascii():
        return f'{how}; filename="{name or "download"}"'
    stem, dot, ending = name.rpartition(".")
    signs = "".join(character if character.isascii() else " " for character in stem)
    words = [plain, *signs.replace("-", " ").split()] if plain else signs.split()
    plain = "-".join(words) or "download"
    plain += f"{dot}{ending}" if dot and ending.isascii() else ""
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_unsafe(character: str) -> bool:
    """Whether a character ends the header or the name, or leads into another folder."""
    return character in '"\\/:*?<>|%;' or not character.isprintable()
