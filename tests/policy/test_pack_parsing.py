"""A pack is read whole or not at all; what it is silent on has no value and no default."""

from datetime import date

import pytest

from app.policy.pack_parsing import PackError, parse, read_sound_part
from app.policy.values import Clock, Keeping, Period, Term
from app.policy.vocabulary import Role
from tests.policy.packs import HEAD, entry, pack_of


def test_a_value_comes_with_its_citation() -> None:
    pack = pack_of({"custodian.role": "record_keeper"})

    assert pack.role("custodian.role") is Role.RECORD_KEEPER
    assert [str(citation) for citation in pack.citation("custodian.role")] == ["第一条：概要"]


def test_a_silent_pack_has_no_value_and_no_default() -> None:
    pack = parse({"pack": HEAD})

    assert pack.role("custodian.role") is None
    assert pack.term("store.deadline.normal") is None
    assert pack.period("retention.patrol") is None
    assert pack.number("longterm.copies") is None
    assert pack.word("access.publish") is None
    assert pack.items("longterm.triggers") == ()
    assert pack.rows("checklist.rows") == ()
    assert pack.citation("custodian.role") == ()


def test_each_kind_of_value_is_read_as_what_it_is() -> None:
    pack = pack_of(
        {
            "store.deadline.normal": {"count": 2, "unit": "working_day"},
            "retention.patrol": {"keeping": "at_least", "months": 6},
            "longterm.copies": 2,
            "longterm.media": ["disc", "removable"],
            "checklist.rows": [["1", "听证"]],
            "access.publish": "head_of_organ",
        }
    )

    assert pack.term("store.deadline.normal") == Term(2, Clock.WORKING_DAY)
    assert pack.period("retention.patrol") == Period(Keeping.AT_LEAST, 6)
    assert pack.number("longterm.copies") == 2
    assert pack.items("longterm.media") == ("disc", "removable")
    assert pack.rows("checklist.rows") == (("1", "听证"),)
    assert pack.word("access.publish") == "head_of_organ"


def test_each_item_of_a_list_has_the_article_that_numbers_it() -> None:
    provision = entry(["dispute", "mass_incident"], "第十二条")
    provision["items"] = {"mass_incident": "第十二条第三项"}

    pack = parse({"pack": HEAD, "provisions": {"longterm.triggers": provision}})

    named = {
        item: [cited.article for cited in pack.citation_of_item("longterm.triggers", item)]
        for item in pack.items("longterm.triggers")
    }
    assert named == {"dispute": ["第十二条"], "mass_incident": ["第十二条第三项"]}


def test_what_the_head_says_is_kept() -> None:
    head = {
        **HEAD,
        "interpreter": "某局办公室",
        "issued_on": date(2026, 1, 5),
        "effective_from": date(2026, 2, 1),
        "parents": ["province"],
        "missing_parents": [{"title": "市办法", "region": "某市"}],
    }
    articles = [{"number": "第一条", "summary": "目的", "rows": ["A01"]}]

    pack = parse({"pack": head, "articles": articles}, sha256="00")

    assert (pack.interpreter, pack.issued_on) == ("某局办公室", date(2026, 1, 5))
    assert (pack.effective_from, pack.parents, pack.sha256) == (
        date(2026, 2, 1),
        ("province",),
        "00",
    )
    assert [(each.title, each.region) for each in pack.missing_parents] == [("市办法", "某市")]
    assert [(each.number, each.rows) for each in pack.articles] == [("第一条", ("A01",))]


def test_a_citation_carries_version_and_digest_of_its_file() -> None:
    document = {"pack": {**HEAD, "version": 3}, "provisions": {"access.fee": entry("free")}}

    (cited,) = parse(document, sha256="ab").citation("access.fee")

    assert (cited.pack, cited.version, cited.sha256) == ("county", 3, "ab")


def test_nothing_is_read_of_a_document_with_a_problem() -> None:
    document = {
        "pack": {"id": "x"},
        "provisions": {
            "custodian.role": {"value": "emperor", "article": "第三条"},
            "custodian.rule": {"value": "record_keeper"},
        },
    }

    with pytest.raises(PackError) as caught:
        parse(document)

    assert caught.value.problems == (
        "[pack] 缺少 title",
        "[pack] 缺少 issuer",
        "[pack] 缺少 document_no",
        "[pack] 缺少 version",
        "custodian.role 缺少 summary",
        "custodian.role 的取值不对：'emperor' 不是已知的角色",
        "custodian.rule 不是已知的条款键",
    )


def test_the_sound_part_of_a_document_can_still_be_judged() -> None:
    document = {"provisions": {"access.fee": entry("free"), "access.publish": entry("anybody")}}

    assert list(read_sound_part(document).provisions) == ["access.fee"]
