"""Everything somebody may ask to do, as one alphabetical list.

Grammar: ``subject:action``. Who may do it stands with the subject's rules (``viewing``,
``uploading``, ``amending``, ``auditing``, ``staffing``, ``equipping``, ``rostering``,
``withholding``, ``supervising``, ``deadlines``, ``adopting``, ``delegating``, ``filing``,
``accessing``); ``authorising`` puts them together. An act without a rule is refused to all.
"""

from enum import StrEnum


class Act(StrEnum):
    """``subject:action``."""

    ACCESS_APPROVE = "access:approve"
    ACCESS_ASK = "access:ask"
    ACCESS_KNOW = "access:know"
    ACCESS_READ_REGISTER = "access:read_register"
    ACCESS_RECEIVE = "access:receive"
    ACCESS_REVOKE = "access:revoke"
    ACCESS_TRACE = "access:trace"
    ACCESS_WATCH = "access:watch"
    AGENCY_ADOPT = "agency:adopt"
    AGENCY_READ = "agency:read"
    DELEGATION_KNOW = "delegation:know"
    DELEGATION_RECORD = "delegation:record"
    CALENDAR_KEEP = "calendar:keep"
    CASE_CHANGE = "case:change"
    CASE_KEEP_FILE = "case:keep_file"
    CASE_KNOW = "case:know"
    CASE_OPEN = "case:open"
    CASE_READ_FILE = "case:read_file"
    CASE_SET_UP = "case:set_up"
    DEADLINE_KNOW = "deadline:know"
    DEADLINE_POSTPONE = "deadline:postpone"
    DEVICE_AUTHORISE_REPAIR = "device:authorise_repair"
    DEVICE_CHANGE = "device:change"
    DEVICE_CHECK = "device:check"
    DEVICE_HAND_OVER = "device:hand_over"
    DEVICE_KNOW = "device:know"
    DEVICE_MAINTAIN = "device:maintain"
    DEVICE_READ_LEDGER = "device:read_ledger"
    DEVICE_REGISTER = "device:register"
    DEVICE_REPORT_FAULT = "device:report_fault"
    DEVICE_WRITE_OFF = "device:write_off"
    FIGURES_SEE = "figures:see"
    HANDOVER_RECEIVE = "handover:receive"
    HOLD_KNOW = "hold:know"
    HOLD_LIFT = "hold:lift"
    HOLD_PLACE = "hold:place"
    LAW_REHEARSE = "law:rehearse"
    LEDGER_READ = "ledger:read"
    PERSON_ASSIGN_ROLE = "person:assign_role"
    PERSON_CHANGE = "person:change"
    PERSON_KNOW = "person:know"
    PERSON_READ_FILE = "person:read_file"
    PERSON_REGISTER = "person:register"
    PERSON_RESET_CREDENTIAL = "person:reset_credential"
    QUALIFICATION_KEEP = "qualification:keep"
    READING_ROOM_KEEP = "reading_room:keep"
    RECORDING_ATTRIBUTE = "recording:attribute"
    RECORDING_CATALOGUE = "recording:catalogue"
    RECORDING_KNOW_FACTS = "recording:know_facts"
    RECORDING_PLAY = "recording:play"
    RECORDING_SEE_THUMBNAILS = "recording:see_thumbnails"
    RECORDING_SETTLE_DEVICE = "recording:settle_device"
    ROSTER_KEEP = "roster:keep"
    ROSTER_READ = "roster:read"
    SECTION_KEEP = "section:keep"
    TERMINAL_ENROL = "terminal:enrol"
    TRAINING_KEEP = "training:keep"
    UPLOAD_CREATE = "upload:create"


LABELS: dict[Act, str] = {
    Act.ACCESS_APPROVE: "审批调阅",
    Act.ACCESS_ASK: "申请调阅",
    Act.ACCESS_KNOW: "查看调阅申请",
    Act.ACCESS_READ_REGISTER: "查看查阅登记簿",
    Act.ACCESS_RECEIVE: "接待、核实和办理调阅",
    Act.ACCESS_REVOKE: "收回准予",
    Act.ACCESS_TRACE: "追查水印和复制件标记",
    Act.ACCESS_WATCH: "按准予的内容查阅",
    Act.AGENCY_ADOPT: "确定适用规定",
    Act.AGENCY_READ: "查看机关设置",
    Act.DELEGATION_KNOW: "查看授权代行",
    Act.DELEGATION_RECORD: "登记、收回授权代行",
    Act.CALENDAR_KEEP: "导入节假日安排",
    Act.CASE_CHANGE: "办理案件、制作案卷",
    Act.CASE_KEEP_FILE: "立卷、归档、重新立案",
    Act.CASE_KNOW: "查看案件",
    Act.CASE_OPEN: "立案",
    Act.CASE_READ_FILE: "查阅案卷",
    Act.CASE_SET_UP: "设置案号和文书种类",
    Act.DEADLINE_KNOW: "查看期限",
    Act.DEADLINE_POSTPONE: "申明延后存储",
    Act.DEVICE_AUTHORISE_REPAIR: "批准设备维修",
    Act.DEVICE_CHANGE: "修改设备登记",
    Act.DEVICE_CHECK: "使用前检查",
    Act.DEVICE_HAND_OVER: "发放、交接、收回设备",
    Act.DEVICE_KNOW: "查看设备",
    Act.DEVICE_MAINTAIN: "登记设备保养和维修",
    Act.DEVICE_READ_LEDGER: "查看设备台账",
    Act.DEVICE_REGISTER: "登记设备",
    Act.DEVICE_REPORT_FAULT: "报告设备故障或丢失",
    Act.DEVICE_WRITE_OFF: "批准设备报废",
    Act.FIGURES_SEE: "查看下级单位统计",
    Act.HANDOVER_RECEIVE: "登记科室移交",
    Act.HOLD_KNOW: "查看冻结",
    Act.HOLD_LIFT: "解除冻结",
    Act.HOLD_PLACE: "冻结资料",
    Act.LAW_REHEARSE: "预演规定的改动",
    Act.LEDGER_READ: "查看审计台账",
    Act.PERSON_ASSIGN_ROLE: "设置岗位",
    Act.PERSON_CHANGE: "修改人员登记",
    Act.PERSON_KNOW: "查看人员",
    Act.PERSON_READ_FILE: "查看人员执法档案",
    Act.PERSON_REGISTER: "登记人员",
    Act.PERSON_RESET_CREDENTIAL: "重设登录凭证",
    Act.QUALIFICATION_KEEP: "登记执法资格",
    Act.READING_ROOM_KEEP: "登记、停用阅览终端",
    Act.RECORDING_ATTRIBUTE: "核定资料的人员和设备",
    Act.RECORDING_CATALOGUE: "编目资料",
    Act.RECORDING_KNOW_FACTS: "查看资料基本信息",
    Act.RECORDING_PLAY: "查阅、播放资料",
    Act.RECORDING_SEE_THUMBNAILS: "查看缩略图",
    Act.RECORDING_SETTLE_DEVICE: "核实来源设备",
    Act.ROSTER_KEEP: "编排值班",
    Act.ROSTER_READ: "查看值班",
    Act.SECTION_KEEP: "设置科室",
    Act.TERMINAL_ENROL: "登记或撤销终端",
    Act.TRAINING_KEEP: "登记培训和监督检查",
    Act.UPLOAD_CREATE: "上传资料",
}
