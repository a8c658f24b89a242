"""An agency's own copy of its regulation, split by article. All texts here are invented."""

import pytest

from app.packs.load import read_text
from app.packs.official_text import MOST_BYTES, MOST_OF_A_CLAUSE, TextError, decode, split
from app.policy.pack import Article, Pack


def pack(*numbers: str, title: str = "某县水利局试验办法") -> Pack:
    return Pack(
        id="trial",
        title=title,
        issuer="某县水利局",
        document_no="无",
        provisions={},
        articles=tuple(Article(number, "概要") for number in numbers),
    )


PLAIN = """某县水利局
试验办法
第一章 总则
第一条 为了试验，写下第一句话。
第一条的第二段。
第二条无空格的一条，依照第一条办理。
第二章 附则
第三条　自试验之日起施行。
"""
THREE = pack("第一条", "第二条", "第三条")


def test_each_article_has_its_words_and_chapters_have_none() -> None:
    text = split(PLAIN, THREE)

    assert dict(text.clauses) == {
        "第一条": "第一条 为了试验，写下第一句话。\n第一条的第二段。",
        "第二条": "第二条无空格的一条，依照第一条办理。",
        "第三条": "第三条　自试验之日起施行。",
    }
    assert list(text.mismatches()) == []


def test_marks_of_markdown_are_no_words() -> None:
    text = split(
        "# 某县水利局试验办法\n**第一条** 加粗的条号。\n- (一) 列表；\n"
        "**第二条** 二。\n第三条 三。\n",
        THREE,
    )

    assert text.clauses["第一条"] == "第一条 加粗的条号。\n(一) 列表；"


def test_numbers_in_digits_are_read_as_numbers_in_words() -> None:
    text = split("某县水利局试验办法\n第1条 一。\n第2条 二。\n第3条 三。", THREE)

    assert list(text.clauses) == ["第一条", "第二条", "第三条"]


def test_a_text_of_two_parts_with_annexes_is_split_by_its_headings() -> None:
    known = pack("印发通知", "甲制度第一条", "甲制度第二条", "乙规定第一条", "附件1", "附件2")
    text = split(
        "某县水利局文件\n关于印发甲制度乙规定的通知\n附件：1. 清单 2. 流程\n"
        "# 某县水利局甲制度\n第一条 甲一。\n第二条 甲二，依照乙规定办理。\n"
        "# 某县水利局乙规定\n第一条 乙一。\n附件 1清单\n事项\t内容\n附件二\n流程说明\n",
        known,
    )

    assert text.clauses["甲制度第一条"] == "第一条 甲一。"
    assert text.clauses["乙规定第一条"] == "第一条 乙一。"
    assert text.clauses["附件1"] == "附件 1清单\n事项\t内容"
    assert text.clauses["附件2"] == "附件二\n流程说明"
    assert text.clauses["印发通知"].startswith("某县水利局文件\n关于印发")
    assert text.missing == text.unknown == ()


def test_what_does_not_fit_is_told() -> None:
    text = split(
        "某县水利局试验办法\n第一条 一。\n第二条 甲。\n第二条 乙。\n第三条\n第九条 多出来的。\n",
        pack("第一条", "第二条", "第三条", "第四条"),
    )

    assert dict(text.clauses) == {"第一条": "第一条 一。"}
    assert list(text.mismatches()) == [
        "条款包中有、文件中没有找到：第四条",
        "文件中有、条款包中没有：第九条",
        "在文件中出现不止一次，没有载入：第二条",
        "在文件中没有内容，没有载入：第三条",
    ]


def test_a_text_without_its_title_is_to_be_looked_at() -> None:
    text = split("试验办法\n第一条 一。\n第二条 二。\n第三条 三。", THREE)

    assert list(text.mismatches()) == ["第一条之前没有出现规定的名称，请核对是不是这份规定"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_are_read(encoding: str) -> None:
    assert decode(PLAIN.encode(encoding)) == PLAIN


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b" \r\n\xef\xbb\xbf"[:3], "文件是空的"),
        (b"x" * (MOST_BYTES + 1), "文件超过 1024 KB"),
        (b"PK\x03\x04\x14\x00\x06\x00", "文件不是纯文本"),
        (b"%PDF-1.7\n\x01\x02", "文件不是纯文本"),
        (b"\xff\xfe\xff\xff\xff", "编码既不是 UTF-8 也不是 GB18030"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(TextError, match=said):
        decode(content)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今天天气很好。\n明天也好。", "没有找到《某县水利局试验办法》的任何条款"),
        ("第八条 别的规定。", "没有找到《某县水利局试验办法》的任何条款"),
        (f"《{read_text('shanxi').title}》\n第一条 一。", "文件是《山西省行政执法全过程记录办法》"),
        (f"第一条 {'长' * MOST_OF_A_CLAUSE}", "第一条超过 20000 字"),
    ],
)
def test_a_wrong_text_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(TextError, match=said):
        split(text, THREE)
