"""The words of the access desk, each with what people call it (调阅).

A word's value stands in tables and in the ledger, so it is never renamed. Who asks, for what, with
which papers and how far is said in the words of the regulations (``law_words``).
"""

from app.policy.law_words import Word


class AccessState(Word):
    """How far a request has come (调阅申请的状态)."""

    OPEN = "open", "手续办理中"
    WAITING = "waiting", "待批准"
    QUESTIONED = "questioned", "待说明"
    RETURNED = "returned", "已退回"
    GRANTED = "granted", "已准予"
    REFUSED = "refused", "不予办理"
    NOT_FOUND = "not_found", "查无此件"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已办结"


class ApprovalAnswer(Word):
    """What a leader answers to a request (审批意见)."""

    APPROVED = "approved", "批准"
    ASKED = "asked", "请补充说明"
    RETURNED = "returned", "退回"
    REFUSED = "refused", "不批准"


class PermitEnd(Word):
    """Why a permit no longer holds before its last moment (准予的终止)."""

    WITHDRAWN = "withdrawn", "申请人撤回"
    REVOKED = "revoked", "已被收回"
    DONE = "done", "已办结"


class ViewingEnd(Word):
    """Why a viewing ended (查阅的结束)."""

    CLOSED = "closed", "查阅人结束查阅"
    KEEPER = "keeper", "保管人员结束查阅"
    LEFT = "left", "长时间没有操作"
    RIGHT_ENDED = "right_ended", "查阅的权限已经结束"
    SIGNED_OUT = "signed_out", "退出登录"


class RegisterKind(Word):
    """What a line of the consultation register stands for (登记事项)."""

    VIEWED = "viewed", "查阅"
    REFUSED = "refused", "未准予"
    COPIED = "copied", "复制"
    RECEIVED = "received", "领取"
    RECEIPT_CORRECTED = "receipt_corrected", "更正领取"
    MAILED = "mailed", "寄送"
    SUPPLIED = "supplied", "对外提供"
    RELEASED = "released", "对外公开"
    NOT_FOUND = "not_found", "查无此件"
    PARTLY_FOUND = "partly_found", "部分查到"


class LookupResult(Word):
    """What came of looking for what was described (查找的结果)."""

    NOT_FOUND = "not_found", "查无此件"
    PARTLY_FOUND = "partly_found", "部分查到"


class CopyForm(Word):
    """What goes into a copy: the originals byte for byte, or renditions that bear its code."""

    EXACT = "exact", "原样复制件"
    MARKED = "marked", "标记件"
    BOTH = "both", "原样复制件和标记件"


class CopyMedium(Word):
    """On what a copy leaves the house (载体)."""

    PAPER = "paper", "纸质"
    DISC = "disc", "光盘"
    REMOVABLE = "removable", "移动存储介质"
    NETWORK = "network", "政务内网传送"


class CopyOrderState(Word):
    """How far the making of a copy has come (复制件的制作).

    ``waiting → issued → sealed``; where nothing left the house, ``refused`` or ``failed``.
    """

    WAITING = "waiting", "正在生成"
    ISSUED = "issued", "正在封存"
    SEALED = "sealed", "已经封存"
    REFUSED = "refused", "没有发放"
    FAILED = "failed", "没有生成"
