"""Who may consult, copy, be supplied with, take out or publish a record, on which conditions.

The table that the regulations make together: Ruzhou's consultation rule, articles 3 to 11,
Zhangzi's 14 and 15, Changli's 13 and 14, Shanxi's 18 and 20. Whoever asks, and for what, picks a
row; papers, verification and approval are then compared with it. What is not in the table is
refused, and what an agency has yet to name, such as Changli's approver, is refused until it has.

A superior or supervising organ has a right of its own in none of them but Ruzhou's article 6, under
its "and other units concerned". Shanxi's 5 has superiors guide and supervise, which opens figures
and no record; there the agency sets the row by the higher rule that gives the right.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from app.policy.approving import approval_problem, needs_a_leader
from app.policy.asking import WHO_SETS, distinct, silence
from app.policy.consultation import Answer, Consultation, ConsultFacts, Missing
from app.policy.decision import Citation, Ruling
from app.policy.law_words import Approver, ConsultAct, Paper, Prohibition, Requester, Scope
from app.policy.pack import Pack
from app.policy.pack_combining import needs_setting

OWN_STAFF = frozenset({Requester.HANDLER, Requester.OTHER_STAFF})
FOR_A_PARTY = frozenset({Requester.COUNTERPART, Requester.LAWYER})
"""Who asks for the records of a party."""
OF_CLIENT = frozenset({Paper.AUTHORISATION, Paper.MANDATE})
"""Papers that the client has signed, and so belong to one party."""

_KEY_OF: Mapping[ConsultAct, str] = MappingProxyType(
    {
        ConsultAct.VIEW: "access.view.{}",
        ConsultAct.COPY: "access.copy.{}",
        ConsultAct.SUPPLY: "access.copy.{}",
        ConsultAct.PUBLISH: "access.publish",
        ConsultAct.TAKE_OUT: "access.take_out",
    }
)
_ORDER = tuple(Scope)
_INSIDE: Mapping[ConsultAct, tuple[Prohibition, ...]] = MappingProxyType(
    {
        ConsultAct.COPY: (Prohibition.PRIVATE_COPY,),
        ConsultAct.SUPPLY: (Prohibition.PRIVATE_COPY,),
        ConsultAct.TAKE_OUT: (Prohibition.TAMPER_FILE,),
    }
)
_OUTSIDE = (Prohibition.PUBLISH, Prohibition.PRIVATE_COPY)
_PROCEDURE, _REGISTER, _FEE = "access.publish.procedure", "access.register", "access.fee"
_KEEP_COPY, _MAIL_OUT, _TAKE_OUT = "access.supply.keep_copy", "access.mail_out", "access.take_out"
_SUPPLY_BY, _SECRECY, _PROHIBITED = "access.supply.by", "secrecy", "prohibited.acts"
_SUPERVISION = "supervision.superior"


def rule_consultation(pack: Pack, facts: ConsultFacts) -> Ruling[Consultation]:
    """Return what becomes of a request under ``pack``, what is missing, and how it is done."""
    who = row_of(pack, facts)
    key = _KEY_OF[facts.act].format(who)
    word, cited = pack.word(key), pack.citation(key)
    if word is None:
        return _unset(pack, facts, key)
    approver, scope = Approver(word), pack.word(f"access.scope.{who}")
    barrier = _barrier(facts, who, approver, Scope(scope) if scope else None)
    if barrier:
        # Of an article that is named once, the sentence that limits is the one to be read.
        limits = pack.citation(f"access.scope.{who}")
        return Ruling(Consultation(Answer.REFUSED), f"{barrier}。", distinct((*limits, *cited)))
    missing = _missing(pack, facts, who, approver)
    said = missing.sentence()
    terms = {key: sentence for sentence, key in _terms(pack, facts, who)}
    outcome = Consultation(
        Answer.INCOMPLETE if said else Answer.GRANTED,
        missing,
        scope=Scope(scope) if scope else None,
        in_archive_room=_TAKE_OUT in terms,
        is_registered=_REGISTER in terms,
        keeps_copy=_KEEP_COPY in terms,
        is_free=_FEE in terms,
    )
    cited = (*cited, *_citations_of(pack, facts, who))
    return Ruling(
        outcome,
        "；".join((said or _granted(facts, approver), *terms.values())) + "。",
        distinct((*cited, *(cite for key in terms for cite in pack.citation(key)))),
    )


def approver_of(pack: Pack, facts: ConsultFacts) -> Approver | None:
    """Return whose word the row of a request asks for; ``None`` where the pack does not say."""
    word = pack.word(_KEY_OF[facts.act].format(row_of(pack, facts)))
    return Approver(word) if word else None


def acts_offered(
    pack: Pack, requester: Requester, acts: tuple[ConsultAct, ...]
) -> tuple[ConsultAct, ...]:
    """Return those of ``acts`` that differ under ``pack``.

    Where one body alone supplies courts (长子 14, 昌黎 13), what they take along is supplied, and
    a copy beside it would be the same under another name.
    """
    if requester is Requester.COURT_OR_REVIEW and _SUPPLY_BY in pack.provisions:
        return tuple(act for act in acts if act is not ConsultAct.COPY)
    return acts


def row_of(pack: Pack, facts: ConsultFacts) -> Requester:
    """Return the row of the table that a request falls under.

    Of own staff only the handler of this very case is one. A lawyer asks in the counterpart's
    right; where a regulation has no row of his own for him, the counterpart's is his.
    """
    if facts.requester in OWN_STAFF:
        return Requester.HANDLER if facts.handles_case else Requester.OTHER_STAFF
    own_row, clients_row = "access.view.lawyer", "access.view.counterpart"
    if facts.requester is not Requester.LAWYER or not pack.is_silent(own_row):
        return facts.requester
    return facts.requester if pack.is_silent(clients_row) else Requester.COUNTERPART


def _unset(pack: Pack, facts: ConsultFacts, key: str) -> Ruling[Consultation]:
    """Return the refusal of what is not in the table, or not yet, with what stands guard over it.

    Other laws may give a right that the regulation is silent on; then the agency sets the row.
    """
    unset = silence(pack, key, None)
    if needs_setting(pack, key):
        answer, reason = Answer.UNSET, f"{unset.reason}设定以前不办理{facts.act.label}。{WHO_SETS}"
    else:
        answer = Answer.REFUSED
        reason = f"{unset.reason}没有规定的，不予办理；法律另有规定的，由本单位设定后办理。"
    return Ruling(Consultation(answer), reason, distinct((*unset.citations, *_guards(pack, facts))))


def _guards(pack: Pack, facts: ConsultFacts) -> Iterator[Citation]:
    """Yield the articles that forbid what nobody has approved, whoever it is that asks."""
    yield from pack.citation_of_floor(_KEY_OF[facts.act].format(row_of(pack, facts)))
    if facts.act is ConsultAct.VIEW:
        if facts.requester is Requester.SUPERIOR_ORGAN:
            yield from pack.citation(_SUPERVISION)
        return
    forbidden = _OUTSIDE if _goes_outside(facts) else _INSIDE[facts.act]
    for act in forbidden:
        if act in pack.items(_PROHIBITED):
            yield from pack.citation_of_item(_PROHIBITED, act)


def _barrier(facts: ConsultFacts, who: Requester, approver: Approver, scope: Scope | None) -> str:
    """Return what no paper and no approval can overcome; nothing when there is no such thing."""
    if approver is Approver.FORBIDDEN:
        return f"规定不允许{facts.act.label}"
    if who in FOR_A_PARTY and not facts.is_about_themselves:
        return "行政相对人及其代理律师只能申请查阅与本单位（本人）有关的记录"
    if scope and _ORDER.index(facts.wanted) < _ORDER.index(scope):
        return f"可以{facts.act.label}的范围限于{scope.label}，所申请的超出了这一范围"
    return ""


def _missing(pack: Pack, facts: ConsultFacts, who: Requester, approver: Approver) -> Missing:
    """Compare what the row asks for with what has been shown and done."""
    asked = (Paper(item) for item in pack.items(f"access.papers.{who}"))
    checked = approver is Approver.CUSTODIAN or f"access.verified.{who}" in pack.provisions
    needed = approver if needs_a_leader(approver) else None
    problem = ""
    if needed and facts.approval:
        problem = approval_problem(needed, facts.person, facts.approval)
    return Missing(
        papers=tuple(paper for paper in asked if paper not in facts.papers),
        verification=checked and not facts.is_verified,
        approval=None if facts.approval and not problem else needed,
        problem=problem,
        party=facts.requester in FOR_A_PARTY and facts.has_no_party,
        procedure=_goes_outside(facts)
        and _PROCEDURE in pack.provisions
        and not facts.by_legal_procedure,
    )


def _goes_outside(facts: ConsultFacts) -> bool:
    given = facts.act in {ConsultAct.COPY, ConsultAct.SUPPLY}
    return facts.act is ConsultAct.PUBLISH or (given and facts.requester not in OWN_STAFF)


def _granted(facts: ConsultFacts, approver: Approver) -> str:
    if not needs_a_leader(approver) or facts.approval is None:
        return f"可以{facts.act.label}"
    return f"可以{facts.act.label}，{facts.approval.sentence()}"


def _terms(pack: Pack, facts: ConsultFacts, who: Requester) -> Iterator[tuple[str, str]]:
    """Yield how the request is carried out, each sentence with the key it rests on."""
    scope = pack.word(f"access.scope.{who}")
    if scope:
        yield f"范围为{Scope(scope).label}", f"access.scope.{who}"
    supplied = facts.act in {ConsultAct.COPY, ConsultAct.SUPPLY}
    to_court = facts.requester is Requester.COURT_OR_REVIEW
    to_outside = facts.requester is Requester.OUTSIDE_ENFORCER
    said = (
        (supplied and to_court, "由保管单位统一提供", _SUPPLY_BY),
        (supplied and to_court, "提供时复制留存", _KEEP_COPY),
        (to_outside, "由案件主办人复印寄送，或者请对方派人阅卷", _MAIL_OUT),
        (facts.act is ConsultAct.VIEW, "在档案室内查阅，不得带离", _TAKE_OUT),
        (True, "登记查阅登记簿", _REGISTER),
        (True, "不收取费用", _FEE),
        (True, "对国家秘密、商业秘密、个人隐私保密", _SECRECY),
    )
    for applies, sentence, key in said:
        if applies and key in pack.provisions:
            yield sentence, key


def _citations_of(pack: Pack, facts: ConsultFacts, who: Requester) -> tuple[Citation, ...]:
    """Return the articles of the papers, the verification and the procedure that are asked for."""
    papers, verified = f"access.papers.{who}", f"access.verified.{who}"
    cited = [cite for item in pack.items(papers) for cite in pack.citation_of_item(papers, item)]
    outside = pack.citation(_PROCEDURE) if _goes_outside(facts) else ()
    return (*cited, *pack.citation(verified), *outside)
