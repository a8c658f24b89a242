"""What a certificate must say before it is registered, on a page or in a sheet to import.

Nothing here asks a database: a mistake is named by its field in a sentence that says how to mend
it. Source: Zhangzi, article 7 (kind, number, issuer, validity).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.documents.sheets import Column, ColumnKind
from app.policy.vocabulary import QualificationKind

KIND_WORDS: Mapping[QualificationKind, str] = MappingProxyType(
    {
        QualificationKind.PROVINCIAL: "行政执法证（省统一）",
        QualificationKind.WATER_SUPERVISION: "水政监察证",
        QualificationKind.OTHER: "其他执法证件",
    }
)
"""The kinds in the order of their use."""

QUALIFICATION_COLUMNS = (
    Column(
        "certificate_kind",
        "证件种类",
        width=20,
        choices=tuple(KIND_WORDS.values()),
        required=True,
    ),
    Column("certificate_no", "证件编号", width=20, required=True, hint="照证件填写"),
    Column("certificate_issuer", "发证机关", width=20, required=True, hint="照证件填写全称"),
    Column("certificate_valid_from", "有效期起", ColumnKind.DATE, required=True, hint="2024-01-01"),
    Column(
        "certificate_valid_until",
        "有效期止",
        ColumnKind.DATE,
        required=True,
        hint="最后一天，2028-12-31",
    ),
)
"""Columns of a certificate in the form to import; the sheet of the list has the same titles."""

_MOST_NUMBER, _MOST_ISSUER, _MOST_YEARS = 40, 60, 20
_FIRST_YEAR = 1980
_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff()\[\]〔〕_./-]*")


@dataclass(frozen=True, slots=True)
class NewQualification:
    """A certificate as it is to be registered; ``valid_until`` is its last day."""

    kind: QualificationKind
    certificate_no: str
    issuer: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, by the key of its column."""

    field: str
    message: str


def qualification_of(values: Mapping[str, object]) -> NewQualification | list[FieldProblem]:
    """Return the certificate that ``values`` describe, or everything that is wrong with them.

    Keys are those of ``QUALIFICATION_COLUMNS``. A kind is its stored value or its words, a day is
    a ``date`` or text like ``2026-11-21``; numbers lose spaces and full-width letters.
    """
    problems: list[FieldProblem] = []
    kind = _kind(values, problems)
    number = _number(values, problems)
    issuer = _issuer(values, problems)
    first = _day(values, "certificate_valid_from", "有效期起", problems)
    last = _day(values, "certificate_valid_until", "有效期止", problems)
    if first and last:
        problems += _problems_of_days(first, last)
    if problems or kind is None or first is None or last is None:
        return problems
    return NewQualification(kind, number, issuer, first, last)


def _kind(values: Mapping[str, object], problems: list[FieldProblem]) -> QualificationKind | None:
    text = _text(values, "certificate_kind")
    for kind, words in KIND_WORDS.items():
        if text in {kind.value, words}:
            return kind
    choices = "、".join(KIND_WORDS.values())
    problems.append(FieldProblem("certificate_kind", f"请选择证件种类：{choices}。"))
    return None


def _number(values: Mapping[str, object], problems: list[FieldProblem]) -> str:
    text = unicodedata.normalize("NFKC", _text(values, "certificate_no"))
    number = "".join(text.split()).upper()
    if not number:
        message = "请照证件填写证件编号。"
    elif len(number) > _MOST_NUMBER:
        message = f"证件编号超过 {_MOST_NUMBER} 个字符，请核对。"
    elif not _NUMBER.fullmatch(number):
        message = "证件编号只能含有汉字、字母、数字、括号和 - _ / .，请照证件填写。"
    else:
        return number
    problems.append(FieldProblem("certificate_no", message))
    return ""


def _issuer(values: Mapping[str, object], problems: list[FieldProblem]) -> str:
    issuer = " ".join(_text(values, "certificate_issuer").split())
    if len(issuer) < 2 or len(issuer) > _MOST_ISSUER or not issuer.isprintable():
        message = f"请照证件填写发证机关的全称，2 到 {_MOST_ISSUER} 个字。"
        problems.append(FieldProblem("certificate_issuer", message))
    return issuer


def _day(
    values: Mapping[str, object], key: str, title: str, problems: list[FieldProblem]
) -> date | None:
    value = values.get(key)
    if isinstance(value, date):
        return value
    text = _text(values, key)
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong = "没有写成“年-月-日”的形式" if text else "没有填写"
        problems.append(FieldProblem(key, f"{title}{wrong}，请照证件填写，例如 2026-01-31。"))
        return None


def _problems_of_days(first: date, last: date) -> list[FieldProblem]:
    if first.year < _FIRST_YEAR:
        message = f"有效期起早于 {_FIRST_YEAR} 年，请核对年份。"
        return [FieldProblem("certificate_valid_from", message)]
    if last < first:
        message = "有效期止早于有效期起，请核对这两个日期。"
    elif last.year - first.year > _MOST_YEARS:
        message = f"有效期超过 {_MOST_YEARS} 年，请核对年份。"
    else:
        return []
    return [FieldProblem("certificate_valid_until", message)]


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()
