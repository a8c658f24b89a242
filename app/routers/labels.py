"""Chinese words for the codes that tables and rules use.

A code without words is a defect, so lookups raise ``KeyError`` and the template test finds it.
"""

from typing import NamedTuple

from app.policy.deadlines import DeadlineState
from app.policy.vocabulary import (
    DelegationState,
    DeviceKind,
    DeviceState,
    Employment,
    HoldGround,
    MediaKind,
    RepairState,
    Role,
    ShiftKind,
    TokenEnd,
)


class Tag(NamedTuple):
    """A status as people see it: text first, ``tone`` only colours the border."""

    text: str
    tone: str
    meaning: str


RECORDING_STATES = {
    "received": Tag("校验中", "progress", "文件已完整收到，正在回读校验。"),
    "sealed": Tag("提取中", "progress", "原件已封存，正在提取时长和关键帧。"),
    "processed": Tag("待编目", "ready", "原件已封存，资料可以查看和编目。"),
    "quarantined": Tag("已隔离", "danger", "校验或内容检查没有通过，原件原样保留。"),
    "damaged": Tag("有损坏", "warning", "原件已封存，但音视频内容有缺陷。"),
}

RECEIPT_STATES = {
    "received": Tag("校验中", "progress", "请保留设备上的原文件，等待校验完成。"),
    "sealed": Tag("已封存", "ready", "内容核对无误，可以清除设备上的原文件。"),
    "processed": Tag("已封存", "ready", "内容核对无误，可以清除设备上的原文件。"),
    "quarantined": Tag(
        "已隔离", "danger", "请保留设备上的原文件；原因和处理办法，请点文件名查看。"
    ),
    "damaged": Tag("已封存，有损坏", "warning", "请保留设备上的原文件，并从设备重新提取一次。"),
}
"""The same states in the words of the person who sent the file: what to do with the original."""

UPLOAD_STATES = {
    "open": Tag("上传中", "progress", "尚未传完，可以继续上传。"),
    "complete": Tag("已收齐", "ready", "文件已完整收到。"),
    "expired": Tag("已过期", "muted", "超过期限没有传完，已收到的部分不再保留。"),
    "terminated": Tag("已取消", "muted", "上传已由上传人取消。"),
}

SEVERITIES = {
    "info": Tag("提示", "muted", "不影响使用。"),
    "warning": Tag("注意", "warning", "请核对。"),
    "serious": Tag("严重", "danger", "需要处理。"),
}

MEDIA_KINDS = {
    kind.value: kind.label
    for kind in (MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.PHOTO, MediaKind.OTHER)
}
"""The kinds a reader may filter by, the most frequent first."""

DELEGATION_STATES = {
    DelegationState.COMING: Tag("尚未开始", "progress", "到开始日期才能代行。"),
    DelegationState.EXPIRED: Tag("已到期", "muted", "最后一天已过，不再代行。"),
    DelegationState.RUNNING: Tag("代行中", "ready", "代行人正在代行这个岗位的职权。"),
    DelegationState.WITHDRAWN: Tag("已收回", "muted", "授权已收回，不再代行。"),
}

DEVICE_KINDS = {
    DeviceKind.AUDIO_RECORDER: "录音机",
    DeviceKind.BODY_CAMERA: "执法记录仪",
    DeviceKind.CAMCORDER: "摄像机",
    DeviceKind.DOCK_STATION: "采集工作站",
    DeviceKind.FIXED_VIDEO: "视频监控",
    DeviceKind.HANDHELD_TERMINAL: "手持执法终端",
    DeviceKind.STILL_CAMERA: "照相机",
}

DEVICE_STATES = {
    DeviceState.FAULTY: Tag("停用待修", "danger", "已停止使用，修好并经测试前不得发放。"),
    DeviceState.IN_REPAIR: Tag("维修中", "warning", "正在维修，测试合格前不得发放。"),
    DeviceState.LOST: Tag("已丢失", "danger", "设备丢失，终端令牌已撤销。"),
    DeviceState.SCRAPPED: Tag("已报废", "muted", "不再使用，登记和履历继续保留。"),
    DeviceState.SERVICEABLE: Tag("可用", "ready", "可以正常使用。"),
}

REPAIR_STATES = {
    RepairState.ASKED: Tag("待批准", "progress", "等待单位领导审批。"),
    RepairState.AUTHORISED: Tag("已批准", "progress", "已批准维修，等待登记结果。"),
    RepairState.DROPPED: Tag("已终止", "muted", "没有修完，设备已报失、报废或另行修理。"),
    RepairState.FAILED: Tag("测试不合格", "danger", "修理后测试不合格，继续停用。"),
    RepairState.PASSED: Tag("测试合格", "ready", "已恢复使用。"),
    RepairState.REFUSED: Tag("未批准", "warning", "单位领导没有批准这次维修。"),
    RepairState.REPAIRED: Tag("已修理，待测试", "progress", "测试合格以后才能恢复使用。"),
}

