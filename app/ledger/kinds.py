"""Every kind of event the ledger knows.

Grammar: ``subject:action``, both in lower snake case, alphabetical. A retired kind stays as a
comment so that old rows remain readable, and is never used again. The Chinese words people read
stand beside each kind; a test holds the table complete.
"""

from enum import StrEnum


class LedgerKind(StrEnum):
    """``subject:action``."""

    ACT_REFUSED = "act:refused"
    DEMONSTRATION_LOADED = "demonstration:loaded"
    DEVICE_REGISTERED = "device:registered"
    FILE_PLAYED = "file:played"
    FILE_REFUSED = "file:refused"
    PERSON_CREDENTIAL_RESET = "person:credential_reset"
    PERSON_REGISTERED = "person:registered"
    QUALIFICATION_CORRECTED = "qualification:corrected"
    QUALIFICATION_REGISTERED = "qualification:registered"
    QUALIFICATION_RENEWED = "qualification:renewed"
    QUALIFICATION_SCAN_ADDED = "qualification:scan_added"
    QUALIFICATION_SCAN_OPENED = "qualification:scan_opened"
    QUALIFICATION_WITHDRAWN = "qualification:withdrawn"
    QUALIFICATIONS_EXPORTED = "qualifications:exported"
    RECORDING_DAMAGED = "recording:damaged"
    RECORDING_DUPLICATED = "recording:duplicated"
    RECORDING_PROCESSED = "recording:processed"
    RECORDING_QUARANTINED = "recording:quarantined"
    RECORDING_RECEIVED = "recording:received"
    RECORDING_SEALED = "recording:sealed"
    SESSION_ENDED = "session:ended"
    SESSION_REFUSED = "session:refused"
    SESSION_STARTED = "session:started"
    SESSIONS_REVOKED = "sessions:revoked"
    TERMINAL_ENROLLED = "terminal:enrolled"
    TERMINAL_REFUSED = "terminal:refused"
    TERMINAL_REVOKED = "terminal:revoked"
    TERMINAL_ROTATED = "terminal:rotated"
    TRAINING_CHANGED = "training:changed"
    TRAINING_EXPORTED = "training:exported"
    TRAINING_REGISTERED = "training:registered"
    UNIT_REGISTERED = "unit:registered"
    UPLOAD_COMPLETED = "upload:completed"
    UPLOAD_CREATED = "upload:created"
    UPLOAD_EXPIRED = "upload:expired"
    UPLOAD_REFUSED = "upload:refused"
    UPLOAD_TERMINATED = "upload:terminated"


REFUSALS = frozenset(kind for kind in LedgerKind if kind.value.endswith(":refused"))
"""Events of something that was not allowed."""

LABELS: dict[LedgerKind, str] = {
    LedgerKind.ACT_REFUSED: "拒绝办理",
    LedgerKind.DEMONSTRATION_LOADED: "载入演示数据",
    LedgerKind.DEVICE_REGISTERED: "登记设备",
    LedgerKind.FILE_PLAYED: "播放原始资料",
    LedgerKind.FILE_REFUSED: "拒绝查阅",
    LedgerKind.PERSON_CREDENTIAL_RESET: "重设密码",
    LedgerKind.PERSON_REGISTERED: "登记人员",
    LedgerKind.QUALIFICATION_CORRECTED: "更正执法证件",
    LedgerKind.QUALIFICATION_REGISTERED: "登记执法证件",
    LedgerKind.QUALIFICATION_RENEWED: "换发执法证件",
    LedgerKind.QUALIFICATION_SCAN_ADDED: "上传证件扫描件",
    LedgerKind.QUALIFICATION_SCAN_OPENED: "查看证件扫描件",
    LedgerKind.QUALIFICATION_WITHDRAWN: "登记证件失效",
    LedgerKind.QUALIFICATIONS_EXPORTED: "导出执法证件情况",
    LedgerKind.RECORDING_DAMAGED: "封存完成，媒体有损",
    LedgerKind.RECORDING_DUPLICATED: "重复送达，内容只存一份",
    LedgerKind.RECORDING_PROCESSED: "检查完成",
    LedgerKind.RECORDING_QUARANTINED: "隔离待查，原件保留",
    LedgerKind.RECORDING_RECEIVED: "收到完整文件",
    LedgerKind.RECORDING_SEALED: "封存原件",
    LedgerKind.SESSION_ENDED: "退出登录",
    LedgerKind.SESSION_REFUSED: "登录被拒绝",
    LedgerKind.SESSION_STARTED: "登录",
    LedgerKind.SESSIONS_REVOKED: "退出全部登录",
    LedgerKind.TERMINAL_ENROLLED: "登记终端",
    LedgerKind.TERMINAL_REFUSED: "终端令牌被拒绝",
    LedgerKind.TERMINAL_REVOKED: "撤销终端令牌",
    LedgerKind.TERMINAL_ROTATED: "更换终端令牌",
    LedgerKind.TRAINING_CHANGED: "变更培训或检查记录",
    LedgerKind.TRAINING_EXPORTED: "导出培训和检查记录",
    LedgerKind.TRAINING_REGISTERED: "登记培训或检查",
    LedgerKind.UNIT_REGISTERED: "登记单位",
    LedgerKind.UPLOAD_COMPLETED: "上传完成",
    LedgerKind.UPLOAD_CREATED: "开始上传",
    LedgerKind.UPLOAD_EXPIRED: "上传过期",
    LedgerKind.UPLOAD_REFUSED: "拒绝上传",
    LedgerKind.UPLOAD_TERMINATED: "上传方取消上传",
}
