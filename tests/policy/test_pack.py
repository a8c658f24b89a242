"""A pack is read whole or not at all, and every problem is listed at once."""

import pytest

from app.policy.pack_parsing import PackError, parse
from app.policy.vocabulary import Role

HEAD = {
    "id": "x",
    "title": "试行规定",
    "issuer": "某局",
    "document_no": "某水〔2026〕1号",
    "version": 1,
}


def test_a_value_comes_with_its_citation() -> None:
    entry = {"value": "record_keeper", "article": "第三条", "summary": "统一保管"}

    pack = parse({"pack": HEAD, "provisions": {"custodian.role": entry}})

    assert pack.role("custodian.role") is Role.RECORD_KEEPER
    assert [str(citation) for citation in pack.citation("custodian.role")] == ["第三条：统一保管"]


def test_a_silent_pack_has_no_value_and_no_default() -> None:
    pack = parse({"pack": HEAD})

    assert pack.role("custodian.role") is None
    assert pack.citation("custodian.role") == ()


def test_every_problem_is_listed_at_once() -> None:
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
