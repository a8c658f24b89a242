"""The facts of the story, the same under every regulation.

Li Ming patrols before the National Day holidays. A company is to be fined, and a hearing is held.
An excavator is seized far away; a worker obstructs the recording by force, and it is interrupted.
The company's lawyer asks for the file. Later, what was recorded is to be disposed of.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.policy.approving import Approval, Delegation
from app.policy.consultation import ConsultFacts
from app.policy.disposing import HoldFacts
from app.policy.keeping import CaseFile, KeepingFacts
from app.policy.law_words import (
    Approver,
    ConsultAct,
    EvidenceCase,
    ExceptionGround,
    Material,
    Paper,
    Requester,
    Scope,
    Trigger,
)
from app.policy.reviewing import Fine, Fined
from app.policy.storing import StoringFacts
from app.policy.values import Keeping, Period

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


# A patrol on the last day before the holidays.
PATROL_STORING = StoringFacts(
    recorded_until=at(9, 30, 10, 40),
    shift_on=date(2026, 9, 30),
    activity_ended_at=at(9, 30, 11),
)
PATROL_MONTH = date(2026, 9, 1)
PATROL_KEEPING = KeepingFacts(frozenset({Material.PATROL}), date(2026, 9, 30))

# A case under ordinary procedure: a fine of exactly 100,000 yuan, a hearing, a closed file.
FINE = Fine(Fined.ORGANISATION, Decimal(100_000))
HEARING_STORING = StoringFacts(
    recorded_until=at(10, 20, 16, 30),
    shift_on=date(2026, 10, 20),
    activity_ended_at=at(10, 20, 17),
)
CASE_FILE = CaseFile(date(2026, 11, 30), Period(Keeping.FIXED, 120))
HEARING_KEEPING = KeepingFacts(
    frozenset({Material.CASE_EVIDENCE}),
    date(2026, 10, 20),
    evidence_in=EvidenceCase.ORDINARY_PENALTY,
    case_file=CASE_FILE,
)
FILE_KEEPING = KeepingFacts(frozenset({Material.CASE_FILE}), case_file=CASE_FILE)

# A seizure on a Friday, where the roads are bad; the officers are back on Sunday morning.
SEIZURE_STORING = StoringFacts(
    recorded_until=at(10, 23, 15),
    shift_on=date(2026, 10, 23),
    activity_ended_at=at(10, 23, 15, 30),
    ground=ExceptionGround.HARD_TO_REACH,
    returned_at=at(10, 25, 9, 30),
)
SEIZURE_KEEPING = KeepingFacts(
    frozenset({Material.CASE_EVIDENCE}),
    date(2026, 10, 23),
    evidence_in=EvidenceCase.COERCION,
    triggers=frozenset({Trigger.OBSTRUCTION}),
    case_file=CASE_FILE,
)

# The lawyer of the company that was fined, and others who ask.
LAWYER_AT_FIRST = ConsultFacts(
    Requester.LAWYER,
    ConsultAct.VIEW,
    "郑律师",
    papers=frozenset({Paper.ID_DOCUMENT, Paper.LAWYER_LICENCE}),
    is_about_themselves=True,
)
LAWYER_MODEST = replace(LAWYER_AT_FIRST, wanted=Scope.CONCLUDING)
LAWYER_COMPLETE = replace(
    LAWYER_MODEST,
    papers=frozenset(Paper),
    is_verified=True,
    approval=Approval(Approver.HEAD, "钱副局长", Delegation("赵局长", "委〔2026〕3号")),
)
LAWYER_COPY = replace(LAWYER_COMPLETE, act=ConsultAct.COPY)
HANDLER = ConsultFacts(
    Requester.HANDLER,
    ConsultAct.VIEW,
    "李明",
    papers=frozenset({Paper.REASON}),
    handles_case=True,
)
HANDLER_COPY = replace(HANDLER, act=ConsultAct.COPY)
HANDLER_TAKE_OUT = replace(HANDLER, act=ConsultAct.TAKE_OUT)
COLLEAGUE = ConsultFacts(
    Requester.OTHER_STAFF, ConsultAct.VIEW, "张伟", papers=frozenset({Paper.REASON})
)
COLLEAGUE_OF_A_LEADER = replace(COLLEAGUE, approval=Approval(Approver.LEADER, "钱副局长"))
COLLEAGUE_BY_HIMSELF = replace(COLLEAGUE, approval=Approval(Approver.HEAD, "张伟"))
POLICE = ConsultFacts(
    Requester.PUBLIC_ORGAN,
    ConsultAct.COPY,
    "某公安局",
    papers=frozenset({Paper.INTRO_LETTER, Paper.ID_DOCUMENT}),
    is_verified=True,
    by_legal_procedure=True,
)
COURT = replace(
    POLICE,
    requester=Requester.COURT_OR_REVIEW,
    act=ConsultAct.SUPPLY,
    papers=POLICE.papers | {Paper.OFFICIAL_LETTER},
)
NEIGHBOUR = ConsultFacts(
    Requester.OUTSIDE_ENFORCER,
    ConsultAct.SUPPLY,
    "邻县水利局",
    papers=frozenset({Paper.OFFICIAL_LETTER}),
    wanted=Scope.REQUESTED,
    approval=Approval(Approver.HEAD, "赵局长"),
    by_legal_procedure=True,
)
PUBLISHING = ConsultFacts(
    Requester.PUBLIC,
    ConsultAct.PUBLISH,
    "某报社",
    approval=Approval(Approver.RESPONSIBLE, "赵局长"),
)

# Disposal, half a year and a year later.
AFTER_SIX_MONTHS = date(2027, 3, 31)
AFTER_A_YEAR = date(2027, 10, 8)
LAWSUIT = HoldFacts("行政诉讼尚未审结", None, is_lifted=False)
