"""What becomes of a request to consult, copy, be supplied, take out or publish."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.packs.load import read_pack
from app.policy.approving import Approval, Delegation
from app.policy.consultation import Answer, Consultation, ConsultFacts, Missing
from app.policy.consulting import acts_offered, row_of, rule_consultation
from app.policy.decision import Ruling
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope
from app.policy.pack import Pack
from tests.policy.law import articles_of
from tests.policy.regulations import regulation

VIEW, COPY, SUPPLY, TAKE_OUT, PUBLISH = (
    ConsultAct.VIEW,
    ConsultAct.COPY,
    ConsultAct.SUPPLY,
    ConsultAct.TAKE_OUT,
    ConsultAct.PUBLISH,
)
COUNTERPART = ConsultFacts(Requester.COUNTERPART, VIEW, "王强", is_about_themselves=True)
HANDLER = ConsultFacts(Requester.HANDLER, VIEW, "李明", handles_case=True)
COLLEAGUE = ConsultFacts(Requester.OTHER_STAFF, VIEW, "张伟")
POLICE = ConsultFacts(Requester.PUBLIC_ORGAN, VIEW, "某公安局")
HEAD = Approval(Approver.HEAD, "赵局长")

CITY = regulation(
    {
        "access.view.handler": "none",
        "access.copy.handler": "head_of_organ",
        "access.view.other_staff": "head_of_organ",
        "access.papers.other_staff": ["reason"],
        "access.view.public_organ": "custodian",
        "access.papers.public_organ": ["intro_letter", "id_document"],
        "access.view.counterpart": "head_of_organ",
        "access.papers.counterpart": ["intro_letter", "id_document"],
        "access.verified.counterpart": "required",
        "access.scope.counterpart": "concluding",
        "access.take_out": "forbidden",
        "access.register": "required",
        "access.fee": "free",
    },
    left_open=("access.publish",),
)


def asked(pack: Pack, facts: ConsultFacts, **changes: Any) -> Ruling[Consultation]:
    return rule_consultation(pack, replace(facts, **changes))


PAPERS = frozenset({Paper.INTRO_LETTER, Paper.ID_DOCUMENT})
REASON = frozenset({Paper.REASON})


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        pytest.param(HANDLER, Missing(), id="the handler looks at his case"),
        pytest.param(
            replace(HANDLER, act=COPY), Missing(approval=Approver.HEAD), id="he wants a copy"
        ),
        pytest.param(replace(HANDLER, act=COPY, approval=HEAD), Missing(), id="copy approved"),
        pytest.param(
            COLLEAGUE,
            Missing(papers=(Paper.REASON,), approval=Approver.HEAD),
            id="a colleague with nothing",
        ),
        pytest.param(replace(COLLEAGUE, papers=REASON, approval=HEAD), Missing(), id="approved"),
        pytest.param(
            replace(HANDLER, handles_case=False, papers=REASON),
            Missing(approval=Approver.HEAD),
            id="a handler of other cases is a colleague here",
        ),
        pytest.param(
            replace(POLICE, papers=PAPERS), Missing(verification=True), id="police, not verified"
        ),
        pytest.param(
            replace(POLICE, papers=PAPERS, is_verified=True), Missing(), id="police, verified"
        ),
        pytest.param(
            replace(POLICE, papers=frozenset({Paper.ID_DOCUMENT}), is_verified=True),
            Missing(papers=(Paper.INTRO_LETTER,)),
            id="police without letter",
        ),
        pytest.param(
            replace(COUNTERPART, wanted=Scope.CONCLUDING),
            Missing(
                papers=(Paper.INTRO_LETTER, Paper.ID_DOCUMENT),
                verification=True,
                approval=Approver.HEAD,
            ),
            id="the party with nothing",
        ),
        pytest.param(
            replace(
                COUNTERPART,
                wanted=Scope.CONCLUDING,
                papers=PAPERS,
                is_verified=True,
                approval=HEAD,
            ),
            Missing(),
            id="the party with all of it",
        ),
    ],
)
def test_what_is_missing(facts: ConsultFacts, missing: Missing) -> None:
    outcome = rule_consultation(CITY, facts).outcome

    assert outcome.missing == missing
    assert outcome.is_granted is (missing == Missing())


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(
            replace(COUNTERPART, is_about_themselves=False), "只能申请查阅", id="somebody else's"
        ),
        pytest.param(COUNTERPART, "范围限于结论性文件和音像资料", id="the whole case file"),
        pytest.param(replace(HANDLER, act=TAKE_OUT), "不允许带离档案室", id="out of the room"),
        pytest.param(replace(COUNTERPART, act=COPY), "没有规定", id="a copy nobody speaks of"),
        pytest.param(ConsultFacts(Requester.PUBLIC, VIEW, "某报社"), "没有规定", id="a newspaper"),
    ],
)
def test_what_no_paper_and_no_approval_can_bring(facts: ConsultFacts, words: str) -> None:
    complete = replace(facts, papers=frozenset(Paper), is_verified=True, approval=HEAD)

    ruling = rule_consultation(CITY, complete)

    assert ruling.outcome == Consultation(Answer.REFUSED)
    assert words in ruling.reason


@pytest.mark.parametrize("act", list(ConsultAct))
@pytest.mark.parametrize("requester", list(Requester))
def test_a_regulation_that_says_nothing_grants_nothing(
    requester: Requester, act: ConsultAct
) -> None:
    facts = ConsultFacts(
        requester,
        act,
        "某人",
        frozenset(Paper),
        is_verified=True,
        approval=HEAD,
        handles_case=True,
        is_about_themselves=True,
        by_legal_procedure=True,
    )

    assert rule_consultation(regulation({}), facts).outcome.answer in {
        Answer.REFUSED,
        Answer.UNSET,
    }


def test_an_approver_whom_nobody_has_named_approves_nothing() -> None:
    """Changli's article 14 wants an approval and does not say whose."""
    pack = regulation({}, left_open=("access.view.other_staff",))

    ruling = asked(pack, COLLEAGUE, papers=REASON, approval=HEAD)

    assert ruling.outcome.answer is Answer.UNSET
    assert "尚未设置" in ruling.reason
    assert articles_of(ruling) == ["条款 access.view.other_staff"]