DEADLINE_STATES = {
    DeadlineState.CANCELLED: Tag("已取消", "muted", "这项期限不再存在，原因见说明。"),
    DeadlineState.DUE_SOON: Tag("即将到期", "warning", "24 小时之内到期。"),
    DeadlineState.MET: Tag("按期办结", "ready", "在期限之内办结。"),
    DeadlineState.MET_LATE: Tag("逾期办结", "warning", "已经办结，但晚于期限。"),
    DeadlineState.OVERDUE: Tag("已逾期", "danger", "期限已过，尚未办结。"),
    DeadlineState.RUNNING: Tag("未到期", "progress", "期限还没有到。"),
    DeadlineState.WAITING: Tag("返回后起算", "muted", "已申明延后，期限自登记返回单位时起算。"),
}

PROVISIONAL = Tag("暂定", "warning", "所涉年份的节假日安排尚未导入，期限暂按周末休息推算。")

SUPERSEDED = Tag("已被替换", "muted", "同一年份有较新的安排，以较新的为准。")

HOLD_GROUNDS = {
    HoldGround.LITIGATION: "行政诉讼",
    HoldGround.RECONSIDERATION: "行政复议",
    HoldGround.COMPLAINT: "信访投诉",
    HoldGround.DISCIPLINE: "纪检监察",
    HoldGround.AUDIT: "审计",
    HoldGround.OTHER: "其他",
}

CATALOGUED = Tag("已编目", "ready", "已经放入案件，或者分类项目已经填齐。")
UNCATALOGUED = Tag("待编目", "progress", "还没有放入案件，也没有完成编目。")

HELD = Tag("已冻结", "warning", "冻结期间，这份资料不得处置。")

HOLD_STATES = {
    "standing": Tag("生效中", "warning", "冻结期间，资料不得处置。"),
    "ended": Tag("已到期", "muted", "冻结的截止日期已过，不再限制处置。"),
    "lifted": Tag("已解除", "muted", "冻结已由领导解除。"),
}
TERMINAL_STATES = {
    "enrolled": Tag("已接入", "ready", "终端持有有效的令牌，可以上传。"),
    "never": Tag("未接入", "muted", "还没有给这台设备发过令牌。"),
    "revoked": Tag("已撤销", "danger", "令牌已经失效；之前录制的资料仍可补传，送达后隔离待查。"),
}

TOKEN_ENDS = {
    TokenEnd.CODE_REPLAYED: "接入码被重复使用",
    TokenEnd.LEAKED: "令牌外泄",
    TokenEnd.LOST: "丢失",
    TokenEnd.OTHER: "其他",
    TokenEnd.REPLACED: "更换",
    TokenEnd.ROTATED: "终端自行更换",
}
"""Why a terminal's token is no longer in force."""

STREAM_KINDS = {
    "video": "视频",
    "audio": "音频",
    "subtitle": "字幕",
    "data": "数据",
    "other": "其他",
}

TIME_SOURCES = {
    "terminal": "终端申报",
    "with_offset": "文件内部时间，带时区",
    "container_utc": "文件内部时间，按世界时解读",
    "local_assumed": "文件内部时间，按北京时间解读",
    "container": "文件内部时间",
    "file_name": "文件名中的时间，按北京时间解读",
}

SHIFT_KINDS = {
    ShiftKind.DUTY: "值班",
    ShiftKind.FIELD: "外勤",
    ShiftKind.STANDBY: "备勤",
}

ROLES = {
    Role.AUDIT_ADMINISTRATOR: "审计管理员",
    Role.CASE_HANDLER: "案件承办人",
    Role.DEVICE_KEEPER: "设备管理员",
    Role.HEAD_OF_ORGAN: "机关主要负责人",
    Role.HEARING_RECORDER: "听证记录员",
    Role.INSPECTOR: "监督检查人员",
    Role.LEADER: "局领导",
    Role.LEGAL_REVIEWER: "法制审核人员",
    Role.OFFICER: "执法人员",
    Role.RECORD_KEEPER: "资料保管人员",
    Role.SECTION_COLLECTOR: "科室采集人员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
}


EMPLOYMENTS = {Employment.REGULAR: "在编在岗", Employment.ENTRUSTED: "受委托"}

PERSON_STANDINGS = {
    "serving": Tag("在职", "ready", "在职，账号可以使用。"),
    "stopped": Tag("停用", "warning", "在职，账号已由安全管理员停用。"),
    "left": Tag("已离任", "muted", "已离任，历史记录保留。"),
}


def state_tag(state: str) -> Tag:
    """Return the words for a recording's state."""
    return RECORDING_STATES[state]


def receipt_tag(state: str) -> Tag:
    """Return the words for a recording's state as its sender needs them."""
    return RECEIPT_STATES[state]


def upload_tag(state: str) -> Tag:
    """Return the words for an upload's state."""
    return UPLOAD_STATES[state]


def terminal_tag(state: str) -> Tag:
    """Return the words for whether a device is enrolled."""
    return TERMINAL_STATES[state]


def device_tag(state: str) -> Tag:
    """Return the words for whether a device may be used."""
    return DEVICE_STATES[DeviceState(state)]


def repair_tag(state: str) -> Tag:
    """Return the words for how far a repair has come."""
    return REPAIR_STATES[RepairState(state)]


def severity_tag(severity: str) -> Tag:
    """Return the words for how serious a finding is."""
    return SEVERITIES[severity]


def role_names(roles: frozenset[Role]) -> tuple[str, ...]:
    """Return the roles of a person in words, in a stable order."""
    return tuple(words for role, words in ROLES.items() if role in roles)
