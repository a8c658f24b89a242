"""The words that values of a pack are made of, each with what people call it.

A word's value stands in packs and in stored decisions, so it is never renamed.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from app.policy.vocabulary import DeviceKind

DEVICES: Mapping[str, str] = MappingProxyType(
    {
        DeviceKind.AUDIO_RECORDER: "录音机",
        DeviceKind.BODY_CAMERA: "执法记录仪",
        DeviceKind.CAMCORDER: "摄像机",
        DeviceKind.DOCK_STATION: "采集存储设备",
        DeviceKind.FIXED_VIDEO: "视频监控",
        DeviceKind.HANDHELD_TERMINAL: "手持执法终端",
        DeviceKind.STILL_CAMERA: "照相机",
    }
)
"""What the regulations call the kinds of devices (音像记录管理制度第二条)."""


class Word(StrEnum):
    """A word with its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member out of ``value, label``; a call with a value alone looks one up."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word


class Situation(Word):
    """What is going on that may have to be recorded (记录情形)."""

    ADVANCE_REGISTRATION = "advance_registration", "先行登记保存"
    ALL = "all", "全部执法活动"
    COERCION = "coercion", "行政强制"
    DEMOLITION = "demolition", "强制拆除"
    DISPUTED_ON_SITE = "disputed_on_site", "容易引发争议的现场执法"
    FEE_COLLECTION = "fee_collection", "行政收费"
    FILE_MAKING = "file_making", "案卷制作"
    HEARING = "hearing", "举行听证"
    INSPECTION = "inspection", "检查"
    INVESTIGATION = "investigation", "调查取证"
    LIBERTY = "liberty", "限制公民人身自由"
    LICENSING = "licensing", "行政许可"
    LIEN_SERVICE = "lien_service", "留置送达"
    MAJOR_RIGHTS = (
        "major_rights",
        "其他涉及人身自由、生命健康、重大财产的执法和办案场所",
    )
    NOTICE_SERVICE = "notice_service", "公告送达"
    ON_SITE = "on_site", "现场执法"
    OTHER_DISPUTED = "other_disputed", "其他容易引发争议的执法过程"
    PATROL = "patrol", "日常巡查"
    PENALTY = "penalty", "实施行政处罚"
    QUESTIONING = "questioning", "询问当事人"
    SEALING = "sealing", "查封场所、设施或者财物"
    SEIZURE = "seizure", "扣押财物"
    SERVICE = "service", "文书送达"
    SUBSTITUTED_PERFORMANCE = "substituted_performance", "代履行"


class ContentPoint(Word):
    """What a recording has to show (记录内容)."""

    COUNTERPART_CONDUCT = "counterpart_conduct", "行政相对人行为"
    DOCUMENTS = "documents", "现场制作、送达文书的情况"
    EVIDENCE = "evidence", "重要涉案物品及相关证据"
    MEASURES = "measures", "对有关人员、财物采取措施的情况"
    OFFICER_CONDUCT = "officer_conduct", "执法人员行为"
    OTHER = "other", "其他应当记录的重要内容"
    PARTICIPANTS = "participants", "现场有关人员"
    PLACE = "place", "地点"
    PROPERTY = "property", "涉案场所、设施、设备和财物"
    SCENE = "scene", "现场环境、场景"
    START_AND_END = "start_and_end", "开始和结束的时间"
    TIME = "time", "时间"
    UNLAWFUL_ACT = "unlawful_act", "有无违法行为"


class SpokenPoint(Word):
    """What is said aloud when a recording begins (语音说明)."""

    CAUSE = "cause", "执法事由"
    OBJECT = "object", "执法对象"
    OFFICERS = "officers", "执法人员"
    PLACE = "place", "地点"
    PURPOSE = "purpose", "执法目的"
    STEPS = "steps", "需要记录的执法环节"
    TASK = "task", "执法任务"
    TIME = "time", "时间"


class Span(Word):
    """From when to when a recording runs (记录的起止)."""

    WHOLE_COURSE = "whole_course", "执法活动全程"
    ARRIVAL_TO_END = "arrival_to_end", "自到达现场开展执法活动时起，至执法活动结束时止"
    ARRIVAL_TO_LEAVING = (
        "arrival_to_leaving",
        "自到达现场开展执法活动时起，至执法活动结束离开现场时止",
    )


class Addressee(Word):
    """Who is told that recording is on (告知)."""

    OTHERS_PRESENT = "others_present", "现场其他人员"
    PARTY = "party", "当事人"


