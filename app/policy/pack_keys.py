"""Every key that a pack may set: what it means, what its value is, how two values combine."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.policy import law_words as words
from app.policy.values import (
    HOURS_OF_A_DAY,
    Choice,
    Kind,
    Listed,
    Number,
    OneRole,
    PeriodKind,
    Rows,
    Several,
    TermKind,
    Words,
)
from app.policy.vocabulary import DeviceKind, PrecheckItem, QualificationKind


class Combining(StrEnum):
    """How the values of a regulation and of the one above it become one."""

    ASK = "ask"
    """Nobody can say which is stricter: the agency decides at set-up."""
    COMMON = "common"
    """What both allow."""
    FOLLOW = "follow"
    """Goes with the value of another key, which it qualifies."""
    MAX = "max"
    MIN = "min"
    RANK = "rank"
    UNION = "union"


@dataclass(frozen=True, slots=True)
class Key:
    """One parameter of the law.

    ``label`` is what an official calls it. ``needed`` says that an agency's set-up is not finished
    while the key is unset, because a duty of the product rests on it. ``follows`` is the key that
    this one qualifies, such as the deadline of which it says when it begins. ``unset`` is what
    people meet as long as nobody has set it.
    """

    label: str
    group: str
    kind: Kind
    combining: Combining
    needed: bool = False
    follows: str = ""
    unset: str = "凭这一项才能办理的，一律不予办理"


DUTY, KEEPERS, STORING, KEEPING = "适用范围", "记录主体和保管", "存储和移交", "保存期限"
ACCESS, RECORDING, DEVICES = "查阅、复制和公开", "音像记录", "记录设备"
CHECKS, REVIEW, LIABILITY = "检查和考核", "法制审核和随机抽查", "禁止行为和责任"

_APPROVERS = Choice(tuple(words.Approver), ranked=True)
_DONE = Choice(("required",))


_KEPT = "一律继续保存，处置被拒绝"
_DUE = "期限无法计算，不提醒，也不列为逾期"


def _several(vocabulary: type[StrEnum], label: str, group: str) -> Key:
    return Key(label, group, Several(tuple(vocabulary)), Combining.UNION)


def _permitted(vocabulary: type[StrEnum], label: str, group: str) -> Key:
    return Key(label, group, Several(tuple(vocabulary), permits=True), Combining.COMMON)


def _asked(kind: Kind, label: str, group: str) -> Key:
    return Key(label, group, kind, Combining.ASK)


def _ranked(kind: Choice, label: str, group: str) -> Key:
    return Key(label, group, kind, Combining.RANK)


def _post(label: str, group: str, unset: str) -> Key:
    """Return the key of a role that the agency names; without it nobody does that work."""
    return Key(label, group, OneRole(), Combining.ASK, needed=True, unset=unset)


def _approved(label: str, unset: str, *, needed: bool = False) -> Key:
    """Return the key of whose approval something takes; without it nobody gets it."""
    return Key(label, ACCESS, _APPROVERS, Combining.RANK, needed, unset=f"{unset}一律被拒绝")


def _kept(label: str) -> Key:
    return Key(label, KEEPING, PeriodKind(), Combining.MAX, needed=True, unset=_KEPT)


def _access() -> dict[str, Key]:
    """Return the keys of table 1 of consultation, the same few for each kind of requester."""
    found: dict[str, Key] = {}
    papers = Several(tuple(words.Paper))
    scopes = Choice(tuple(words.Scope), ranked=True)
    for who in words.Requester:
        own = who in {words.Requester.HANDLER, words.Requester.OTHER_STAFF}
        found |= {
            f"access.view.{who}": _approved(
                f"{who.label}查阅的批准", f"{who.label}查阅的申请", needed=own
            ),
            f"access.copy.{who}": _approved(f"{who.label}复制的批准", f"{who.label}复制的申请"),
            f"access.papers.{who}": Key(
                f"{who.label}应出示的材料", ACCESS, papers, Combining.UNION
            ),
            f"access.scope.{who}": _ranked(scopes, f"{who.label}可查阅的范围", ACCESS),
            f"access.verified.{who}": _ranked(_DONE, f"{who.label}的申请须经核实", ACCESS),
        }
    return found


KEYS: Mapping[str, Key] = MappingProxyType(
    {
        # What is enforced and recorded at all.
        "basis": Key("制定依据", DUTY, Listed(), Combining.UNION),
        "scope.activities": _several(words.Situation, "适用的执法活动", DUTY),
        "process.stages": _several(words.Stage, "执法阶段", DUTY),
        "organisation.entrusted": _ranked(Choice(("included",)), "受委托组织适用", DUTY),
        "supervision.superior": _ranked(Choice(("figures",)), "上级监督的范围", DUTY),
        "training.duty": _ranked(Choice(("agency",)), "培训责任", DUTY),
        "precedence": _ranked(Choice(("higher_law",)), "上位规定优先", DUTY),
        # Who records and who keeps.
        "qualification.required": _ranked(Choice(("law_enforcement",)), "执法资格", KEEPERS),
        "recorder.staff": _ranked(Choice(("regular",)), "记录人员应为在编在岗人员", KEEPERS),
        "recorder.certificates": _asked(Listed(), "认可的执法证件", KEEPERS),
        "recorder.certificate_kinds": _asked(
            Several(tuple(QualificationKind)), "认可的执法证件种类", KEEPERS
        ),
        "custodian.role": _post(
            "资料保管岗位",
            KEEPERS,
            "待编目、编目、播放和核定资料、受理调阅、发放复制件等由保管人员办理的事项，一律被拒绝",
        ),
        "custodian.name": _asked(Words(), "资料保管单位", KEEPERS),
        "secrecy": _ranked(Choice(("kept",)), "保密义务", KEEPERS),
        # How fast it is stored and handed over.
        "store.deadline.normal": Key(
            "存储期限", STORING, TermKind(), Combining.MIN, needed=True, unset=_DUE
        ),
        "store.clock.start": Key(
            "存储期限的起算",
            STORING,
            Choice(tuple(words.StoringStart)),
            Combining.FOLLOW,
            follows="store.deadline.normal",
        ),
        "store.cutoff": Key(
            "当日存储的截止钟点",
            STORING,
            Number("时", more_is_stricter=False, most=HOURS_OF_A_DAY),
            Combining.MIN,
        ),
        "store.exception.grounds": _permitted(words.ExceptionGround, "可以延后存储的情形", STORING),
        "store.deadline.exception": Key("返回单位后的存储期限", STORING, TermKind(), Combining.MIN),
        "store.handin": _permitted(words.HandIn, "可以交由谁存储", STORING),
        "store.place": _permitted(words.StorePlace, "存储的位置", STORING),
        "handover.period": _ranked(Choice(("monthly",)), "科室向保管单位移交的周期", STORING),
        "handover.day": Key(
            "每月移交的最后日期",
            STORING,
            Number("日", more_is_stricter=False, most=28),
            Combining.MIN,
            unset=_DUE,
        ),
        "text.filing": _ranked(Choice(("promptly",)), "文字记录的归档", STORING),
        "index.fields": _several(words.IndexField, "分类存储的项目", STORING),
        # How long it is kept.
        "retention.case_file": _kept("案卷保存期限"),
        "retention.patrol": _kept("日常巡查音像资料保存期限"),
        "retention.case_evidence": _kept("作为证据的音像资料保存期限"),
        "retention.case_evidence.cases": _several(
            words.EvidenceCase, "音像证据与案卷同期保存的案件", KEEPING
        ),
        "retention.other_av": _kept("其他音像资料保存期限"),
        "retention.expiry": _ranked(Choice(("appraisal",)), "到期后的处理", KEEPING),
        "longterm.triggers": _several(words.Trigger, "长期保存的情形", KEEPING),
        "longterm.media": _permitted(words.Medium, "长期保存的介质", KEEPING),
        "longterm.copies": Key(
            "光盘制作份数", KEEPING, Number("份", more_is_stricter=True), Combining.MAX
        ),
        "longterm.label": _several(words.LabelPoint, "光盘标签或封套的内容", KEEPING),
        "file.standard": _asked(Words(), "案卷制作标准", KEEPING),
        # Who may see, copy, publish.
        **_access(),
        "access.answer": Key("答复查阅申请的期限", ACCESS, TermKind(), Combining.MIN, unset=_DUE),
        "access.publish": _approved("对外公开的批准", "对外公开", needed=True),
        "access.publish.procedure": _ranked(_DONE, "对外提供须经法定程序", ACCESS),
        "access.take_out": _ranked(Choice(("forbidden",)), "带离档案室", ACCESS),
        "access.fee": _ranked(Choice(("free",)), "查阅收费", ACCESS),
        "access.register": _ranked(_DONE, "查阅登记簿", ACCESS),
        "access.supply.by": _ranked(Choice(("custodian",)), "复议、诉讼材料的提供", ACCESS),
        "access.receipt": _ranked(_DONE, "复制件签收的扫描件", ACCESS),
        "access.supply.keep_copy": _ranked(_DONE, "提供时复制留存", ACCESS),
        "access.mail_out": _ranked(Choice(("main_handler",)), "外调材料的办理", ACCESS),
        # What is recorded, and how.
        "record.must": _several(words.Situation, "应当音像记录的情形", RECORDING),
        "record.conditional": _several(words.Situation, "根据实际情况音像记录的情形", RECORDING),
        "record.when_possible": _several(words.Situation, "条件允许时全程记录的情形", RECORDING),
        "record.text_may_replace": _ranked(
            Choice(("allowed", "forbidden"), ranked=True), "文字记录能否代替音像记录", RECORDING
        ),
        # The whole course names no moment, so a text that names them makes it definite.
        "record.span": _ranked(
            Choice(tuple(words.Span), ranked=True),
            "记录的起止",
            RECORDING,
        ),
        "record.uninterrupted": _ranked(_DONE, "不间断记录", RECORDING),
        "record.fallback": _asked(
            Choice(("key_segments_and_text",)), "无法全程记录时的做法", RECORDING
        ),
        "content.points": _several(words.ContentPoint, "应当记录的内容", RECORDING),
        "voice.fields": _several(words.SpokenPoint, "语音说明的内容", RECORDING),
        "notice.to": _several(words.Addressee, "事先告知的对象", RECORDING),
        "notice.situations": _several(words.Situation, "应当事先告知的情形", RECORDING),
        "photo.key_points": _ranked(_DONE, "关键节点拍照", RECORDING),
        "stop.grounds": _permitted(words.StopGround, "可以停止记录的情形", RECORDING),
        "stop.statement": _several(words.StatementPoint, "停止记录的书面说明", RECORDING),
        "stop.review_by": _ranked(_APPROVERS, "停止记录说明的审核", RECORDING),
        "interruption.grounds": _permitted(words.StopGround, "中止记录的情形", RECORDING),
        "interruption.spoken": _ranked(_DONE, "重新记录时语音说明原因", RECORDING),
        "interruption.written": _ranked(_DONE, "无法继续时事后书面说明", RECORDING),
        "bystander.notice": _ranked(_DONE, "对他人拍摄的告知", RECORDING),
        "checklist.required": _ranked(_DONE, "编制音像记录事项清单", RECORDING),
        "checklist.columns": Key("音像记录事项清单的栏目", RECORDING, Listed(), Combining.UNION),
        "checklist.rows": Key(
            "音像记录事项清单",
            RECORDING,
            Rows(),
            Combining.UNION,
            unset="没有清单可以对照，哪些事项应当音像记录由执法人员自行判断",
        ),
        # Which row is for which situation: the number in a row's first cell, then the situation.
        "checklist.situations": Key(
            "音像记录事项清单各行适用的情形",
            RECORDING,
            Rows(last_words=tuple(words.Situation)),
            Combining.UNION,
        ),
        # Devices.
        "device.kinds": _several(DeviceKind, "记录设备的种类", DEVICES),
        "device.keeper.role": _post(
            "设备管理岗位",
            DEVICES,
            "设备的登记、发放、维修和来源待核等由设备管理人员办理的事项，一律被拒绝",
        ),
        "device.keeper.name": _asked(Words(), "设备管理单位", DEVICES),
        "device.precheck.items": _several(PrecheckItem, "使用前检查的项目", DEVICES),
        "device.usage_ledger": Key(
            "使用情况台账的栏目",
            DEVICES,
            Several(("user", "handover_time", "recorded_content")),
            Combining.UNION,
        ),
        "device.outsiders": _ranked(Choice(("forbidden",)), "交由外单位人员使用", DEVICES),
        "device.unrelated": _ranked(Choice(("forbidden",)), "记录与执法无关的内容", DEVICES),
        "device.repair.unauthorised": _ranked(
            Choice(("not_reimbursed",)), "擅自维修的费用", DEVICES
        ),
        "device.fault": _ranked(Choice(("stop_and_report",)), "设备故障的处理", DEVICES),
        "device.budget": _ranked(Choice(("agency_budget",)), "设备经费", DEVICES),
        "device.ratio.rule": _asked(Words(), "配备比例的依据", DEVICES),
        **{
            f"device.ratio.{kind.value}": Key(
                f"{words.DEVICES[kind]}：每多少人一台",
                DEVICES,
                Number("人", more_is_stricter=False),
                Combining.MIN,
            )
            for kind in DeviceKind
        },
        # Checks.
        "check.kinds": _several(words.Check, "检查的种类", CHECKS),
        "check.by": _asked(Words(), "检查的组织单位", CHECKS),
        "check.ledger": _ranked(_DONE, "检查台账", CHECKS),
        "check.yearly": Key(
            "每年评查的次数", CHECKS, Number("次", more_is_stricter=True), Combining.MAX
        ),
        "assessment.uses": _several(words.Use, "考核结果的运用", CHECKS),
        # Legal review and random inspection.
        "legal_review.fine.citizen": Key(
            "对公民罚款的法制审核起点", REVIEW, Number("元", more_is_stricter=False), Combining.MIN
        ),
        "legal_review.fine.organisation": Key(
            "对单位罚款的法制审核起点", REVIEW, Number("元", more_is_stricter=False), Combining.MIN
        ),
        "legal_review.coercion": _ranked(Choice(("all",)), "行政强制的法制审核", REVIEW),
        "legal_review.materials": _several(words.ReviewMaterial, "法制审核材料", REVIEW),
        "legal_review.points": _several(words.ReviewPoint, "法制审核要点", REVIEW),
        "legal_review.submitted_by": _asked(Words(), "提交法制审核的部门", REVIEW),
        "legal_review.reviewed_by": _asked(Words(), "法制审核部门", REVIEW),
        "inspection.random.percent": Key(
            "随机抽查比例",
            REVIEW,
            Number("百分比", more_is_stricter=True, most=100),
            Combining.MAX,
        ),
        "inspection.random.per_year": Key(
            "每年随机抽查次数", REVIEW, Number("次", more_is_stricter=True), Combining.MAX
        ),
        "inspection.random.object": _asked(Words(), "随机抽查对象", REVIEW),
        # What must not be done.
        "prohibited.acts": _several(words.Prohibition, "禁止的行为", LIABILITY),
        "consequences": _several(words.Consequence, "责任追究", LIABILITY),
        "retention.early_destruction": _ranked(Choice(("forbidden",)), "保存期内销毁", LIABILITY),
        "obstruction.referral": _ranked(Choice(("public_security",)), "妨碍记录的移送", LIABILITY),
        "traceability": _ranked(_DONE, "留痕和可回溯管理", LIABILITY),
    }
)
