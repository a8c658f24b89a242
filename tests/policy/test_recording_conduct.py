"""How recordings are made under each regulation (tables 1.4.3 and 1.5 of the requirements)."""

from collections.abc import Callable

import pytest

from app.packs.load import read_pack
from app.policy import recording_conduct as conduct
from app.policy.asking import Standing
from app.policy.decision import Ruling
from app.policy.law_words import Addressee, Situation, Span
from app.policy.pack import Pack
from tests.policy.law import SILENT, articles_of, tiny

S, A = Situation, Addressee
PARTY, EVERYBODY, NOBODY = {A.PARTY}, {A.PARTY, A.OTHERS_PRESENT}, set[Addressee]()

HOW_MANY = [
    # Pack, things to check before use, points said aloud, points of content.
    ("zhangzi", 3, 6, 7),
    ("changli", 2, 0, 0),
    ("ruzhou", 4, 3, 8),
    ("shanxi", 3, 6, 7),
    ("zhangying", 3, 6, 7),
]


@pytest.mark.parametrize(("pack", "checked", "spoken", "content"), HOW_MANY)
def test_each_regulation_lists_its_own_points(
    pack: str, checked: int, spoken: int, content: int
) -> None:
    law = read_pack(pack)

    assert len(conduct.precheck_items(law).outcome) == checked
    assert len(conduct.spoken_points(law).outcome) == spoken
    assert len(conduct.content_points(law).outcome) == content


def test_ruzhou_wants_purpose_task_and_officers_said_aloud() -> None:
    found = conduct.spoken_points(read_pack("ruzhou"))

    assert found.reason == "语音说明的内容：执法目的、执法任务、执法人员。"
    assert articles_of(found) == ["音像第八条"]


NOTICE = [
    ("zhangzi", S.QUESTIONING, EVERYBODY),
    ("zhangzi", S.SEALING, EVERYBODY),
    ("zhangzi", S.HEARING, EVERYBODY),
    ("changli", S.QUESTIONING, PARTY),
    ("changli", S.PENALTY, PARTY),
    ("changli", S.SEIZURE, PARTY),
    ("changli", S.PATROL, NOBODY),
    ("ruzhou", S.HEARING, PARTY),
    ("ruzhou", S.PATROL, PARTY),
    ("shanxi", S.SEALING, EVERYBODY),
    ("shanxi", S.HEARING, EVERYBODY),
    ("zhangying", S.HEARING, EVERYBODY),
]


@pytest.mark.parametrize(("pack", "situation", "told"), NOTICE)
def test_each_regulation_says_who_is_told(
    pack: str, situation: Situation, told: set[Addressee]
) -> None:
    found = conduct.notice_due(read_pack(pack), situation)

    assert set(found.outcome) == told
    assert bool(found.citations) == bool(told)


def test_a_notice_names_whom_to_tell() -> None:
    found = conduct.notice_due(read_pack("changli"), S.QUESTIONING)

    assert found.reason == "“询问当事人”时应当告知当事人正在音像记录。"
    assert articles_of(found) == ["第十七条"]


SPANS = [
    ("changli", Span.WHOLE_COURSE, ["第十六条"]),
    ("ruzhou", Span.ARRIVAL_TO_LEAVING, ["音像第八条"]),
    ("shanxi", Span.ARRIVAL_TO_END, ["第十四条"]),
    ("zhangying", Span.ARRIVAL_TO_END, ["第十四条", "山西第十四条"]),
]


@pytest.mark.parametrize(("pack", "span", "articles"), SPANS)
def test_each_regulation_says_from_when_to_when(pack: str, span: Span, articles: list[str]) -> None:
    found = conduct.span_of(read_pack(pack))

    assert (found.outcome, articles_of(found)) == (span, articles)


Question = Callable[[Pack], Ruling[Standing]]
DUTIES = [
    ("zhangzi", conduct.unbroken, ["山西第十四条"]),
    ("changli", conduct.unbroken, ["第十六条"]),
    ("ruzhou", conduct.unbroken, ["音像第八条"]),
    ("shanxi", conduct.unbroken, ["第十四条"]),
    ("zhangying", conduct.unbroken, ["第十四条", "山西第十四条"]),
    ("zhangzi", conduct.uninterrupted, ["山西第十四条"]),
    ("changli", conduct.uninterrupted, []),
    ("ruzhou", conduct.uninterrupted, []),
    ("shanxi", conduct.uninterrupted, ["第十四条"]),
    ("zhangying", conduct.uninterrupted, ["第十四条", "山西第十四条"]),
    ("zhangzi", conduct.photos_at_key_points, []),
    ("changli", conduct.photos_at_key_points, []),
    ("ruzhou", conduct.photos_at_key_points, ["音像第十一条"]),
    ("shanxi", conduct.photos_at_key_points, []),
    ("zhangzi", conduct.bystander_notice, ["山西第十六条"]),
    ("changli", conduct.bystander_notice, []),
    ("ruzhou", conduct.bystander_notice, []),
    ("shanxi", conduct.bystander_notice, ["第十六条"]),
    ("zhangying", conduct.bystander_notice, ["第十六条", "山西第十六条"]),
]


@pytest.mark.parametrize(("pack", "question", "articles"), DUTIES)
def test_each_regulation_has_its_own_duties(
    pack: str, question: Question, articles: list[str]
) -> None:
    found = question(read_pack(pack))

    assert articles_of(found) == articles
    assert found.outcome is (Standing.REQUIRED if articles else Standing.NOT_REGULATED)


def test_a_pack_that_names_no_situation_wants_notice_whenever_something_is_recorded() -> None:
    pack = tiny({"notice.to": ["party"]})

    assert conduct.notice_due(pack, S.PATROL).outcome == (A.PARTY,)


def test_a_silent_pack_asks_for_nothing() -> None:
    assert conduct.precheck_items(SILENT).outcome == ()
    assert conduct.notice_due(SILENT, S.SEALING).outcome == ()
    assert conduct.span_of(SILENT).outcome is None
    assert conduct.unbroken(SILENT).outcome is Standing.NOT_REGULATED
