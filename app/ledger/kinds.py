"""Every kind of event the ledger knows.

Grammar: ``subject:action``, both in lower snake case, alphabetical. A retired kind stays as a
comment so that old rows remain readable, and is never used again. The Chinese words people read
stand beside each kind; a test holds the table complete.
"""

from enum import StrEnum


class LedgerKind(StrEnum):
    """``subject:action``."""

    ACCESS_APPROVED = "access:approved"
    ACCESS_ASKED = "access:asked"
    ACCESS_ENDED = "access:ended"
    ACCESS_GRANTED = "access:granted"
    ACCESS_ITEM_ADDED = "access:item_added"
    ACCESS_ITEM_LEFT_OUT = "access:item_left_out"
    ACCESS_NOT_FOUND = "access:not_found"
    ACCESS_PAPER_OPENED = "access:paper_opened"
    ACCESS_PAPER_SHOWN = "access:paper_shown"
    ACCESS_PAPER_STRUCK = "access:paper_struck"
    ACCESS_PARTLY_FOUND = "access:partly_found"
    ACCESS_QUESTIONED = "access:questioned"
    ACCESS_REFUSED = "access:refused"
    ACCESS_REPLIED = "access:replied"
    ACCESS_RETURNED = "access:returned"
    ACCESS_REVOKED = "access:revoked"
    ACCESS_TRACED = "access:traced"
    ACCESS_VERIFIED = "access:verified"
    ACCESS_WITHDRAWN = "access:withdrawn"
    ACT_REFUSED = "act:refused"
    AGENCY_ADOPTED = "agency:adopted"
    BROWSER_FORGOTTEN = "browser:forgotten"
    CALENDAR_IMPORTED = "calendar:imported"
    CASE_ARCHIVED = "case:archived"
    CASE_CHANGED = "case:changed"
    CASE_CLOSED = "case:closed"
    CASE_FILE_BOUND = "case:file_bound"
    CASE_FILE_PERIOD_SET = "case:file_period_set"
    CASE_HANDLER_ADDED = "case:handler_added"
    CASE_HANDLER_ENDED = "case:handler_ended"
    CASE_MAIN_HANDLER_CHANGED = "case:main_handler_changed"
    CASE_NUMBERING_SET = "case:numbering_set"
    CASE_OPENED = "case:opened"
    CASE_PARTY_ADDED = "case:party_added"
    CASE_PARTY_CORRECTED = "case:party_corrected"
    CASE_PARTY_STRUCK = "case:party_struck"
    CASE_REOPENED = "case:reopened"
    CASE_REREGISTERED = "case:reregistered"
    CASE_STEP_CORRECTED = "case:step_corrected"
    CASE_STEPPED = "case:stepped"
    CASE_TRANSFERRED = "case:transferred"
    CASES_EXPORTED = "cases:exported"
    CATALOGUE_CHANGED = "catalogue:changed"
    CATALOGUE_UNDONE = "catalogue:undone"
    CONFIRMATION_GIVEN = "confirmation:given"
    CONFIRMATION_REFUSED = "confirmation:refused"
    COPY_FAILED = "copy:failed"
    COPY_ISSUED = "copy:issued"
    COPY_MAILED = "copy:mailed"
    COPY_OPENED = "copy:opened"
    COPY_ORDERED = "copy:ordered"
    COPY_RECEIPT_CORRECTED = "copy:receipt_corrected"
    COPY_RECEIVED = "copy:received"
    COPY_SEALED = "copy:sealed"
    DEADLINE_CANCELLED = "deadline:cancelled"
    DEADLINE_ESCALATED = "deadline:escalated"
    DEADLINE_MET = "deadline:met"
    DEADLINE_OPENED = "deadline:opened"
    DEADLINE_RECOMPUTED = "deadline:recomputed"
    DEADLINES_EXPORTED = "deadlines:exported"
    DELEGATION_RECORDED = "delegation:recorded"
    DELEGATION_WITHDRAWN = "delegation:withdrawn"
    DEMONSTRATION_LOADED = "demonstration:loaded"
    DEVICE_CHANGED = "device:changed"
    DEVICE_CHECKED = "device:checked"
    DEVICE_FAULT_REPORTED = "device:fault_reported"
    DEVICE_FOUND_AGAIN = "device:found_again"
    DEVICE_HANDED_OVER = "device:handed_over"
    DEVICE_ISSUE_REFUSED = "device:issue_refused"
    DEVICE_ISSUED = "device:issued"
    DEVICE_LOST = "device:lost"
    DEVICE_MAINTAINED = "device:maintained"
    DEVICE_REGISTERED = "device:registered"
    DEVICE_REPAIR_ASKED = "device:repair_asked"
    DEVICE_REPAIR_AUTHORISED = "device:repair_authorised"
    DEVICE_REPAIR_REFUSED = "device:repair_refused"
    DEVICE_REPAIRED = "device:repaired"
    DEVICE_REPAIRED_WITHOUT_LEAVE = "device:repaired_without_leave"
    DEVICE_RETURNED = "device:returned"
    DEVICE_SCRAP_PROPOSED = "device:scrap_proposed"
    DEVICE_SCRAP_REFUSED = "device:scrap_refused"
    DEVICE_SCRAPPED = "device:scrapped"
    DEVICE_TESTED = "device:tested"
    DEVICE_TRANSFERRED = "device:transferred"
    DEVICES_EXPORTED = "devices:exported"
    DEVICES_USAGE_EXPORTED = "devices:usage_exported"
    DOCUMENT_ADDED = "document:added"
    DOCUMENT_CORRECTED = "document:corrected"
    DOCUMENT_MADE_DRAFT = "document:made_draft"
    DOCUMENT_MADE_FINAL = "document:made_final"
    DOCUMENT_MOVED = "document:moved"
    DOCUMENT_OPENED = "document:opened"
    DOCUMENT_QUARANTINED = "document:quarantined"
    DOCUMENT_READ = "document:read"
    DOCUMENT_STRUCK = "document:struck"
    DOCUMENT_KIND_ADDED = "document_kind:added"
    DOCUMENT_KIND_CHANGED = "document_kind:changed"
    DOCUMENT_KIND_RETIRED = "document_kind:retired"
    DOCUMENT_KINDS_CONFIRMED = "document_kinds:confirmed"
    FIGURES_EXPORTED = "figures:exported"
    FILE_PLAYED = "file:played"
    FILE_REFUSED = "file:refused"
    HOLD_LIFTED = "hold:lifted"
    HOLD_PLACED = "hold:placed"
    HOLDS_EXPORTED = "holds:exported"
    KEEPING_EXPORTED = "keeping:exported"
    KEEPING_RULED = "keeping:ruled"
    LAW_COMPARISON_EXPORTED = "law:comparison_exported"
    LAW_REHEARSED = "law:rehearsed"
    LAW_TEXT_LOADED = "law:text_loaded"
    PASSWORD_CHANGED = "password:changed"  # noqa: S105 - the name of an event.
    PASSWORD_REFUSED = "password:refused"  # noqa: S105 - the name of an event.
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
    QUALIFICATION_CORRECTED = "qualification:corrected"
    QUALIFICATION_REGISTERED = "qualification:registered"
    QUALIFICATION_RENEWED = "qualification:renewed"
    QUALIFICATION_SCAN_ADDED = "qualification:scan_added"
    QUALIFICATION_SCAN_OPENED = "qualification:scan_opened"
    QUALIFICATION_WITHDRAWN = "qualification:withdrawn"
    QUALIFICATIONS_EXPORTED = "qualifications:exported"
    QUALIFICATIONS_IMPORTED = "qualifications:imported"
    READING_TERMINAL_CHANGED = "reading_terminal:changed"
    READING_TERMINAL_ENROLLED = "reading_terminal:enrolled"
    READING_TERMINAL_RETIRED = "reading_terminal:retired"
    RECORDING_ATTRIBUTED = "recording:attributed"
    RECORDING_DAMAGED = "recording:damaged"
    RECORDING_DEVICE_SETTLED = "recording:device_settled"
    RECORDING_DUPLICATED = "recording:duplicated"
    RECORDING_LINKED = "recording:linked"
    RECORDING_PARTICULARS_CORRECTED = "recording:particulars_corrected"
    RECORDING_PROCESSED = "recording:processed"
    RECORDING_QUARANTINED = "recording:quarantined"
    RECORDING_REATTRIBUTED = "recording:reattributed"
    RECORDING_RECEIVED = "recording:received"
    RECORDING_RELEASED = "recording:released"
    RECORDING_SEALED = "recording:sealed"
    RECORDING_SET_ASIDE = "recording:set_aside"
    RECORDING_TURNED = "recording:turned"
    RECORDING_UNLINKED = "recording:unlinked"
    RECOVERY_CODE_USED = "recovery_code:used"
    RECOVERY_CODES_ISSUED = "recovery_codes:issued"
    REGISTER_EXPORTED = "register:exported"
    ROLE_ENDED = "role:ended"
    ROLE_GRANTED = "role:granted"
    ROSTER_CHANGED = "roster:changed"
    ROSTER_EXPORTED = "roster:exported"
    ROSTER_IMPORTED = "roster:imported"
    SECOND_FACTOR_ENROLLED = "second_factor:enrolled"
    SECOND_FACTOR_PREPARED = "second_factor:prepared"
    SECOND_FACTOR_REFUSED = "second_factor:refused"
    SECOND_FACTOR_REMOVED = "second_factor:removed"
    SECOND_FACTOR_RESET = "second_factor:reset"
    SECTION_CLOSED = "section:closed"
    SECTION_HANDED_OVER = "section:handed_over"
    SECTION_REGISTERED = "section:registered"
    SECTION_RENAMED = "section:renamed"
    SESSION_ENDED = "session:ended"
    SESSION_HALFWAY = "session:halfway"
    SESSION_MOVED = "session:moved"
    SESSION_REFUSED = "session:refused"
    SESSION_STARTED = "session:started"
    SESSION_COOKIE_REFUSED = "session_cookie:refused"
    SESSIONS_REVOKED = "sessions:revoked"
    STORING_POSTPONED = "storing:postponed"
    TERMINAL_CODE_MADE = "terminal:code_made"
    TERMINAL_ENROLLED = "terminal:enrolled"
    TERMINAL_ENROLMENT_REFUSED = "terminal:enrolment_refused"
    TERMINAL_REFUSED = "terminal:refused"
    TERMINAL_REVOKED = "terminal:revoked"
    TERMINAL_ROTATED = "terminal:rotated"
    TERMINAL_LEAKED = "terminal:token_leaked"
    TRAINING_CHANGED = "training:changed"
    TRAINING_EXPORTED = "training:exported"
    TRAINING_REGISTERED = "training:registered"
    UNIT_REGISTERED = "unit:registered"
    UPLOAD_COMPLETED = "upload:completed"
    UPLOAD_CREATED = "upload:created"
    UPLOAD_EXPIRED = "upload:expired"
    UPLOAD_REFUSED = "upload:refused"
    UPLOAD_TERMINATED = "upload:terminated"
    VIEW_KEPT = "view:kept"
    VIEW_REMOVED = "view:removed"
    VIEW_RENAMED = "view:renamed"
    VIEWING_BEGUN = "viewing:begun"
    VIEWING_ENDED = "viewing:ended"
    VIEWING_REFUSED = "viewing:refused"