class StopGround(Word):
    """Why a recording may stop or was interrupted."""

    BATTERY = "battery", "电量不足"
    DEVICE_FAULT = "device_fault", "设备故障、损坏"
    FORCE_MAJEURE = "force_majeure", "其他不可抗力"
    OBSTRUCTION = "obstruction", "人员阻碍"
    OTHER_OBJECTIVE = "other_objective", "其他客观原因"
    STORAGE = "storage", "存储空间不足"
    WEATHER = "weather", "天气恶劣等自然原因"


class StatementPoint(Word):
    """What a statement about a stop or an interruption has to say."""

    BASIS = "basis", "依据"
    REASON = "reason", "原因"


class Requester(Word):
    """Who asks to see or have a record (调阅申请人)."""

    COUNTERPART = "counterpart", "行政相对人（申请人）"
    COURT_OR_REVIEW = "court_or_review", "行政复议机关、人民法院"
    HANDLER = "handler", "案件承办人"
    LAWYER = "lawyer", "代理律师"
    OTHER_STAFF = "other_staff", "本单位其他人员"
    OUTSIDE_ENFORCER = "outside_enforcer", "外地执法部门"
    PUBLIC = "public", "社会公众、新闻媒体"
    PUBLIC_ORGAN = "public_organ", "公安、检察、法院、国家安全、纪检监察、司法行政、审计等机关"
    SUPERIOR_ORGAN = "superior_organ", "上级机关、监督机关"


class ConsultAct(Word):
    """What somebody wants to do with a record (调阅方式)."""

    VIEW = "view", "查阅"
    COPY = "copy", "复制"
    SUPPLY = "supply", "对外提供"
    TAKE_OUT = "take_out", "带离档案室"
    PUBLISH = "publish", "对外公开"


class Approver(Word):
    """Whose word is needed, from nobody's to nobody's being enough."""

    NONE = "none", "无需批准"
    CUSTODIAN = "custodian", "保管人员核实"
    LEADER = "bureau_leader", "局领导"
    RESPONSIBLE = "responsible_person", "行政机关负责人"
    HEAD = "head_of_organ", "机关主要负责人"
    FORBIDDEN = "forbidden", "不予办理"


class Paper(Word):
    """A document a requester has to show."""

    AUTHORISATION = "authorisation", "授权书"
    ID_DOCUMENT = "id_document", "有效身份证件"
    INTRO_LETTER = "intro_letter", "单位介绍信"
    LAWYER_LICENCE = "lawyer_licence", "律师执业证"
    MANDATE = "mandate", "委托书"
    OFFICIAL_LETTER = "official_letter", "公函"
    REASON = "reason", "工作需要的理由"


class Scope(Word):
    """How much a requester may see, from most to least."""

    WHOLE = "whole", "案卷和音像资料"
    REQUESTED = "requested", "所要求的文书和证明材料"
    CONCLUDING = "concluding", "结论性文件和音像资料"
    NOTHING = "nothing", "不提供"


class Material(Word):
    """What is kept (保存对象). One recording may be several of them at once."""

    CASE_EVIDENCE = "case_evidence", "案件中作为证据的音像资料"
    CASE_FILE = "case_file", "案卷"
    CASE_MATERIAL = "case_material", "案件中的其他音像资料"
    OTHER_AV = "other_av", "其他音像资料"
    PATROL = "patrol", "日常巡查音像资料"


class Trigger(Word):
    """What makes material worth keeping for long (长期保存情形)."""

    DISPUTE = "dispute", "当事人有异议或者投诉、上访"
    LIKELY_DISPUTE = "likely_dispute", "当事人有异议，可能投诉、上访"
    MASS_INCIDENT = "mass_incident", "处置群体性事件、突发事件"
    OBSTRUCTION = "obstruction", "逃避、拒绝、阻碍执法或者谩骂、侮辱、殴打执法人员"
    OTHER_IMPORTANT = "other_important", "其他需要长期保存的重要情况"
    OTHER_SENSITIVE = "other_sensitive", "其他重大、敏感情况"


class Medium(Word):
    """On what material is kept for long."""

    DISC = "disc", "光盘"
    REMOVABLE = "removable", "移动存储介质"


class LabelPoint(Word):
    """What stands on a disc or its sleeve."""

    CASE = "case", "执法活动或者案件名称及编号"
    MADE_AT = "made_at", "制作时间"
    MAKER = "maker", "制作人"
    UNIT = "unit", "制作单位"


class IndexField(Word):
    """By what material is classed and found (分类项目)."""

    CAUSE = "cause_of_action", "案由"
    DEVICE_NO = "device_no", "设备编号"
    OFFICERS = "officers", "执法人员"
    PARTY = "party", "当事人"
    SECTION = "section", "科室名称"
    USED_AT = "used_at", "使用时间"


