"""Every regulation that ships can be used; an agency's file is read behind the same checks."""

import re

import pytest

from app.packs.load import (
    read_document,
    read_pack,
    read_text,
    settings_template,
    shipped_packs,
    under_its_parents,
)
from app.policy.pack_overlay import overlay, unlawful_settings
from app.policy.pack_parsing import PackError, parse

# A line of an example that waits in the template to be used.
EXAMPLE = re.compile(r"^# (?=\[provisions|value =|article =|summary =)", re.M)


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_a_shipped_pack_parses_and_names_itself(pack_id: str) -> None:
    pack = read_pack(pack_id)

    assert pack.id == pack_id
    assert pack.provisions


def test_an_unknown_pack_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        read_pack("atlantis")


def test_the_template_is_no_regulation_to_choose() -> None:
    assert shipped_packs() == ("changli", "ruzhou", "shanxi", "zhangying", "zhangzi")


def test_a_text_alone_is_without_those_above_it() -> None:
    assert "traceability" not in read_text("zhangzi").provisions
    assert "traceability" in read_pack("zhangzi").provisions


def test_a_file_of_an_agency_stands_under_shipped_texts_too() -> None:
    document = {"pack": {**parse_head(), "parents": ["zhangying"]}}

    pack = under_its_parents(parse(document))

    assert pack.items("record.must") == read_pack("shanxi").items("record.must")


def test_the_template_sets_nothing_by_itself() -> None:
    assert parse(read_document(settings_template().encode())).provisions == {}


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_every_example_of_the_template_is_lawful_under_every_regulation(pack_id: str) -> None:
    own = parse(read_document(EXAMPLE.sub("", settings_template()).encode()))

    assert len(own.provisions) == settings_template().count('# [provisions."')
    assert unlawful_settings(read_pack(pack_id), own) == ()
    assert overlay(read_pack(pack_id), own).provisions.keys() >= own.provisions.keys()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("[pack]\nid = \n", "第 2 行第 6 列"),
        ("[pack", "文件末尾"),
        ("[pack]\nid = 1\nid = 2\n", "第 3 行第 7 列"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(content: str, place: str) -> None:
    with pytest.raises(PackError) as caught:
        read_document(content.encode())

    (problem,) = caught.value.problems
    assert problem.startswith(f"{place}不符合 TOML 的写法")


def test_another_encoding_is_told() -> None:
    with pytest.raises(PackError, match="文件不是 UTF-8 编码的文字"):
        read_document("title = '办法'".encode("gb18030"))


def test_the_mark_that_some_editors_put_first_does_no_harm() -> None:
    assert read_document("﻿version = 1".encode()) == {"version": 1}


def parse_head() -> dict[str, object]:
    head = read_document(settings_template().encode())["pack"]
    assert isinstance(head, dict)
    return head
