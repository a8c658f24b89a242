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
    FIGURES_EXPORTED = "figures:exported"
    FILE_PLAYED = "file:played"
    FILE_REFUSED = "file:refused"
    HOLD_LIFTED = "hold:lifted"
    HOLD_PLACED = "hold:placed"
    HOLDS_EXPORTED = "holds:exported"
    PEOPLE_EXPORTED = "people:exported"
    PEOPLE_IMPORTED = "people:imported"
    PERSON_CHANGED = "person:changed"
    PERSON_CREDENTIAL_RESET = "person:credential_reset"
    PERSON_DEACTIVATED = "person:deactivated"
    PERSON_LEFT = "person:left"
    PERSON_MOVED = "person:moved"
    PERSON_REACTIVATED = "person:reactivated"
    PERSON_REGISTERED = "person:registered"
    PERSON_RETURNED = "person:returned"
    RECORDING_DAMAGED = "recording:damaged"
    RECORDING_DUPLICATED = "recording:duplicated"
    RECORDING_PROCESSED = "recording:processed"
    RECORDING_QUARANTINED = "recording:quarantined"
    RECORDING_RECEIVED = "recording:received"
    RECORDING_SEALED = "recording:sealed"
    ROLE_ENDED = "role:ended"
    ROLE_GRANTED = "role:granted"
    SECTION_CLOSED = "section:closed"
    SECTION_REGISTERED = "section:registered"
    SECTION_RENAMED = "section:renamed"
    SESSION_ENDED = "session:ended"
    SESSION_REFUSED = "session:refused"
    SESSION_STARTED = "session:started"
    SESSIONS_REVOKED = "sessions:revoked"
    TERMINAL_ENROLLED = "terminal:enrolled"
    TERMINAL_REFUSED = "terminal:refused"
    TERMINAL_REVOKED = "terminal:revoked"
    TERMINAL_ROTATED = "terminal:rotated"
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
    LedgerKind.FIGURES_EXPORTED: "导出各单位情况",
    LedgerKind.FILE_PLAYED: "播放原始资料",
    LedgerKind.FILE_REFUSED: "拒绝查阅",
    LedgerKind.HOLD_LIFTED: "解除冻结",
    LedgerKind.HOLD_PLACED: "冻结资料",
    LedgerKind.HOLDS_EXPORTED: "导出冻结登记簿",
    LedgerKind.PEOPLE_EXPORTED: "导出人员名册",
    LedgerKind.PEOPLE_IMPORTED: "导入人员",
    LedgerKind.PERSON_CHANGED: "更正人员登记",
    LedgerKind.PERSON_CREDENTIAL_RESET: "重设密码",
    LedgerKind.PERSON_DEACTIVATED: "停用账号",
    LedgerKind.PERSON_LEFT: "办理离任",
    LedgerKind.PERSON_MOVED: "办理调动",
    LedgerKind.PERSON_REACTIVATED: "恢复账号",
    LedgerKind.PERSON_REGISTERED: "登记人员",
    LedgerKind.PERSON_RETURNED: "重新任职",
    LedgerKind.RECORDING_DAMAGED: "封存完成，媒体有损",
    LedgerKind.RECORDING_DUPLICATED: "重复送达，内容只存一份",
    LedgerKind.RECORDING_PROCESSED: "检查完成",
    LedgerKind.RECORDING_QUARANTINED: "隔离待查，原件保留",
    LedgerKind.RECORDING_RECEIVED: "收到完整文件",
    LedgerKind.RECORDING_SEALED: "封存原件",
    LedgerKind.ROLE_ENDED: "终止岗位",
    LedgerKind.ROLE_GRANTED: "设置岗位",
    LedgerKind.SECTION_CLOSED: "撤销科室",
    LedgerKind.SECTION_REGISTERED: "设立科室",
    LedgerKind.SECTION_RENAMED: "更改科室名称",
    LedgerKind.SESSION_ENDED: "退出登录",
    LedgerKind.SESSION_REFUSED: "登录被拒绝",
    LedgerKind.SESSION_STARTED: "登录",
    LedgerKind.SESSIONS_REVOKED: "退出全部登录",
    LedgerKind.TERMINAL_ENROLLED: "登记终端",
    LedgerKind.TERMINAL_REFUSED: "终端令牌被拒绝",
    LedgerKind.TERMINAL_REVOKED: "撤销终端令牌",
    LedgerKind.TERMINAL_ROTATED: "更换终端令牌",
    LedgerKind.UNIT_REGISTERED: "登记单位",
    LedgerKind.UPLOAD_COMPLETED: "上传完成",
    LedgerKind.UPLOAD_CREATED: "开始上传",
    LedgerKind.UPLOAD_EXPIRED: "上传过期",
    LedgerKind.UPLOAD_REFUSED: "拒绝上传",
    LedgerKind.UPLOAD_TERMINATED: "上传方取消上传",
}
