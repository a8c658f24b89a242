"""Files that a browser keeps: their names survive, and end no header."""

import pytest

from app.routers.downloads import disposition, xlsx_response


def test_a_workbook_is_kept_and_not_cached() -> None:
    answer = xlsx_response(b"PK", "ledger.xlsx", "ledger")

    assert answer.body == b"PK"
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="ledger.xlsx"'


QUESTIONING = "%E6%B1%9D%E6%B0%B4%E7%BD%9A%E3%80%942026%E3%80%951%E5%8F%B7%20%E8%AF%A2%E9%97%AE.pdf"


@pytest.mark.parametrize(
    ("file_name", "plain", "encoded"),
    [
        ("使用台账.xlsx", "download.xlsx", "%E4%BD%BF%E7%94%A8%E5%8F%B0%E8%B4%A6.xlsx"),
        ("台 账(1).xlsx", "(1).xlsx", "%E5%8F%B0%20%E8%B4%A6%281%29.xlsx"),
        ("汝水罚〔2026〕1号 询问.pdf", "2026-1.pdf", QUESTIONING),
        ("𠮷🙂", "download", "%F0%A0%AE%B7%F0%9F%99%82"),
        ("表.表", "download", "%E8%A1%A8.%E8%A1%A8"),
    ],
)
def test_a_chinese_name_is_encoded_beside_a_plain_one(
    file_name: str, plain: str, encoded: str
) -> None:
    assert disposition(file_name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def test_a_workbook_with_a_chinese_name_can_be_told_by_its_plain_one() -> None:
    named = xlsx_response(b"PK", "执法证件情况-2026-11-22.xlsx", "qualifications").headers

    assert 'filename="qualifications-2026-11-22.xlsx"' in named["content-disposition"]


@pytest.mark.parametrize(
    ("file_name", "kept"),
    [
        ('a"b.xlsx', "a_b.xlsx"),
        ("a\r\nSet-Cookie: x.xlsx", "a__Set-Cookie_ x.xlsx"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\ud83db.xlsx", "a_b.xlsx"),
        ("", "download"),
    ],
)
def test_a_name_cannot_end_the_header_or_leave_the_folder(file_name: str, kept: str) -> None:
    assert disposition(file_name) == f'attachment; filename="{kept}"'
