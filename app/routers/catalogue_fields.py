"""The fields of the forms of cataloguing, and what was typed as a change."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.cataloguing.changes import LONGEST, LONGEST_NOTE, MOST_PARTIES, Change
from app.cataloguing.entries import Entry
from app.cataloguing.links import CaseChoice
from app.cataloguing.officers import Candidate
from app.people.sections import SectionLine
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.law_words import Situation
from app.policy.linking import NewLink
from app.policy.pack import Pack
from app.policy.recording_duties import Obligation, rank_situations
from app.policy.suggesting import Suggestion
from app.routers.form_page import Field, FieldKind, Group
from app.routers.forms import Option

ROLES = tuple(Option(role.value, role.label) for role in MaterialRole)
KINDS = tuple(Option(kind.value, kind.label) for kind in EvidenceKind)
_DUTIES = {
    Obligation.MUST: "应当音像记录的",
    Obligation.WHEN_POSSIBLE: "条件允许时应当全程记录的",
    Obligation.CONDITIONAL: "根据实际情况记录的",
}
_OTHERWISE = "适用的规定没有要求音像记录的"
_UNKNOWN = "适用的规定没有列出的"
_SEVERAL = "、，,；;\n"


def situations_of(pack: Pack) -> tuple[Option, ...]:
    """Return the situations under what the regulations of a unit ask for in each."""
    return tuple(
        Option(situation.value, situation.label, _DUTIES.get(duty, _OTHERWISE))
        for situation, duty in rank_situations(pack)
    )


def entry_group(
    sections: Sequence[SectionLine],
    situations: tuple[Option, ...],
    entry: Entry | None = None,
    *,
    blank: str = "不更改",
) -> Group:
    """Return the fields of an entry, filled with what it says."""
    return Group("编目内容", (*_choices(sections, situations, entry, blank=blank), *_texts(entry)))


def _choices(
    sections: Sequence[SectionLine],
    situations: tuple[Option, ...],
    entry: Entry | None,
    *,
    blank: str,
) -> tuple[Field, ...]:
    chosen = str(entry.section_id) if entry and entry.section_id else ""
    situation = entry.situation.value if entry and entry.situation else ""
    if entry and entry.situation and situation not in {each.value for each in situations}:
        # What was said under another text stays until somebody says otherwise.
        situations = (*situations, Option(situation, entry.situation.label, _UNKNOWN))
    return (
        Field(
            "section",
            "科室名称",
            FieldKind.CHOICE,
            is_required=False,
            options=tuple(Option(str(it.id), it.name) for it in sections if it.closed_on is None),
            value=chosen,
            blank=blank if entry is None else "按执法人员所在科室",
        ),
        Field(
            "situation",
            "记录情形",
            FieldKind.CHOICE,
            is_required=False,
            options=situations,
            value=situation,
            blank=blank,
        ),
    )


def _texts(entry: Entry | None) -> tuple[Field, ...]:
    return (
        Field(
            "parties",
            "当事人",
            is_required=False,
            help="有几名的，用顿号隔开。已放入案件的，以案件登记的当事人为准。",
            value="、".join(entry.parties) if entry else "",
            longest=(LONGEST + 1) * MOST_PARTIES,
        ),
        Field(
            "cause",
            "案由",
            is_required=False,
            help="已放入案件的，以案件登记的案由为准。",
            value=entry.cause if entry else "",
            longest=LONGEST,
        ),
        Field(
            "place",
            "地点",
            is_required=False,
            value=entry.place if entry else "",
            longest=LONGEST,
        ),
        Field(
            "note",
            "备注",
            FieldKind.AREA,
            is_required=False,
            value=entry.note if entry else "",
            longest=LONGEST_NOTE,
        ),
    )


def case_group(
    cases: Sequence[CaseChoice], likely: Sequence[Suggestion], *, is_required: bool
) -> Group:
    """Return the choice of a case, the likely ones first, and as what the recordings go into it.

    The only likely one is chosen beforehand; of several none is.
    """
    names = {one.case_id: f"{one.case_no} {one.title}（建议）" for one in likely}
    names |= {case.id: f"{case.case_no} {case.title}" for case in cases if case.id not in names}
    options = tuple(Option(str(case_id), name) for case_id, name in names.items())
    value = options[0].value if len(likely) == 1 else ""
    return Group(
        "放入案件",
        (
            Field(
                "case",
                "案件",
                FieldKind.CHOICE,
                is_required=False,
                options=options,
                value=value,
                blank="请选择" if is_required else "不放入案件",
                help="列出最近的在办案件。已经结案、尚未立卷的，填写案号。",
            ),
            Field(
                "case_no",
                "列表里没有的，填写案号",
                is_required=False,
                longest=LONGEST,
            ),
            Field(
                "role",
                "资料用途",
                FieldKind.CHOICE,
                is_required=False,
                options=ROLES,
                value=MaterialRole.EVIDENCE.value,
                blank="证据",
            ),
            Field(
                "object_of_proof",
                "证明对象",
                is_required=False,
                help="不填的，按案由写明。过程记录不需要填写。",
                longest=LONGEST,
            ),
        ),
    )


def officer_group(candidates: Sequence[Candidate]) -> Group:
    """Return the choice of the officer, those of roster and hand-over first, and the reason.

    Nobody is chosen beforehand: neither proves who recorded, and it is the custodian's word.
    """
    options = tuple(
        Option(
            str(each.id),
            f"{each.full_name}（{each.unit_name}{_spoken_for(each)}）",
            _LIKELY if each.on_duty or each.held else _OTHERS,
        )
        for each in candidates
    )
    return Group(
        "执法人员",
        (
            Field(
                "officer",
                "核定执法人员",
                FieldKind.CHOICE,
                is_required=False,
                options=options,
                blank="不更改",
                help="选定的，写入选中的每一份资料，原来认定的也以核定的为准。"
                "只列出记录当时在任、按规定可以作为记录人员的人员；"
                "对其中某份资料不符合的，那一份不改，并说明原因。",
            ),
            Field(
                "officer_reason",
                "核定理由（选了执法人员的，必须填写）",
                is_required=False,
                longest=LONGEST,
                help="例如：已按值班表核对，当时由其值班并使用这台设备记录。",
            ),
        ),
    )


_LIKELY, _OTHERS = "值班表或者设备交接记录上的人员（建议）", "其他可以核定的人员"


def _spoken_for(candidate: Candidate) -> str:
    counts = (("值班", candidate.on_duty), ("领用设备", candidate.held))
    return "".join(f"，{word} {count} 件" for word, count in counts if count)


def why_likely(likely: Sequence[Suggestion]) -> tuple[tuple[str, str], ...]:
    """Return why a case is suggested, as lines of a form; of several, that somebody chooses."""
    lines = tuple(
        ("建议的案件", f"{one.case_no}，案由：{one.cause}。{one.reason}") for one in likely
    )
    if len(lines) <= 1:
        return lines
    return (("请选择", f"有 {len(lines)} 个案件同样可能，没有替您选择，请核对后选定一个。"), *lines)


LINK_GROUP = Group(
    "证据说明（不填的，按资料登记填写）",
    (
        Field(
            "evidence_kind",
            "证据种类",
            FieldKind.CHOICE,
            is_required=False,
            options=KINDS,
            blank="按资料类型",
        ),
        Field("making_method", "制作方法", is_required=False, longest=LONGEST),
        Field("made_at", "制作时间", FieldKind.MOMENT, is_required=False),
        Field("maker", "制作人", is_required=False, longest=LONGEST),
    ),
)
FINISH = Group(
    "",
    (Field("finish", "编目完成，移出待编目", FieldKind.CHECK, is_required=False),),
)


def change_in(values: Mapping[str, Any], case_id: UUID | None = None) -> Change:
    """Return what was typed as a change of entries, and the case with its link."""
    return Change(
        section_id=UUID(values["section"]) if values["section"] else None,
        parties=parties_in(values["parties"]),
        cause=values["cause"],
        situation=Situation(values["situation"]) if values["situation"] else None,
        place=values["place"],
        note=values["note"],
        case_id=case_id,
        link=link_in(values),
        finish=bool(values["finish"]),
        officer_id=UUID(values["officer"]) if values.get("officer") else None,
        officer_reason=values.get("officer_reason", ""),
    )


def link_in(values: Mapping[str, Any]) -> NewLink:
    """Return what was typed of a link; fields that the form does not have stand empty."""
    kind = values.get("evidence_kind")
    return NewLink(
        role=MaterialRole(values.get("role") or MaterialRole.EVIDENCE.value),
        evidence_kind=EvidenceKind(kind) if kind else None,
        object_of_proof=values.get("object_of_proof", ""),
        making_method=values.get("making_method", ""),
        made_at=values.get("made_at"),
        maker=values.get("maker", ""),
    )


def parties_in(text: str) -> tuple[str, ...]:
    """Return the parties of a text, each once.

    >>> parties_in("李大山、王小河，李大山")
    ('李大山', '王小河')
    """
    for sign in _SEVERAL[1:]:
        text = text.replace(sign, _SEVERAL[0])
    names = (name.strip() for name in text.split(_SEVERAL[0]))
    return tuple(dict.fromkeys(name for name in names if name))