def test_a_refusal_names_what_forbids_doing_it_unasked() -> None:
    """Zhangzi's article 23(3) and Ruzhou's consultation rule, article 3, against any copy."""
    pack = regulation({"prohibited.acts": ["private_copy", "publish", "tamper_file"]})
    by_hand = replace(
        HANDLER, approval=HEAD, papers=frozenset(Paper), is_verified=True, act=TAKE_OUT
    )

    inside, outside = asked(pack, HANDLER, act=COPY), asked(pack, POLICE, act=SUPPLY)
    taken = rule_consultation(pack, by_hand)

    assert articles_of(inside) == articles_of(outside) == articles_of(taken)
    assert articles_of(taken) == ["条款 prohibited.acts"]
    assert "法律另有规定的，由本单位设定后办理" in outside.reason


def test_publishing_waits_for_the_agency_to_name_an_approver() -> None:
    assert asked(CITY, COLLEAGUE, act=PUBLISH).outcome.answer is Answer.UNSET


def test_what_is_consulted_stays_in_the_room_is_registered_and_costs_nothing() -> None:
    ruling = asked(CITY, HANDLER)

    outcome = ruling.outcome
    assert (outcome.in_archive_room, outcome.is_registered, outcome.is_free) == (True, True, True)
    assert ruling.reason == "可以查阅；在档案室内查阅，不得带离；登记查阅登记簿；不收取费用。"
    assert articles_of(ruling) == [
        "条款 access.view.handler",
        "条款 access.take_out",
        "条款 access.register",
        "条款 access.fee",
    ]


def test_the_reason_names_all_that_is_missing_at_once() -> None:
    ruling = asked(CITY, COUNTERPART, wanted=Scope.CONCLUDING)

    assert ruling.reason.startswith(
        "应提供单位介绍信、有效身份证件；须经保管人员核实；须经机关主要负责人批准；"
        "范围为结论性文件和音像资料；"
    )
    assert articles_of(ruling)[:3] == [
        "条款 access.view.counterpart",
        "条款 access.papers.counterpart",
        "条款 access.verified.counterpart",
    ]


def test_an_approval_that_does_not_count_is_still_missing_and_says_why() -> None:
    ruling = asked(CITY, COLLEAGUE, papers=REASON, approval=Approval(Approver.HEAD, "张伟"))

    assert ruling.outcome.missing.approval is Approver.HEAD
    assert "申请人不能批准自己的申请" in ruling.reason


