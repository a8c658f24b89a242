"""Who may consult what under each of the five regulations, as one table of short words.

Under each question a line for each regulation says what is asked for, in order, and the article:
the papers to show, 核实 by the keeper, 程序 of the law, whose approval; 直接 when nothing is. 室内
is the reading room, 限结论 limits to concluding documents and recordings. 未设 waits for the
agency's own setting, 不予 is refused. What the agency's settings make of it follows after →.

A purpose is part of every request, so the reason that some texts ask for is not named here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.agencies.drafting import Draft, judge
from app.packs.load import read_pack
from app.policy.consultation import Answer, ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.law_words import Approver, ConsultAct, Paper, Requester, Scope
from app.policy.pack import Pack
from app.routers.agency_fields import draft_of
from tests.agencies.settings import filled

TABLE = """
承办人 查阅
  汝州 直接 室内〔调阅第四条〕
  长子 局领导〔第十五条〕
  昌黎 未设〔第十四条〕 → 局领导〔本机关〕
  山西 未设 → 局领导〔本机关〕
  张营 未设 → 局领导〔本机关〕
其他人员 查阅
  汝州 主要负责人 室内〔调阅第五条〕
  长子 局领导〔第十五条〕
  昌黎 未设〔第十四条〕 → 主要负责人〔本机关〕
  山西 未设 → 主要负责人〔本机关〕
  张营 未设 → 主要负责人〔本机关〕
公安等机关 查阅
  汝州 介绍信+证件 核实 室内〔调阅第六条〕
  长子 不予〔第十五条〕
  昌黎 不予〔第十四条〕
  山西 不予
  张营 不予
复议机关、法院 查阅
  汝州 介绍信+证件 核实 室内〔调阅第六条〕
  长子 不予〔第十五条〕
  昌黎 不予〔第十四条〕
  山西 不予
  张营 不予
上级机关 查阅
  汝州 介绍信+证件 核实 室内〔调阅第六条〕
  长子 不予〔第十五条〕
  昌黎 不予〔第十四条〕
  山西 不予〔第五条〕
  张营 不予〔山西第五条〕
当事人 查阅
  汝州 介绍信+证件 核实 主要负责人 室内 限结论〔调阅第七条第一款〕
  长子 未设〔山西第十八条第一款〕 → 主要负责人〔本机关〕
  昌黎 不予〔第十四条〕
  山西 未设〔第十八条第一款〕 → 主要负责人〔本机关〕
  张营 未设〔第十八条第一款〕 → 主要负责人〔本机关〕
当事人 查阅全部案卷
  汝州 不予〔调阅第七条第一款〕
  长子 未设〔山西第十八条第一款〕 → 主要负责人〔本机关〕
  昌黎 不予〔第十四条〕
  山西 未设〔第十八条第一款〕 → 主要负责人〔本机关〕
  张营 未设〔第十八条第一款〕 → 主要负责人〔本机关〕
当事人 查阅他人的记录
  汝州 不予〔调阅第七条第一款〕
  长子 未设〔山西第十八条第一款〕 → 不予〔本机关〕
  昌黎 不予〔第十四条〕
  山西 未设〔第十八条第一款〕 → 不予〔本机关〕
  张营 未设〔第十八条第一款〕 → 不予〔本机关〕
代理律师 查阅
  汝州 介绍信+证件+委托书+授权书+执业证 核实 主要负责人 室内 限结论〔调阅第七条第一款〕
  长子 未设〔山西第十八条第一款〕 → 主要负责人〔本机关〕
  昌黎 不予〔第十四条〕
  山西 未设〔第十八条第一款〕 → 主要负责人〔本机关〕
  张营 未设〔第十八条第一款〕 → 主要负责人〔本机关〕
外地执法部门 查阅
  汝州 公函 主要负责人 室内〔调阅第八条〕
  长子 不予〔第十五条〕
  昌黎 不予〔第十四条〕
  山西 不予
  张营 不予
社会公众 查阅
  汝州 不予〔调阅第三条第二款〕
  长子 不予〔山西第十八条第一款〕
  昌黎 不予〔第十四条〕
  山西 不予〔第十八条第一款〕
  张营 不予〔第十八条第一款〕
