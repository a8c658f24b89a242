"""复制发放: the rule of issuing, line by line, and release outside under each regulation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.packs.load import read_pack
from app.policy.access_words import CopyForm
from app.policy.approving import Approval
from app.policy.case_words import SecurityClass
from app.policy.consultation import Answer, Consultation, ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.copying import (
    IssuedItem,
    IssueFacts,
    form_problem,
    item_problem,
    mails_out,
    receipt_citations,
    receipt_problem,
    rule_issue,
)
from app.policy.decision import Ruling
from app.policy.law_words import Approver, ConsultAct, Requester, Scope
from app.policy.pack import Pack
from tests.policy.packs import pack_of

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
GRANTED = Ruling(Consultation(Answer.GRANTED), "可以复制。")
PERMIT = IssueFacts(NOW, ConsultAct.COPY, NOW, NOW + timedelta(days=3), GRANTED)
RUZHOU = read_pack("ruzhou")


def test_a_permit_that_holds_gives_a_copy() -> None:
    assert rule_issue(RUZHOU, PERMIT).allowed
    assert rule_issue(RUZHOU, replace(PERMIT, uses_allowed=2, uses=1)).allowed


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(PERMIT, is_own=True), "本人的申请"),
        (replace(PERMIT, has_left=True), "不在职"),
        (replace(PERMIT, act=ConsultAct.VIEW), "不能复制"),
        (replace(PERMIT, act=ConsultAct.TAKE_OUT), "不能复制"),
        (replace(PERMIT, is_ended=True), "已经收回"),
        (replace(PERMIT, from_at=NOW + timedelta(minutes=1)), "还不能发放"),
        (replace(PERMIT, at=PERMIT.until_at), "已经届满"),
        (replace(PERMIT, uses_allowed=1, uses=1), "已经用完"),
        (
            replace(PERMIT, ruling=Ruling(Consultation(Answer.INCOMPLETE), "应提供公函。")),
            "应提供公函",
        ),
    ],
)
def test_what_stands_against_a_copy_is_said(facts: IssueFacts, words: str) -> None:
    decision = rule_issue(RUZHOU, facts)

    assert not decision.allowed
    assert words in decision.reason
    assert decision.citations


@pytest.mark.parametrize("name", ["changli", "zhangzi"])
def test_what_is_supplied_rests_on_the_article_that_keeps_a_copy(name: str) -> None:
    """昌黎 13, 长子 14."""
    pack = read_pack(name)

    decision = rule_issue(pack, replace(PERMIT, act=ConsultAct.SUPPLY))

    assert set(pack.citation("access.supply.keep_copy")) <= set(decision.citations)


@pytest.mark.parametrize(
    ("item", "limit", "words"),
    [
        (IssuedItem(), None, ""),
        (IssuedItem(is_granted=False), None, "去掉"),
        (IssuedItem(is_there=False), None, "划去"),
        (IssuedItem(is_fit=False), None, "隔离"),
        (IssuedItem(is_document=True, is_draft=True), None, "草稿"),
        (IssuedItem(SecurityClass.WORK_SECRET), None, "密级"),
        (IssuedItem(SecurityClass.SECRET), None, "保密规定"),
        (IssuedItem(is_document=True), Scope.CONCLUDING, "范围"),
        (IssuedItem(is_document=True, is_concluding=True), Scope.CONCLUDING, ""),
        (IssuedItem(), Scope.CONCLUDING, ""),
        (IssuedItem(), Scope.NOTHING, "范围"),
    ],
)
def test_each_item_is_looked_at_once_more(
    item: IssuedItem, limit: Scope | None, words: str
) -> None:
    problem = item_problem(item, SecurityClass.NONE, limit)

    assert words in problem
    assert bool(problem) == bool(words)


PUBLISH = ConsultFacts(Requester.PUBLIC, ConsultAct.PUBLISH, "press", is_verified=True)
BY_RESPONSIBLE = Approval(Approver.RESPONSIBLE, "leader")
BY_HEAD = Approval(Approver.HEAD, "leader")


@pytest.mark.parametrize("name", ["ruzhou", "changli", "zhangzi", "shanxi", "zhangying"])
@pytest.mark.parametrize("approval", [None, BY_RESPONSIBLE, BY_HEAD])
def test_nothing_is_released_without_approval_and_procedure(
    name: str, approval: Approval | None
) -> None:
    """汝州调阅 3, 山西 18 and 20: off until set, approved, and done by the legal procedure."""
    pack = read_pack(name)
    ruling = rule_consultation(pack, replace(PUBLISH, approval=approval))

    decision = rule_issue(pack, replace(PERMIT, act=ConsultAct.PUBLISH, ruling=ruling))

    assert not decision.allowed


@pytest.mark.parametrize("name", ["shanxi", "zhangying", "zhangzi"])
def test_it_is_released_with_the_responsible_persons_word_and_the_procedure(name: str) -> None:
    pack = read_pack(name)
    facts = replace(PUBLISH, approval=BY_RESPONSIBLE, by_legal_procedure=True)

    ruling = rule_consultation(pack, facts)

    assert rule_issue(pack, replace(PERMIT, act=ConsultAct.PUBLISH, ruling=ruling)).allowed


@pytest.mark.parametrize("name", ["ruzhou", "changli"])
def test_where_nobody_is_named_nobody_releases(name: str) -> None:
    pack = read_pack(name)
    for approval in (BY_RESPONSIBLE, BY_HEAD):
        facts = replace(PUBLISH, approval=approval, by_legal_procedure=True)

        assert not rule_consultation(pack, facts).outcome.is_granted


@pytest.mark.parametrize("requester", list(Requester))
@pytest.mark.parametrize("name", ["ruzhou", "zhangzi", "changli", "shanxi", "zhangying"])
def test_ruzhous_main_handler_alone_mails_and_only_what_is_asked_for_from_elsewhere(
    name: str, requester: Requester
) -> None:
    """汝州调阅 8."""
    is_theirs = name == "ruzhou" and requester is Requester.OUTSIDE_ENFORCER

    assert mails_out(read_pack(name), requester) is is_theirs


@pytest.mark.parametrize(
    ("pack", "has_scan", "is_taken"),
    [
        (RUZHOU, False, True),
        (RUZHOU, True, True),
        (pack_of({"access.receipt": "required"}), False, False),
        (pack_of({"access.receipt": "required"}), True, True),
    ],
)
def test_the_signed_receipt_is_offered_unless_the_agency_requires_it(
    pack: Pack, *, has_scan: bool, is_taken: bool
) -> None:
    assert (receipt_problem(pack, has_scan=has_scan) == "") is is_taken
    assert bool(receipt_citations(pack)) is (pack is not RUZHOU)


@pytest.mark.parametrize(
    ("form", "is_marked_only", "is_given"),
    [
        (CopyForm.EXACT, False, True),
        (CopyForm.MARKED, False, True),
        (CopyForm.BOTH, False, True),
        (CopyForm.EXACT, True, False),
        (CopyForm.MARKED, True, True),
        (CopyForm.BOTH, True, False),
    ],
)
def test_where_marked_copies_alone_were_approved_no_original_is_given(
    form: CopyForm, *, is_marked_only: bool, is_given: bool
) -> None:
    assert (form_problem(form, is_marked_only=is_marked_only) == "") is is_given
