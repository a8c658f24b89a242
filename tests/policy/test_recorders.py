"""Who may record (Zhangzi 007, Changli 006, Shanxi 024)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from app.packs.load import read_pack
from app.policy.issuing import Certificate
from app.policy.recorders import (
    HeldCertificate,
    NamedFacts,
    RecorderFacts,
    Service,
    decide_named,
    decide_recorder,
)
from app.policy.vocabulary import Employment, QualificationKind
from tests.policy.law import SILENT, articles_of

FIRST, LAST = date(2026, 11, 20), date(2026, 11, 22)
LONG_AGO, LATER = date(2021, 1, 1), date(2030, 1, 1)


def held(
    *, until: date = LATER, since: date = LONG_AGO, kind: str = "provincial", revoked: str = ""
) -> HeldCertificate:
    revoked_on = date.fromisoformat(revoked) if revoked else None
    return HeldCertificate(QualificationKind(kind), Certificate(since, until, revoked_on))


OFFICER = RecorderFacts(Employment.REGULAR, (held(),), FIRST, LAST)
ENTRUSTED = replace(OFFICER, employment=Employment.ENTRUSTED)
WATER = replace(OFFICER, certificates=(held(kind="water_supervision"),))
NONE = replace(OFFICER, certificates=())


@pytest.mark.parametrize(
    ("pack", "facts", "allowed", "articles"),
    [
        pytest.param("zhangzi", OFFICER, True, ["第七条"], id="zhangzi: an officer"),
        pytest.param("zhangzi", ENTRUSTED, True, ["第七条"], id="zhangzi: an entrusted body"),
        pytest.param("zhangzi", WATER, True, ["第七条"], id="zhangzi: a water certificate"),
        pytest.param("zhangzi", NONE, False, ["第七条"], id="zhangzi: no certificate"),
        pytest.param("changli", OFFICER, True, ["第六条"], id="changli: an officer"),
        pytest.param("changli", WATER, False, ["第六条"], id="changli: a water certificate"),
        pytest.param("changli", ENTRUSTED, False, ["第六条"], id="changli: an entrusted body"),
        pytest.param(
            "ruzhou",
            OFFICER,
            True,
            ["《中华人民共和国行政处罚法》第四十二条"],
            id="ruzhou: an officer",
        ),
        pytest.param("ruzhou", ENTRUSTED, False, [], id="ruzhou: an entrusted body, unregulated"),
        pytest.param("shanxi", OFFICER, True, [], id="shanxi: an officer"),
        pytest.param("shanxi", ENTRUSTED, True, [], id="shanxi: an entrusted body"),
        pytest.param("zhangying", ENTRUSTED, True, [], id="zhangying: an entrusted body"),
    ],
)
def test_who_may_record_under_each_regulation(
    pack: str, facts: RecorderFacts, *, allowed: bool, articles: list[str]
) -> None:
    decision = decide_recorder(read_pack(pack), facts)

    assert (decision.allowed, articles_of(decision)) == (allowed, articles)


@pytest.mark.parametrize(
    ("certificates", "reason"),
    [
        pytest.param((held(until=date(2026, 11, 21)),), "自 2026-11-22 起", id="expires during"),
        pytest.param((held(until=FIRST),), "自 2026-11-21 起", id="expires on the first day"),
        pytest.param((held(revoked="2026-11-22"),), "自 2026-11-22 起", id="revoked during"),
        pytest.param((held(until=date(2026, 11, 19)),), "开始时", id="expired the day before"),
        pytest.param((held(since=date(2026, 11, 21)),), "开始时", id="not yet in force"),
        pytest.param(
            (held(until=FIRST), held(since=LAST)), "自 2026-11-21 起", id="a gap between two"
        ),
        pytest.param((held(kind="other"),), "不是条款认可的证件", id="of another kind"),
        pytest.param((), "没有记录人员的执法证件", id="none"),
    ],
)
def test_the_certificate_is_in_force_on_every_day_of_the_activity(
    certificates: tuple[HeldCertificate, ...], reason: str
) -> None:
    facts = replace(OFFICER, certificates=certificates)

    decision = decide_recorder(read_pack("zhangzi"), facts)

    assert not decision.allowed
    assert reason in decision.reason
    assert articles_of(decision) == ["第七条"]


@pytest.mark.parametrize(
    "certificates",
    [
        pytest.param((held(until=LAST),), id="its last day is the last of the activity"),
        pytest.param((held(since=FIRST),), id="its first day is the first of the activity"),
        pytest.param(
            (held(until=FIRST), held(since=date(2026, 11, 21))), id="renewed without a gap"
        ),
    ],
)
def test_the_borders_are_included(certificates: tuple[HeldCertificate, ...]) -> None:
    facts = replace(OFFICER, certificates=certificates)

    assert decide_recorder(read_pack("zhangzi"), facts).allowed


def test_an_activity_cannot_end_before_it_begins() -> None:
    decision = decide_recorder(SILENT, replace(OFFICER, ended_on=date(2026, 11, 19)))

    assert not decision.allowed
    assert decision.reason == "执法活动的结束日期早于开始日期，请更正日期。"


def test_a_pack_that_is_silent_on_qualification_asks_for_no_certificate() -> None:
    assert decide_recorder(SILENT, NONE).allowed


def test_whether_an_entrusted_body_records_is_never_assumed() -> None:
    decision = decide_recorder(SILENT, ENTRUSTED)

    assert not decision.allowed
    assert "没有规定“受委托组织适用”" in decision.reason


HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
NAMED = NamedFacts((Service(HERE, LONG_AGO),), frozenset({HERE}), OFFICER)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param(NAMED, "符合要求", id="served all the time"),
        pytest.param(replace(NAMED, recorder=None), "无法核对", id="nobody knows the day"),
        pytest.param(
            replace(NAMED, services=(Service(HERE, LONG_AGO, LAST),)),
            "符合要求",
            id="the last day was the last in service",
        ),
        pytest.param(
            replace(NAMED, services=(Service(HERE, LONG_AGO, date(2026, 11, 21)),)),
            "2026-11-22 执法活动时这名人员不在",
            id="left before it was over",
        ),
        pytest.param(
            replace(NAMED, services=(Service(HERE, date(2026, 11, 21)),)),
            "2026-11-20 执法活动时这名人员不在",
            id="came later",
        ),
        pytest.param(
            replace(
                NAMED,
                services=(Service(ELSEWHERE, LONG_AGO, LAST), Service(HERE, date(2026, 11, 23))),
            ),
            "2026-11-20 执法活动时这名人员不在",
            id="served elsewhere then",
        ),
        pytest.param(
            replace(NAMED, services=(Service(ELSEWHERE, LONG_AGO),)),
            "没有在本单位或者上下级单位任职",
            id="a stranger",
        ),
        pytest.param(
            replace(NAMED, services=(), recorder=None),
            "没有在本单位或者上下级单位任职",
            id="a stranger on a day that nobody knows",
        ),
        pytest.param(replace(NAMED, recorder=NONE), "没有记录人员的执法证件", id="no certificate"),
    ],
)
def test_whom_the_custodian_may_name(facts: NamedFacts, reason: str) -> None:
    decision = decide_named(read_pack("zhangzi"), facts)

    assert reason in decision.reason
    assert decision.allowed is (reason in {"符合要求", "无法核对"})
    assert "第七条" in articles_of(decision) or facts.recorder is None