承办人 复制
  汝州 主要负责人〔调阅第四条〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予
  张营 不予
其他人员 复制
  汝州 不予〔音像第十八条第四项〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予
  张营 不予
公安等机关 复制
  汝州 介绍信+证件 核实〔调阅第六条〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予〔第二十二条第五项〕
  张营 不予〔第二十二条第五项〕
复议机关、法院 复制
  汝州 介绍信+证件 核实〔调阅第六条〕
  长子 公函 核实 程序〔第十四条〕
  昌黎 公函 核实〔第十三条〕
  山西 不予〔第十八条第一款〕
  张营 不予〔第十八条第一款〕
上级机关 复制
  汝州 介绍信+证件 核实〔调阅第六条〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予〔第二十二条第五项〕
  张营 不予〔第二十二条第五项〕
当事人 复制
  汝州 不予〔调阅第三条第二款〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予〔第二十二条第五项〕
  张营 不予〔第二十二条第五项〕
代理律师 复制
  汝州 不予〔调阅第三条第二款〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予〔第二十二条第五项〕
  张营 不予〔第二十二条第五项〕
外地执法部门 复制
  汝州 公函 主要负责人〔调阅第八条〕
  长子 不予〔第二十三条第三项〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予〔第二十二条第五项〕
  张营 不予〔第二十二条第五项〕
社会公众 复制
  汝州 不予〔调阅第三条第二款〕
  长子 不予〔山西第十八条第一款〕
  昌黎 不予〔第二十二条第三项〕
  山西 不予〔第十八条第一款〕
  张营 不予〔第十八条第一款〕
复议机关、法院 对外提供
  汝州 介绍信+证件 核实〔调阅第六条〕
  长子 公函 核实 程序〔第十四条〕
  昌黎 公函 核实〔第十三条〕
  山西 不予〔第十八条第一款〕
  张营 不予〔第十八条第一款〕
承办人 带离档案室
  汝州 不予〔调阅第四条〕
  长子 不予
  昌黎 不予
  山西 不予
  张营 不予
社会公众 对外公开
  汝州 未设〔调阅第三条第二款〕 → 主要负责人〔本机关〕
  长子 程序 负责人〔山西第十八条第一款〕
  昌黎 未设〔第二十二条第三项〕 → 主要负责人〔本机关〕
  山西 程序 负责人〔第十八条第一款〕
  张营 程序 负责人〔第十八条第一款〕
"""
LAWS = {
    "汝州": "ruzhou",
    "长子": "zhangzi",
    "昌黎": "changli",
    "山西": "shanxi",
    "张营": "zhangying",
}
REQUESTERS = {
    "承办人": Requester.HANDLER,
    "其他人员": Requester.OTHER_STAFF,
    "公安等机关": Requester.PUBLIC_ORGAN,
    "复议机关、法院": Requester.COURT_OR_REVIEW,
    "当事人": Requester.COUNTERPART,
    "代理律师": Requester.LAWYER,
    "外地执法部门": Requester.OUTSIDE_ENFORCER,
    "上级机关": Requester.SUPERIOR_ORGAN,
    "社会公众": Requester.PUBLIC,
}
PAPERS = {
    Paper.AUTHORISATION: "授权书",
    Paper.ID_DOCUMENT: "证件",
    Paper.INTRO_LETTER: "介绍信",
    Paper.LAWYER_LICENCE: "执业证",
    Paper.MANDATE: "委托书",
    Paper.OFFICIAL_LETTER: "公函",
}
LEADERS = {
    Approver.HEAD: "主要负责人",
    Approver.LEADER: "局领导",
    Approver.RESPONSIBLE: "负责人",
}
ENDS = {Answer.REFUSED: "不予", Answer.UNSET: "未设"}
WHOLE, OF_OTHERS = "查阅全部案卷", "查阅他人的记录"
_ACTS = {
    WHOLE: ConsultAct.VIEW,
    OF_OTHERS: ConsultAct.VIEW,
    **{act.label: act for act in ConsultAct},
}
_SHORT = {
    "调阅监督制度": "调阅",
    "音像记录管理制度": "音像",
    "《山西省行政执法全过程记录办法》": "山西",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One heading of the table."""

    words: str

    @property
    def requester(self) -> Requester:
        """Return who asks."""
        return REQUESTERS[self.words.split()[0]]

    @property
    def act(self) -> ConsultAct:
        """Return what they want to do."""
        return _ACTS[self.words.split()[1]]

    @property
    def wants_whole(self) -> bool:
        """Whether documents are asked for that conclude nothing."""
        return self.words.endswith(WHOLE)

    @property
    def is_about_themselves(self) -> bool:
        """Whether the record is the asker's own."""
        return not self.words.endswith(OF_OTHERS)