REFUSALS = frozenset(kind for kind in LedgerKind if kind.value.endswith("refused"))
"""Events of something that was not allowed."""

LABELS: dict[LedgerKind, str] = {
    LedgerKind.ACCESS_APPROVED: "批准调阅",
    LedgerKind.ACCESS_ASKED: "提出调阅申请",
    LedgerKind.ACCESS_ENDED: "办结调阅",
    LedgerKind.ACCESS_GRANTED: "准予调阅",
    LedgerKind.ACCESS_ITEM_ADDED: "添加调阅内容",
    LedgerKind.ACCESS_ITEM_LEFT_OUT: "去掉调阅内容",
    LedgerKind.ACCESS_NOT_FOUND: "答复查无此件",
    LedgerKind.ACCESS_PAPER_OPENED: "查看出示材料的扫描件",
    LedgerKind.ACCESS_PAPER_SHOWN: "登记出示的材料",
    LedgerKind.ACCESS_PAPER_STRUCK: "划去出示的材料",
    LedgerKind.ACCESS_PARTLY_FOUND: "答复部分查到",
    LedgerKind.ACCESS_QUESTIONED: "要求补充说明",
    LedgerKind.ACCESS_REFUSED: "不予调阅",
    LedgerKind.ACCESS_REPLIED: "补充说明",
    LedgerKind.ACCESS_RETURNED: "退回调阅申请",
    LedgerKind.ACCESS_REVOKED: "收回准予",
    LedgerKind.ACCESS_TRACED: "追查标识码",
    LedgerKind.ACCESS_VERIFIED: "核实来访申请",
    LedgerKind.ACCESS_WITHDRAWN: "撤回调阅申请",
    LedgerKind.ACT_REFUSED: "拒绝办理",
    LedgerKind.AGENCY_ADOPTED: "确定适用规定和机关设定",
    LedgerKind.BROWSER_FORGOTTEN: "取消记住的浏览器",
    LedgerKind.CALENDAR_IMPORTED: "导入节假日安排",
    LedgerKind.CASE_ARCHIVED: "案卷归档",
    LedgerKind.CASE_CHANGED: "更正案件信息",
    LedgerKind.CASE_CLOSED: "结案",
    LedgerKind.CASE_FILE_BOUND: "立卷，锁定卷内目录",
    LedgerKind.CASE_FILE_PERIOD_SET: "设定案卷保管期限",
    LedgerKind.CASE_HANDLER_ADDED: "增加承办人",
    LedgerKind.CASE_HANDLER_ENDED: "承办人退出案件",
    LedgerKind.CASE_MAIN_HANDLER_CHANGED: "变更主办人",
    LedgerKind.CASE_NUMBERING_SET: "设置案号规则",
    LedgerKind.CASE_OPENED: "立案",
    LedgerKind.CASE_PARTY_ADDED: "增加当事人",
    LedgerKind.CASE_PARTY_CORRECTED: "更正当事人",
    LedgerKind.CASE_PARTY_STRUCK: "划去当事人",
    LedgerKind.CASE_REOPENED: "重新立案",
    LedgerKind.CASE_REREGISTERED: "更正立案登记",
    LedgerKind.CASE_STEP_CORRECTED: "更正办理登记",
    LedgerKind.CASE_STEPPED: "案件进入下一步",
    LedgerKind.CASE_TRANSFERRED: "案卷移交",
    LedgerKind.CASES_EXPORTED: "导出案件列表",
    LedgerKind.CATALOGUE_CHANGED: "更改编目",
    LedgerKind.CATALOGUE_UNDONE: "撤销批量编目",
    LedgerKind.CONFIRMATION_GIVEN: "再次确认身份",
    LedgerKind.CONFIRMATION_REFUSED: "再次确认身份被拒绝",
    LedgerKind.COPY_FAILED: "复制件没有生成",
    LedgerKind.COPY_ISSUED: "发放复制件",
    LedgerKind.COPY_MAILED: "寄送复制件",
    LedgerKind.COPY_OPENED: "打开复制件",
    LedgerKind.COPY_ORDERED: "开始制作复制件",
    LedgerKind.COPY_RECEIPT_CORRECTED: "更正复制件的签收",
    LedgerKind.COPY_RECEIVED: "签收复制件",
    LedgerKind.COPY_SEALED: "封存复制件",
    LedgerKind.DEADLINE_CANCELLED: "取消期限",
    LedgerKind.DEADLINE_ESCALATED: "逾期，报告领导",
    LedgerKind.DEADLINE_MET: "期限办结",
    LedgerKind.DEADLINE_OPENED: "期限起算",
    LedgerKind.DEADLINE_RECOMPUTED: "重新计算期限",
    LedgerKind.DEADLINES_EXPORTED: "导出期限",
    LedgerKind.DELEGATION_RECORDED: "登记授权代行",
    LedgerKind.DELEGATION_WITHDRAWN: "收回授权代行",
    LedgerKind.DEMONSTRATION_LOADED: "载入演示数据",
    LedgerKind.DEVICE_CHANGED: "修改设备登记",
    LedgerKind.DEVICE_CHECKED: "使用前检查设备",
    LedgerKind.DEVICE_FAULT_REPORTED: "报告设备故障，停止使用",
    LedgerKind.DEVICE_FOUND_AGAIN: "设备找回",
    LedgerKind.DEVICE_HANDED_OVER: "交接设备",
    LedgerKind.DEVICE_ISSUE_REFUSED: "拒绝发放设备",
    LedgerKind.DEVICE_ISSUED: "发放设备",
    LedgerKind.DEVICE_LOST: "设备报失",
    LedgerKind.DEVICE_MAINTAINED: "登记设备保养",
    LedgerKind.DEVICE_REGISTERED: "登记设备",
    LedgerKind.DEVICE_REPAIR_ASKED: "申请设备维修",
    LedgerKind.DEVICE_REPAIR_AUTHORISED: "批准设备维修",
    LedgerKind.DEVICE_REPAIR_REFUSED: "不批准设备维修",
    LedgerKind.DEVICE_REPAIRED: "登记设备维修结果",
    LedgerKind.DEVICE_REPAIRED_WITHOUT_LEAVE: "登记擅自修理，费用不可报销",
    LedgerKind.DEVICE_RETURNED: "收回设备",
    LedgerKind.DEVICE_SCRAP_PROPOSED: "提出设备报废",
    LedgerKind.DEVICE_SCRAP_REFUSED: "不批准设备报废",
    LedgerKind.DEVICE_SCRAPPED: "批准设备报废",
    LedgerKind.DEVICE_TESTED: "登记维修后测试",
    LedgerKind.DEVICE_TRANSFERRED: "调拨设备",
    LedgerKind.DEVICES_EXPORTED: "导出设备台账",
    LedgerKind.DEVICES_USAGE_EXPORTED: "导出设备使用情况台账",
    LedgerKind.DOCUMENT_ADDED: "文书入卷",
    LedgerKind.DOCUMENT_CORRECTED: "更正文书登记",
    LedgerKind.DOCUMENT_MADE_DRAFT: "文书改回草稿",
    LedgerKind.DOCUMENT_MADE_FINAL: "文书定稿",
    LedgerKind.DOCUMENT_MOVED: "调整文书顺序",
    LedgerKind.DOCUMENT_OPENED: "查阅文书",
    LedgerKind.DOCUMENT_QUARANTINED: "文书隔离待查，原件保留",
    LedgerKind.DOCUMENT_READ: "文书检查完成",
    LedgerKind.DOCUMENT_STRUCK: "划去文书",
    LedgerKind.DOCUMENT_KIND_ADDED: "增加文书种类",
    LedgerKind.DOCUMENT_KIND_CHANGED: "修改文书种类",
    LedgerKind.DOCUMENT_KIND_RETIRED: "停用文书种类",
    LedgerKind.DOCUMENT_KINDS_CONFIRMED: "启用文书种类清单",
    LedgerKind.FIGURES_EXPORTED: "导出各单位情况",
    LedgerKind.FILE_PLAYED: "播放原始资料",
    LedgerKind.FILE_REFUSED: "拒绝查阅",
    LedgerKind.HOLD_LIFTED: "解除冻结",
    LedgerKind.HOLD_PLACED: "冻结资料",
    LedgerKind.HOLDS_EXPORTED: "导出冻结登记簿",
    LedgerKind.KEEPING_EXPORTED: "导出保存期限表",
    LedgerKind.KEEPING_RULED: "确定或者改变保存期限",
    LedgerKind.LAW_COMPARISON_EXPORTED: "导出五个制度对照表",
    LedgerKind.LAW_REHEARSED: "预演规定的改动",
    LedgerKind.LAW_TEXT_LOADED: "载入条文原文",
    LedgerKind.PASSWORD_CHANGED: "修改密码",
    LedgerKind.PASSWORD_REFUSED: "修改密码被拒绝",
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
    LedgerKind.QUALIFICATION_CORRECTED: "更正执法证件",
    LedgerKind.QUALIFICATION_REGISTERED: "登记执法证件",
    LedgerKind.QUALIFICATION_RENEWED: "换发执法证件",
    LedgerKind.QUALIFICATION_SCAN_ADDED: "上传证件扫描件",
    LedgerKind.QUALIFICATION_SCAN_OPENED: "查看证件扫描件",
    LedgerKind.QUALIFICATION_WITHDRAWN: "登记证件失效",
    LedgerKind.QUALIFICATIONS_EXPORTED: "导出执法证件情况",
    LedgerKind.QUALIFICATIONS_IMPORTED: "导入执法证件",
    LedgerKind.READING_TERMINAL_CHANGED: "更改阅览终端的网段",
    LedgerKind.READING_TERMINAL_ENROLLED: "登记阅览终端",
    LedgerKind.READING_TERMINAL_RETIRED: "停用阅览终端",
    LedgerKind.RECORDING_ATTRIBUTED: "认定设备和执法人员",
    LedgerKind.RECORDING_DAMAGED: "封存完成，媒体有损",
    LedgerKind.RECORDING_DEVICE_SETTLED: "核实来源设备",
    LedgerKind.RECORDING_DUPLICATED: "重复送达，内容只存一份",
    LedgerKind.RECORDING_LINKED: "放入案件",
    LedgerKind.RECORDING_PARTICULARS_CORRECTED: "更正证据说明",
    LedgerKind.RECORDING_PROCESSED: "检查完成",
    LedgerKind.RECORDING_QUARANTINED: "隔离待查，原件保留",
    LedgerKind.RECORDING_REATTRIBUTED: "更正设备和执法人员",
    LedgerKind.RECORDING_RECEIVED: "收到完整文件",
    LedgerKind.RECORDING_RELEASED: "核实后解除隔离",
    LedgerKind.RECORDING_SEALED: "封存原件",
    LedgerKind.RECORDING_SET_ASIDE: "来源设备不明，列入待核",
    LedgerKind.RECORDING_TURNED: "更改资料在案件中的用途",
    LedgerKind.RECORDING_UNLINKED: "从案件中移出",
    LedgerKind.RECOVERY_CODE_USED: "使用恢复码",
    LedgerKind.RECOVERY_CODES_ISSUED: "生成恢复码",
    LedgerKind.REGISTER_EXPORTED: "导出查阅登记簿",
    LedgerKind.ROLE_ENDED: "终止岗位",
    LedgerKind.ROLE_GRANTED: "设置岗位",
    LedgerKind.ROSTER_CHANGED: "修改值班表",
    LedgerKind.ROSTER_EXPORTED: "导出值班表",
    LedgerKind.ROSTER_IMPORTED: "导入值班表",
    LedgerKind.SECOND_FACTOR_ENROLLED: "启用动态口令",
    LedgerKind.SECOND_FACTOR_PREPARED: "准备启用动态口令",
    LedgerKind.SECOND_FACTOR_REFUSED: "动态口令被拒绝",
    LedgerKind.SECOND_FACTOR_REMOVED: "停用动态口令",
    LedgerKind.SECOND_FACTOR_RESET: "重置动态口令",
    LedgerKind.SECTION_CLOSED: "撤销科室",
    LedgerKind.SECTION_HANDED_OVER: "登记科室移交",
    LedgerKind.SECTION_REGISTERED: "设立科室",
    LedgerKind.SECTION_RENAMED: "更改科室名称",
    LedgerKind.SESSION_ENDED: "退出登录",
    LedgerKind.SESSION_HALFWAY: "登录第一步通过",
    LedgerKind.SESSION_MOVED: "登录中更换网络地址",
    LedgerKind.SESSION_REFUSED: "登录被拒绝",
    LedgerKind.SESSION_STARTED: "登录",
    LedgerKind.SESSION_COOKIE_REFUSED: "登录凭证在别处使用，已退出",
    LedgerKind.SESSIONS_REVOKED: "退出全部登录",
    LedgerKind.STORING_POSTPONED: "申明延后存储",
    LedgerKind.TERMINAL_CODE_MADE: "生成终端接入码",
    LedgerKind.TERMINAL_ENROLLED: "登记终端",
    LedgerKind.TERMINAL_ENROLMENT_REFUSED: "拒绝终端接入",
    LedgerKind.TERMINAL_REFUSED: "终端令牌被拒绝",
    LedgerKind.TERMINAL_REVOKED: "撤销终端令牌",
    LedgerKind.TERMINAL_ROTATED: "更换终端令牌",
    LedgerKind.TERMINAL_LEAKED: "令牌出现在网址中，已撤销",
    LedgerKind.TRAINING_CHANGED: "变更培训或检查记录",
    LedgerKind.TRAINING_EXPORTED: "导出培训和检查记录",
    LedgerKind.TRAINING_REGISTERED: "登记培训或检查",
    LedgerKind.UNIT_REGISTERED: "登记单位",
    LedgerKind.UPLOAD_COMPLETED: "上传完成",
    LedgerKind.UPLOAD_CREATED: "开始上传",
    LedgerKind.UPLOAD_EXPIRED: "上传过期",
    LedgerKind.UPLOAD_REFUSED: "拒绝上传",
    LedgerKind.UPLOAD_TERMINATED: "上传方取消上传",
    LedgerKind.VIEW_KEPT: "保存常用查询",
    LedgerKind.VIEW_REMOVED: "删除常用查询",
    LedgerKind.VIEW_RENAMED: "更改常用查询名称",
    LedgerKind.VIEWING_BEGUN: "开始查阅",
    LedgerKind.VIEWING_ENDED: "结束查阅",
    LedgerKind.VIEWING_REFUSED: "拒绝按准予查阅",
}
