"""Words for requests on pages: states as tags, requesters in short, approvers in sentences."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.access.contents import ItemLine
from app.access.mailing import Letter
from app.policy.access_words import AccessState
from app.policy.law_words import ConsultAct, Requester
from app.routers.forms import Option
from app.routers.labels import Tag

STATES: Mapping[AccessState, Tag] = MappingProxyType(
    {
        AccessState.OPEN: Tag("手续办理中", "progress", "还缺材料、资料或者核实。"),
        AccessState.WAITING: Tag("待批准", "warning", "手续已齐，等待领导批准。"),
        AccessState.QUESTIONED: Tag("待说明", "warning", "领导要求补充说明。"),
        AccessState.RETURNED: Tag("已退回", "muted", "领导已经退回，可以改正后重新申请。"),
        AccessState.GRANTED: Tag("已准予", "ready", "可以在准予的期限和范围内办理。"),
        AccessState.REFUSED: Tag("不予办理", "danger", "规定不允许，或者领导没有批准。"),
        AccessState.NOT_FOUND: Tag("查无此件", "muted", "保管人员没有查到，已经答复申请人。"),
        AccessState.WITHDRAWN: Tag("已撤回", "muted", "申请人已经撤回。"),
        AccessState.ENDED: Tag("已办结", "muted", "已经办结，不能再查阅。"),
    }
)
LETTERS: Mapping[Letter, Tag] = MappingProxyType(
    {
        Letter.TO_MAIL: Tag("待寄送", "warning", "已经批准，还没有寄出。"),
        Letter.LEFT: Tag("已寄出", "ready", "复制件已经寄出或者由对方领取。"),
    }
)
SHORT: Mapping[Requester, str] = MappingProxyType(
    {
        Requester.COUNTERPART: "行政相对人",
        Requester.COURT_OR_REVIEW: "复议机关、法院",
        Requester.HANDLER: "案件承办人",
        Requester.LAWYER: "代理律师",
        Requester.OTHER_STAFF: "本单位人员",
        Requester.OUTSIDE_ENFORCER: "外地执法部门",
        Requester.PUBLIC: "社会公众、媒体",
        Requester.PUBLIC_ORGAN: "公安等机关",
        Requester.SUPERIOR_ORGAN: "上级机关、监督机关",
    }
)
FOR_WHAT: Mapping[Requester, str] = MappingProxyType(
    {
        Requester.COURT_OR_REVIEW: "为行政复议、行政诉讼调取材料的，包括为此来的法院，选这一类。",
        Requester.PUBLIC_ORGAN: "为办理自己的案件查阅、复制的，选这一类。",
    }
)
"""What tells those apart who can come as either: a court does as both."""
OUTSIDE = (
    Requester.PUBLIC_ORGAN,
    Requester.COURT_OR_REVIEW,
    Requester.SUPERIOR_ORGAN,
    Requester.COUNTERPART,
    Requester.LAWYER,
    Requester.OUTSIDE_ENFORCER,
    Requester.PUBLIC,
)
"""Who comes to the desk, the most frequent first."""
ACTS_OF: Mapping[Requester, tuple[ConsultAct, ...]] = MappingProxyType(
    {
        Requester.PUBLIC_ORGAN: (ConsultAct.VIEW, ConsultAct.COPY),
        Requester.COURT_OR_REVIEW: (ConsultAct.VIEW, ConsultAct.COPY, ConsultAct.SUPPLY),
        Requester.COUNTERPART: (ConsultAct.VIEW, ConsultAct.COPY),
        Requester.LAWYER: (ConsultAct.VIEW, ConsultAct.COPY),
        Requester.OUTSIDE_ENFORCER: (ConsultAct.SUPPLY, ConsultAct.COPY, ConsultAct.VIEW),
        Requester.PUBLIC: (ConsultAct.VIEW, ConsultAct.COPY, ConsultAct.PUBLISH),
        Requester.SUPERIOR_ORGAN: (ConsultAct.VIEW, ConsultAct.COPY),
    }
)
"""What each may ask for at the desk, the usual first; the rule answers, not this list."""
STATE_OPTIONS = tuple(Option(state.value, tag.text) for state, tag in STATES.items())
REQUESTER_OPTIONS = tuple(Option(who.value, text) for who, text in SHORT.items())
DAY_OPTIONS = tuple(
    Option(str(days), text) for days, text in ((1, "1 天"), (3, "3 天"), (7, "7 天"), (15, "15 天"))
)
SINCE_OPTIONS = tuple(
    Option(str(days), text)
    for days, text in ((7, "近 7 天"), (30, "近 30 天"), (90, "近 90 天"), (365, "近一年"))
)


def which_party(requester: Requester) -> str:
    """Return how it is asked for which party of the case somebody has come."""
    return "代理哪一位当事人" if requester is Requester.LAWYER else "是哪一位当事人"


def not_in_place(act: ConsultAct, items: Iterable[ItemLine]) -> str:
    """Return that some of what is asked for cannot be viewed on a page, and what then helps."""
    count = sum(item.is_granted and not item.is_shown_in_place for item in items)
    if act is not ConsultAct.VIEW or not count:
        return ""
    return (
        f"其中 {count} 项不能在查阅页面里显示或者播放（Word 文书，或者浏览器不能播放的录音录像）。"
        "需要看的，请资料保管人员在阅览室打印，或者转换成可以显示的格式；需要带走的，应当申请复制。"
    )


def act_options(acts: tuple[ConsultAct, ...]) -> tuple[Option, ...]:
    """Return acts as choices."""
    return tuple(Option(act.value, act.label) for act in acts)