@dataclass(frozen=True, slots=True)
class Steps:
    """What was done, or has yet to be done, until a request is granted."""

    papers: tuple[Paper, ...] = ()
    is_verified: bool = False
    has_procedure: bool = False
    leader: Approver | None = None

    def in_words(self) -> list[str]:
        """Return the steps in order, or that there are none."""
        said = [
            "+".join(PAPERS[paper] for paper in self.papers),
            "核实" if self.is_verified else "",
            "程序" if self.has_procedure else "",
            LEADERS[self.leader] if self.leader else "",
        ]
        return [step for step in said if step] or ["直接"]


def cell_of(
    end: Answer,
    steps: Steps,
    articles: Iterable[tuple[str, str]],
    *,
    scope: Scope | None,
    in_room: bool,
) -> str:
    """Return a cell; ``articles`` are packs and articles, of which the first stands in it."""
    first = next((_shortened(pack, article) for pack, article in articles), "")
    cited = f"〔{first}〕" if first else ""
    if end in ENDS:
        return f"{ENDS[end]}{cited}"
    said = steps.in_words()
    said += ["室内"] if in_room else []
    said += ["限结论"] if scope is Scope.CONCLUDING else []
    return f"{' '.join(said)}{cited}"


def rule_says(pack: Pack, question: Question) -> str:
    """Return the cell as the pure rule fills it for somebody who has shown nothing yet."""
    ruling = rule_consultation(pack, facts_of(question))
    missing = ruling.outcome.missing
    return cell_of(
        ruling.outcome.answer,
        Steps(missing.papers, missing.verification, missing.procedure, missing.approval),
        ((each.pack, each.article) for each in ruling.citations),
        scope=ruling.outcome.scope,
        in_room=ruling.outcome.in_archive_room,
    )


def facts_of(question: Question) -> ConsultFacts:
    """Return a request before anything was shown but its purpose."""
    return ConsultFacts(
        question.requester,
        question.act,
        "申请人",
        frozenset({Paper.REASON}),
        wanted=Scope.WHOLE if question.wants_whole else Scope.CONCLUDING,
        handles_case=question.requester is Requester.HANDLER,
        is_about_themselves=question.is_about_themselves,
    )


@cache
def expected() -> Mapping[tuple[str, bool], Mapping[str, str]]:
    """Return the table by law, and whether the agency has set what is open, then by question."""
    found: dict[tuple[str, bool], dict[str, str]] = {
        (law, is_set): {} for law in LAWS.values() for is_set in (False, True)
    }
    question = ""
    for line in TABLE.strip().splitlines():
        if not line.startswith(" "):
            question = line
            continue
        name, _, cells = line.strip().partition(" ")
        before, _, after = cells.partition(" → ")
        found[LAWS[name], False][question] = before
        found[LAWS[name], True][question] = after or before
    return found


def draft(law: str) -> Draft:
    """Return the set-up with which an agency under this regulation settles what is open."""
    typed = {
        name: tuple(text) if isinstance(text, list) else (text,)
        for name, text in filled(law).items()
    }
    return draft_of(typed, read_pack(law), "某局")


@cache
def pack_of(law: str, *, is_set: bool) -> Pack:
    """Return a regulation as it is shipped, or with the agency's settings."""
    if not is_set:
        return read_pack(law)
    pack = judge(draft(law), 1).pack
    assert pack is not None
    return pack


def _shortened(pack: str, article: str) -> str:
    if pack == "agency":
        return "本机关"
    for long, short in _SHORT.items():
        article = article.replace(long, short)
    return article.split("、")[0]
