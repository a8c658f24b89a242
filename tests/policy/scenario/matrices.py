"""Who may do what with a record, and how long things are kept, under all regulations at once.

Each cell answers for somebody who has shown nothing yet, and names the articles in brackets.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.packs.load import read_pack
from app.policy.consultation import Answer, ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.keeping import KeepingFacts
from app.policy.law_words import (
    ConsultAct,
    EvidenceCase,
    Material,
    Requester,
    Scope,
    Trigger,
)
from app.policy.pack import Pack
from app.policy.retaining import rule_keeping
from tests.policy.law import articles_of
from tests.policy.scenario import story
from tests.policy.scenario.tables import REGULATIONS, in_short

_ACTS = {
    ConsultAct.VIEW: tuple(Requester),
    ConsultAct.COPY: tuple(Requester),
    ConsultAct.SUPPLY: (
        Requester.COURT_OR_REVIEW,
        Requester.OUTSIDE_ENFORCER,
        Requester.PUBLIC_ORGAN,
    ),
    ConsultAct.TAKE_OUT: (Requester.HANDLER,),
    ConsultAct.PUBLISH: (Requester.PUBLIC,),
}
_RECORDED_ON = date(2026, 9, 30)
_PATROL = frozenset({Material.PATROL})
_EVIDENCE = KeepingFacts(
    frozenset({Material.CASE_EVIDENCE}), _RECORDED_ON, case_file=story.CASE_FILE
)


def consultation_table() -> str:
    """Return who may do what, one table for each act."""
    parts = ["# 调阅对照\n\n申请人尚未出示材料、未经核实和批准时，各规定的要求。\n"]
    for act, requesters in _ACTS.items():
        rows = ((who.label, [_asked(pack, who, act) for pack in _packs()]) for who in requesters)
        parts.append(f"\n## {act.label}\n\n{_table('申请人', rows)}")
    return "".join(parts)


def keeping_table() -> str:
    """Return how long things are kept, and what makes them kept for long."""
    materials = _table("资料", ((name, _kept(facts)) for name, facts in _materials().items()))
    events = _table(
        "情形",
        (
            (event.label, _kept(KeepingFacts(_PATROL, _RECORDED_ON, triggers=frozenset({event}))))
            for event in Trigger
        ),
    )
    return (
        "# 保存期限对照\n\n记录于2026-09-30结束；案卷于2026-11-30归档，本案卷设定保存120个月。\n\n"
        f"## 资料\n\n{materials}\n## 巡查中发生的情形\n\n{events}"
    )


def _packs() -> list[Pack]:
    return [read_pack(pack_id) for pack_id in REGULATIONS.values()]


def _materials() -> dict[str, KeepingFacts]:
    return {
        "日常巡查": KeepingFacts(_PATROL, _RECORDED_ON),
        "其他音像资料": KeepingFacts(frozenset({Material.OTHER_AV}), _RECORDED_ON),
        "一般程序处罚案件的证据": replace(_EVIDENCE, evidence_in=EvidenceCase.ORDINARY_PENALTY),
        "行政强制案件的证据": replace(_EVIDENCE, evidence_in=EvidenceCase.COERCION),
        "其他案件的证据": _EVIDENCE,
        "案件中的其他音像资料": replace(_EVIDENCE, materials=frozenset({Material.CASE_MATERIAL})),
        "案卷": story.FILE_KEEPING,
        "案卷，未另设期限": replace(story.FILE_KEEPING, case_file=None),
    }


def _asked(pack: Pack, who: Requester, act: ConsultAct) -> str:
    facts = ConsultFacts(
        who,
        act,
        "申请人",
        wanted=Scope.NOTHING,
        handles_case=who is Requester.HANDLER,
        is_about_themselves=True,
    )
    ruling = rule_consultation(pack, facts)
    outcome = ruling.outcome
    said = outcome.missing.sentence() or outcome.answer.label
    limited = outcome.scope not in {None, Scope.WHOLE} and outcome.answer is not Answer.REFUSED
    scope = f"；限{outcome.scope.label}" if outcome.scope and limited else ""
    return f"{said}{scope}{_brackets(articles_of(ruling))}"


def _kept(facts: KeepingFacts) -> list[str]:
    rulings = [rule_keeping(pack, facts) for pack in _packs()]
    return [
        f"{in_short(ruling)}{'；由人员判断是否属于其他情形' if ruling.outcome.to_judge else ''}"
        f"{_brackets(articles_of(ruling))}"
        for ruling in rulings
    ]


def _brackets(articles: list[str]) -> str:
    return f"〔{'；'.join(dict.fromkeys(articles))}〕" if articles else ""


def _table(first: str, rows: Iterator[tuple[str, list[str]]]) -> str:
    heading = f"| {first} | {' | '.join(REGULATIONS)} |\n|---|{'---|' * len(REGULATIONS)}\n"
    return heading + "".join(f"| {name} | {' | '.join(cells)} |\n" for name, cells in rows)