class Check(Word):
    """The kinds of check, which are kept apart."""

    APPEARANCE = "appearance", "队容风纪、文明执法抽检"
    LIVE = "live", "实时调阅"
    PLAYBACK = "playback", "案卷和音像资料回放检查"
    WEARING = "wearing", "佩戴、使用情况不定期检查"
    YEARLY = "yearly", "音像资料年度评查"


class Prohibition(Word):
    """Acts that the regulations forbid; recorded, never judged by the system."""

    ALTER = "alter", "删减、修改、剪辑、伪造原始记录"
    DAMAGE = "damage", "故意毁坏文书、案卷、设备或者存储设备"
    DESTROY_EARLY = "destroy_early", "在保存期内销毁记录"
    DISMANTLE = "dismantle", "私自拆装、更换或者维修设备"
    LEND = "lend", "将设备交由非本单位人员使用"
    NOT_MAINTAINED = "not_maintained", "未按规定维护设备，致使记录毁损、丢失，造成严重后果"
    NOT_RECORDED = "not_recorded", "应当记录而不记录，或者不按规定佩戴、使用设备"
    NOT_STORED = "not_stored", "未按规定存储，造成严重后果"
    OTHER = "other", "其他违反记录管理规定的行为"
    PRIVATE_COPY = "private_copy", "私自复制、保存或者传播、泄露"
    PUBLISH = "publish", "未经批准对外提供或者发布"
    TAMPER_FILE = "tamper_file", "擅自拆解、涂改、勾画、增加或者抽取案卷材料，或者带离档案室"
    UNRELATED = "unrelated", "记录与执法无关的内容，滥用、私用设备"


class Consequence(Word):
    """What the regulations foresee, from the mildest on."""

    CRITICISM = "criticism", "批评教育"
    CIRCULAR = "circular", "通报批评"
    SUSPENSION = "suspension", "停止执行职务"
    WARNING = "warning", "警告"
    DEMERIT = "demerit", "记过"
    MAJOR_DEMERIT = "major_demerit", "记大过"
    LEADERS_LIABLE = "leaders_liable", "追究相关领导的责任"
    BY_LAW = "by_law", "依纪依法追究有关人员的责任"


class ReviewMaterial(Word):
    """What is handed in for legal review (法制审核材料)."""

    CASE_OPENING = "case_opening", "立案审批表"
    EVIDENCE = "evidence", "相片等证据"
    INQUEST = "inquest", "现场勘验笔录"


class ReviewPoint(Word):
    """What legal review looks at (审核要点)."""

    BASIS = "basis", "适用依据是否准确"
    COMPETENCE = "competence", "执法主体是否合法，执法人员是否具备资格"
    DISCRETION = "discretion", "处罚裁量是否适当"
    FACTS = "facts", "主要事实是否清楚，证据是否确凿、充分"
    PROCEDURE = "procedure", "程序是否合法，是否充分保障相对人权利"


class ExceptionGround(Word):
    """Why material could not be stored in the ordinary time."""

    CONTINUOUS = "continuous", "连续执法"
    HARD_TO_REACH = "hard_to_reach", "交通不便"
    OFF_SITE = "off_site", "异地执法"
    REMOTE = "remote", "边远地区执法"


class StoringStart(Word):
    """From when the time for storing runs (存储期限的起算)."""

    COMPLETION = "completion", "记录制作完成"
    END_OF_ACTIVITY = "end_of_activity", "执法活动结束"
    END_OF_WORK_DAY = "end_of_work_day", "当天工作结束"


class Stage(Word):
    """The stages of an enforcement process (执法阶段)."""

    INITIATION = "initiation", "启动"
    INVESTIGATION = "investigation", "调查取证"
    DECISION = "decision", "审核决定"
    SERVICE = "service", "送达执行"
    FILING = "filing", "归档保存管理"


class StorePlace(Word):
    """Where material has to be stored."""

    DESIGNATED_STORAGE = "designated_storage", "本单位指定的储存器"
    INFORMATION_SYSTEM = "information_system", "执法信息系统"


class EvidenceCase(Word):
    """The kinds of case whose recordings are kept as long as the file where they are evidence."""

    COERCION = "coercion", "行政强制案件"
    ORDINARY_PENALTY = "ordinary_penalty", "行政处罚一般程序案件"


class HandIn(Word):
    """To whom material may be handed in instead of being stored by the officer."""

    CUSTODIAN_OFFICE = "custodian_office", "保管单位办公室"
    SECTION_PERSON = "section_person", "科室专门人员"


class Use(Word):
    """What comes of checks (考核结果的运用)."""

    AWARDS = "awards", "与评优奖励、年度考核挂钩"
    CIRCULAR = "circular", "定期通报"
    PERSONAL = "personal", "纳入个人考核"