def test_a_delegate_of_an_absent_leader_is_shown_as_one() -> None:
    delegate = Approval(Approver.HEAD, "钱副局长", Delegation("赵局长", "委〔2026〕3号"))

    ruling = asked(CITY, COLLEAGUE, papers=REASON, approval=delegate)

    assert ruling.outcome.is_granted
    assert "受委托人代机关主要负责人批准（书面委托：委〔2026〕3号）" in ruling.reason


COURT = ConsultFacts(Requester.COURT_OR_REVIEW, SUPPLY, "某法院", is_verified=True)
COUNTY = regulation(
    {
        "access.copy.court_or_review": "custodian",
        "access.supply.by": "custodian",
        "access.supply.keep_copy": "required",
    }
)


def test_what_a_court_is_supplied_with_leaves_a_copy_behind() -> None:
    """Zhangzi's article 14."""
    ruling = asked(COUNTY, COURT)

    assert (ruling.outcome.is_granted, ruling.outcome.keeps_copy) == (True, True)
    assert "由保管单位统一提供；提供时复制留存" in ruling.reason


def test_what_a_court_copies_where_one_body_supplies_is_supplied_and_leaves_a_copy() -> None:
    assert asked(COUNTY, replace(COURT, act=COPY)).outcome.keeps_copy


@pytest.mark.parametrize(
    ("pack_id", "offered"),
    [("changli", (VIEW, SUPPLY)), ("zhangzi", (VIEW, SUPPLY)), ("ruzhou", (VIEW, COPY, SUPPLY))],
)
def test_copying_is_not_offered_to_a_court_beside_being_supplied(
    pack_id: str, offered: tuple[ConsultAct, ...]
) -> None:
    """昌黎 13, 长子 14; 汝州调阅 6 has courts copy."""
    acts = acts_offered(read_pack(pack_id), Requester.COURT_OR_REVIEW, (VIEW, COPY, SUPPLY))

    assert acts == offered


@pytest.mark.parametrize("pack_id", ["changli", "zhangzi"])
@pytest.mark.parametrize("act", [SUPPLY, COPY])
def test_a_court_is_supplied_upon_its_letter(pack_id: str, act: ConsultAct) -> None:
    """昌黎 13, 长子 14: what it needs, so its request stands on record before anything leaves."""
    pack, without = read_pack(pack_id), replace(COURT, act=act, by_legal_procedure=True)
    with_letter = replace(without, papers=frozenset({Paper.OFFICIAL_LETTER}))

    assert rule_consultation(pack, without).outcome.missing.papers == (Paper.OFFICIAL_LETTER,)
    assert rule_consultation(pack, with_letter).outcome.is_granted


@pytest.mark.parametrize("pack_id", ["ruzhou", "changli", "zhangzi"])
@pytest.mark.parametrize("act", [VIEW, COPY])
def test_the_public_is_refused_by_an_article_that_is_not_about_own_staff(
    pack_id: str, act: ConsultAct
) -> None:
    pack = read_pack(pack_id)

    ruling = rule_consultation(pack, ConsultFacts(Requester.PUBLIC, act, "某报社"))

    cited = {each.article for each in ruling.citations}
    assert "调阅监督制度第五条" not in cited
    assert {each.article for each in pack.citation_of_floor(f"access.{act}.public")} <= cited


PROVINCE = regulation(
    {
        "access.copy.court_or_review": "custodian",
        "access.copy.handler": "bureau_leader",
        "access.publish": "responsible_person",
        "access.publish.procedure": "required",
        "secrecy": "kept",
    }
)


@pytest.mark.parametrize(
    ("facts", "asks_for_procedure"),
    [
        pytest.param(COURT, True, id="supplied outside"),
        pytest.param(replace(COURT, act=COPY), True, id="copied for somebody outside"),
        pytest.param(replace(COLLEAGUE, act=PUBLISH), True, id="published by whomever"),
        pytest.param(replace(HANDLER, act=COPY), False, id="copied inside"),
    ],
)
def test_nothing_goes_outside_without_the_procedure_of_the_law(
    facts: ConsultFacts, *, asks_for_procedure: bool
) -> None:
    """Shanxi's article 20."""
    before = rule_consultation(PROVINCE, facts)
    after = asked(PROVINCE, facts, by_legal_procedure=True)

    assert before.outcome.missing.procedure is asks_for_procedure
    assert ("条款 access.publish.procedure" in articles_of(before)) is asks_for_procedure
    assert after.outcome.missing.procedure is False


