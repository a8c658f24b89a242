"""One cell at a time: what people type, and what spreadsheets make of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.documents.cells import CellError, as_sent, understand
from app.documents.sheets import Column, ColumnKind
from tests.documents.workbooks import on_the_wall, wide

DAY = date(2026, 11, 21)
MOMENT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def column(kind: ColumnKind, **more: object) -> Column:
    return Column("key", "列", kind, **more)  # type: ignore[arg-type]


UNDERSTOOD = [
    (ColumnKind.TEXT, " JL-0001\u3000", "JL-0001"),
    (ColumnKind.TEXT, wide("012"), wide("012")),
    (ColumnKind.TEXT, "𬭩㙓䶮𠮷𫖯🙂", "𬭩㙓䶮𠮷𫖯🙂"),
    (ColumnKind.TEXT, "第一行_x000D_\n第二行", "第一行\n第二行"),
    (ColumnKind.TEXT, 139, "139"),
    (ColumnKind.TEXT, 12.0, "12"),
    (ColumnKind.TEXT, 12.5, "12.5"),
    (ColumnKind.TEXT, "=1+1", "=1+1"),
    (ColumnKind.DATE, "2026年11月21日", DAY),
    (ColumnKind.DATE, "2026 年", None),
    (ColumnKind.DATE, "2026/11/21", DAY),
    (ColumnKind.DATE, "2026.11.21", DAY),
    (ColumnKind.DATE, "20261121", DAY),
    (ColumnKind.DATE, 20261121, DAY),
    (ColumnKind.DATE, wide("2026-11-21"), DAY),
    (ColumnKind.DATE, "2026-1-2", date(2026, 1, 2)),
    (ColumnKind.DATE, "2026-11-21 00:00:00", DAY),
    (ColumnKind.DATE, 46347, DAY),
    (ColumnKind.DATE, 46347.0, DAY),
    (ColumnKind.DATE, on_the_wall(2026, 11, 21), DAY),
    (ColumnKind.DATE, "2026-02-30", None),
    (ColumnKind.DATE, "2026-11/21", None),
    (ColumnKind.DATE, "昨天", None),
    (ColumnKind.DATE, 2026, None),
    (ColumnKind.DATE, float("inf"), None),
    (ColumnKind.DATE, "9999-12-31", None),
    (ColumnKind.MOMENT, "2026-11-21 09:30", MOMENT),
    (ColumnKind.MOMENT, "2026年11月21日9时30分", MOMENT),
    (ColumnKind.MOMENT, wide("2026/11/21 09:30:00"), MOMENT),
    (ColumnKind.MOMENT, on_the_wall(2026, 11, 21, 9, 30), MOMENT),
    (ColumnKind.MOMENT, 46347 + 9.5 / 24, MOMENT),
    (ColumnKind.MOMENT, "2026-11-21", None),
    (ColumnKind.MOMENT, "2026-11-21 25:00", None),
    (ColumnKind.MOMENT, float("inf"), None),
    (ColumnKind.INTEGER, wide("12"), 12),
    (ColumnKind.INTEGER, "1,234", 1234),
    (ColumnKind.INTEGER, 3.0, 3),
    (ColumnKind.INTEGER, "-5", -5),
    (ColumnKind.INTEGER, "1,23", None),
    (ColumnKind.INTEGER, 3.5, None),
    (ColumnKind.INTEGER, True, None),
    (ColumnKind.INTEGER, "约 3 个", None),
    (ColumnKind.INTEGER, 1e300, None),
    (ColumnKind.INTEGER, float("inf"), None),
    (ColumnKind.MONEY, "1280.5", Decimal("1280.50")),
    (ColumnKind.MONEY, "￥1,280.50元", Decimal("1280.50")),
    (ColumnKind.MONEY, 12.300000000000001, Decimal("12.30")),
    (ColumnKind.MONEY, 1280, Decimal("1280.00")),
    (ColumnKind.MONEY, "0.001", None),
    (ColumnKind.MONEY, "1.2万元", None),
    (ColumnKind.MONEY, on_the_wall(2026, 11, 21), None),
    (ColumnKind.MONEY, "NaN", None),
    (ColumnKind.YES_NO, "是", True),
    (ColumnKind.YES_NO, "√", True),
    (ColumnKind.YES_NO, wide("y"), True),
    (ColumnKind.YES_NO, True, True),
    (ColumnKind.YES_NO, "否", False),
    (ColumnKind.YES_NO, "×", False),
    (ColumnKind.YES_NO, 0, False),
    (ColumnKind.YES_NO, "也许", None),
    (ColumnKind.YES_NO, "x", None),
]
ACCEPTED = [case for case in UNDERSTOOD if case[2] is not None]
REFUSED = [case[:2] for case in UNDERSTOOD if case[2] is None]


@pytest.mark.parametrize(("kind", "cell", "expected"), ACCEPTED)
def test_a_cell_is_understood_by_the_kind_of_its_column(
    kind: ColumnKind, cell: object, expected: object
) -> None:
    assert understand(cell, column(kind)) == expected


@pytest.mark.parametrize(("kind", "cell"), REFUSED)
def test_what_cannot_be_meant_is_refused_in_words(kind: ColumnKind, cell: object) -> None:
    with pytest.raises(CellError, match=r"请.*。$"):
        understand(cell, column(kind))


@pytest.mark.parametrize("kind", ColumnKind)
@pytest.mark.parametrize("blank", [None, "", " \u3000\u00a0\n", "\ufeff"])
def test_blank_is_nothing(kind: ColumnKind, blank: str | None) -> None:
    assert understand(blank, column(kind)) is None


@pytest.mark.parametrize("kind", ColumnKind)
def test_a_required_cell_may_not_be_blank(kind: ColumnKind) -> None:
    with pytest.raises(CellError, match="没有填写"):
        understand("　", column(kind, required=True))


@pytest.mark.parametrize("cell", [1.4104821990010112e17, 141048219900101123, "1.41E+17"])
def test_a_certificate_number_that_lost_digits_is_noticed(cell: object) -> None:
    with pytest.raises(CellError, match=r"末几位已丢失.*“文本”格式"):
        understand(cell, column(ColumnKind.TEXT))


def test_a_number_that_became_a_day_is_noticed() -> None:
    with pytest.raises(CellError, match="被表格软件改成了日期（2026-03-01）"):
        understand(on_the_wall(2026, 3, 1), column(ColumnKind.TEXT))


CHOOSING = column(ColumnKind.TEXT, choices=("执法记录仪", "A类"))


@pytest.mark.parametrize(
    ("cell", "choice"), [(" 执法 记录仪", "执法记录仪"), (wide("A") + "类", "A类")]
)
def test_a_choice_is_known_in_another_width_and_with_spaces(cell: str, choice: str) -> None:
    assert understand(cell, CHOOSING) == choice


def test_another_text_than_the_choices_is_refused_with_all_of_them() -> None:
    with pytest.raises(CellError, match="从以下选项中选一个：执法记录仪、A类"):
        understand("执法記录仪", CHOOSING)


def test_a_long_text_is_quoted_short() -> None:
    with pytest.raises(CellError) as caught:
        understand("长" * 5000, column(ColumnKind.DATE))

    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (False, "否"),
        (3.0, "3"),
        (1e300, "1" + "0" * 300),
        (float("inf"), "inf"),
        (on_the_wall(2026, 11, 21), "2026-11-21"),
        (on_the_wall(2026, 11, 21, 9, 30), "2026-11-21 09:30:00"),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_a_cell_is_sent_back_as_it_looked(cell: object, text: str) -> None:
    assert as_sent(cell) == text
