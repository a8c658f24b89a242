"""The words of cases and case files, each with what people call it.

A word's value stands in tables and in the ledger, so it is never renamed. The kinds of evidence are
those of the Administrative Penalty Law, article 46.
"""

from app.policy.law_words import Word


class CaseProcedure(Word):
    """By which procedure a case is handled (办案程序)."""

    SUMMARY = "summary", "简易程序"
    ORDINARY = "ordinary", "普通程序"
    COERCION = "coercion", "行政强制"
    LICENSING = "licensing", "行政许可"
    INSPECTION = "inspection", "行政检查"


class CaseState(Word):
    """How far a case has come (案件状态); ``case_steps`` says which step follows which."""

    OPENED = "opened", "已立案"
    EVIDENCE = "evidence", "调查取证"
    LEGAL_REVIEW = "legal_review", "法制审核"
    DECIDED = "decided", "已决定"
    SERVED = "served", "已送达"
    EXECUTED = "executed", "已执行"
    CLOSED = "closed", "已结案"
    FILE_BOUND = "file_bound", "已立卷"
    ARCHIVED = "archived", "已归档"
    TRANSFERRED = "transferred", "已移交"


class PartyKind(Word):
    """What a party is (当事人类别)."""

    PERSON = "person", "自然人"
    ORGANISATION = "organisation", "法人或者其他组织"


class PartyRole(Word):
    """What somebody is in a case (案件中的身份)."""

    PARTY = "party", "当事人"
    THIRD_PARTY = "third_party", "第三人"
    LAWYER = "lawyer", "代理律师"
    AGENT = "agent", "其他代理人"


IN_OWN_RIGHT = frozenset({PartyRole.PARTY, PartyRole.THIRD_PARTY})
"""Who is in a case for themselves; the others speak for one of them."""


class SecurityClass(Word):
    """How secret a case file is (密级), the least first."""

    NONE = "none", "无密级"
    WORK_SECRET = "work_secret", "工作秘密"
    SECRET = "secret", "秘密"
    CONFIDENTIAL = "confidential", "机密"
    TOP_SECRET = "top_secret", "绝密"


class ControlMark(Word):
    """Why a file without a class is still handled with care (控制标识)."""

    BUSINESS_SECRET = "business_secret", "商业秘密"
    MINOR = "minor", "涉及未成年人"
    PRIVACY = "privacy", "个人隐私"


class DocumentState(Word):
    """Whether the bytes of a document were looked at (文书状态)."""

    RECEIVED = "received", "正在检查"
    READY = "ready", "可以查阅"
    QUARANTINED = "quarantined", "已隔离"


class MaterialRole(Word):
    """What a recording is to a case (资料用途)."""

    EVIDENCE = "evidence", "证据"
    PROCESS_RECORD = "process_record", "过程记录"


class EvidenceKind(Word):
    """What kind of evidence something is (证据种类)."""

    DOCUMENTARY = "documentary", "书证"
    PHYSICAL = "physical", "物证"
    AUDIO_VISUAL = "audio_visual", "视听资料"
    ELECTRONIC = "electronic", "电子数据"
    TESTIMONY = "testimony", "证人证言"
    STATEMENT = "statement", "当事人的陈述"
    EXPERT_OPINION = "expert_opinion", "鉴定意见"
    INQUEST = "inquest", "勘验笔录、现场笔录"