def test_publishing_needs_the_responsible_person() -> None:
    """Shanxi's article 18."""
    facts = replace(COLLEAGUE, act=PUBLISH, by_legal_procedure=True)

    refused = rule_consultation(PROVINCE, facts)
    granted = asked(PROVINCE, facts, approval=Approval(Approver.RESPONSIBLE, "赵局长"))

    assert refused.outcome.missing == Missing(approval=Approver.RESPONSIBLE)
    assert granted.outcome.is_granted
    assert "保密" in granted.reason


def test_a_lawyer_without_a_row_of_his_own_asks_in_his_clients_right() -> None:
    """Shanxi's article 18 speaks of the counterpart alone."""
    lawyer = ConsultFacts(Requester.LAWYER, VIEW, "郑律师", is_about_themselves=True)
    open_to_parties = regulation({}, left_open=("access.view.counterpart",))

    assert row_of(open_to_parties, lawyer) is Requester.COUNTERPART
    assert rule_consultation(open_to_parties, lawyer).outcome.answer is Answer.UNSET


def test_an_outside_body_gets_what_it_wrote_for_by_mail_or_comes_to_read() -> None:
    """Ruzhou's consultation rule, article 8."""
    pack = regulation(
        {
            "access.copy.outside_enforcer": "head_of_organ",
            "access.papers.outside_enforcer": ["official_letter"],
            "access.scope.outside_enforcer": "requested",
            "access.mail_out": "main_handler",
        }
    )
    facts = ConsultFacts(
        Requester.OUTSIDE_ENFORCER,
        SUPPLY,
        "邻县水利局",
        frozenset({Paper.OFFICIAL_LETTER}),
        approval=HEAD,
        wanted=Scope.REQUESTED,
    )

    granted, too_much = rule_consultation(pack, facts), asked(pack, facts, wanted=Scope.WHOLE)

    assert granted.outcome.is_granted
    assert "由案件主办人复印寄送，或者请对方派人阅卷" in granted.reason
    assert too_much.outcome.answer is Answer.REFUSED


FACTS = st.builds(
    ConsultFacts,
    st.sampled_from(Requester),
    st.sampled_from(ConsultAct),
    st.just("李明"),
    st.frozensets(st.sampled_from(Paper)),
    is_verified=st.booleans(),
    approval=st.none()
    | st.builds(Approval, st.sampled_from(Approver), st.sampled_from(["李明", "赵局长"])),
    wanted=st.sampled_from(Scope),
    handles_case=st.booleans(),
    is_about_themselves=st.booleans(),
    by_legal_procedure=st.booleans(),
)
PACKS = st.sampled_from((CITY, COUNTY, PROVINCE))


@given(pack=PACKS, facts=FACTS)
def test_nobody_is_ever_granted_anything_on_his_own_word(pack: Pack, facts: ConsultFacts) -> None:
    """Promise P8."""
    outcome = rule_consultation(pack, facts).outcome
    alone = rule_consultation(pack, replace(facts, approval=None)).outcome

    own_word = facts.approval is not None and facts.approval.person == facts.person
    assert not own_word or outcome.is_granted == alone.is_granted


@given(pack=PACKS, facts=FACTS)
def test_whatever_is_granted_or_refused_by_an_article_names_it(
    pack: Pack, facts: ConsultFacts
) -> None:
    """Promise P12."""
    ruling = rule_consultation(pack, facts)

    assert ruling.citations or "没有规定" in ruling.reason


@given(pack=PACKS, facts=FACTS, paper=st.sampled_from(Paper))
def test_more_papers_never_take_a_grant_away(pack: Pack, facts: ConsultFacts, paper: Paper) -> None:
    more = replace(facts, papers=facts.papers | {paper}, is_verified=True)

    before, after = rule_consultation(pack, facts), rule_consultation(pack, more)

    assert after.outcome.is_granted or not before.outcome.is_granted


@pytest.mark.parametrize("requester", [Requester.LAWYER, Requester.COUNTERPART])
def test_whoever_asks_for_too_much_reads_the_sentence_that_limits(requester: Requester) -> None:
    """汝州调阅 7: one article verifies, approves and limits; here it is the limit that counts."""
    facts = ConsultFacts(requester, VIEW, "王强", is_about_themselves=True)

    ruling = rule_consultation(read_pack("ruzhou"), facts)

    assert ruling.outcome == Consultation(Answer.REFUSED)
    assert "结论性文件" in ruling.citations[0].summary
