"""Who may record (记录主体).

Zhangzi's article 7 and Changli's article 6: regular staff with an enforcement certificate of the
named kinds. Shanxi's article 24 brings in organisations that are entrusted with enforcement. The
certificate has to be in force on every day of the activity, its last one included. Whom a person
names as the one who recorded must besides have served here on these days.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.policy.asking import distinct, silence
from app.policy.decision import Decision, allow, refuse
from app.policy.grounds import articles
from app.policy.issuing import Certificate
from app.policy.pack import Pack
from app.policy.vocabulary import Employment, QualificationKind

_STAFF = "recorder.staff"
_ENTRUSTED = "organisation.entrusted"
_QUALIFICATION = "qualification.required"
_KINDS = "recorder.certificate_kinds"
_NAMES = "recorder.certificates"


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """One enforcement certificate: of which kind, and its days."""

    kind: QualificationKind
    days: Certificate


@dataclass(frozen=True, slots=True)
class RecorderFacts:
    """Somebody, and the first and the last day of the activity they record."""

    employment: Employment
    certificates: tuple[HeldCertificate, ...]
    began_on: date
    ended_on: date


@dataclass(frozen=True, slots=True)
class Service:
    """Somebody belonged to a unit from one day to another, both included; open: to this day."""

    unit_id: UUID
    from_on: date
    until_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether they belonged to it on this day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class NamedFacts:
    """Somebody whom the custodian names as the one who recorded.

    ``units`` are those whose officers may have recorded it: its own, and the line above and below.
    Without a believable time there is no ``recorder``, and no day to hold anything against.
    """

    services: tuple[Service, ...]
    units: frozenset[UUID]
    recorder: RecorderFacts | None


def decide_named(pack: Pack, facts: NamedFacts) -> Decision:
    """Return whether this person may be named as the one who recorded."""
    here = [each for each in facts.services if each.unit_id in facts.units]
    cited = pack.citation(_STAFF)
    if not here:
        return refuse("这名人员没有在本单位或者上下级单位任职的登记，不能核定为执法人员。", *cited)
    if facts.recorder is None:
        return allow("记录时间不明或者不可信，无法核对当天的任职和执法证件。")
    away = _first_day_without(facts.recorder, lambda day: any(each.covers(day) for each in here))
    if away is not None:
        return refuse(
            f"按任职登记，{away} 执法活动时这名人员不在本单位或者上下级单位任职，"
            "不能核定为执法人员。请选择当时在任的人员；任职开始日期登记晚了的，请安全管理员先更正登记。",
            *cited,
        )
    return decide_recorder(pack, facts.recorder)


def decide_recorder(pack: Pack, facts: RecorderFacts) -> Decision:
    """Return whether this person may record this activity."""
    if facts.ended_on < facts.began_on:
        return refuse("执法活动的结束日期早于开始日期，请更正日期。")
    for decision in (_decide_staff(pack, facts), _decide_certificate(pack, facts)):
        if not decision.allowed:
            return decision
    cited = articles(pack, (_STAFF, _QUALIFICATION, _KINDS))
    return allow("记录人员的身份和执法证件符合要求。", *distinct(cited))


def _decide_staff(pack: Pack, facts: RecorderFacts) -> Decision:
    """Return whether this kind of staff may record at all."""
    if facts.employment is Employment.REGULAR:
        return allow("记录人员为在编在岗人员。", *pack.citation(_STAFF))
    if pack.word(_ENTRUSTED):
        return allow("受委托实施行政执法的组织同样适用。", *pack.citation(_ENTRUSTED))
    if pack.word(_STAFF):
        return refuse(
            "记录人员应为在编在岗的执法人员，受委托组织的人员不能作为记录主体。"
            "请改由在编在岗人员记录。",
            *pack.citation(_STAFF),
        )
    unset = silence(pack, _ENTRUSTED, None)
    return refuse(
        f"{unset.reason}受委托组织的人员能否记录，请由本单位确定后再办理。", *unset.citations
    )


def _decide_certificate(pack: Pack, facts: RecorderFacts) -> Decision:
    """Return whether a recognised certificate is in force on each day of the activity."""
    if not pack.word(_QUALIFICATION):
        return allow(silence(pack, _QUALIFICATION, None).reason)
    cited = distinct(articles(pack, (_QUALIFICATION, _KINDS, _NAMES)))
    recognised = [each.days for each in facts.certificates if _is_recognised(pack, each.kind)]
    if not facts.certificates:
        return refuse("系统中没有记录人员的执法证件，不能作为记录主体。", *cited)
    if not recognised:
        names = "、".join(pack.items(_NAMES))
        return refuse(f"记录人员的执法证件不是条款认可的证件（{names}）。", *cited)
    lacking = _first_day_without(
        facts, lambda day: any(each.is_valid_on(day) for each in recognised)
    )
    if lacking is None:
        return allow("执法证件在整个执法活动期间有效。", *cited)
    if lacking == facts.began_on:
        return refuse(f"{lacking} 执法活动开始时，记录人员没有有效的执法证件。", *cited)
    return refuse(
        f"执法活动尚未结束，记录人员的执法证件已失效：自 {lacking} 起没有有效的执法证件。"
        "这一天起的记录应由证件有效的人员承担。",
        *cited,
    )


def _is_recognised(pack: Pack, kind: QualificationKind) -> bool:
    """Whether the pack accepts this kind; one that names no kinds accepts any."""
    kinds = pack.items(_KINDS)
    return not kinds or kind in kinds


def _first_day_without(facts: RecorderFacts, is_covered: Callable[[date], bool]) -> date | None:
    """Return the first day of the activity that is not covered."""
    day = facts.began_on
    while day <= facts.ended_on:
        if not is_covered(day):
            return day
        day += timedelta(days=1)
    return None
