"""The cards of the start page about requests: what waits at the desk, what became of one's own."""

from collections.abc import Sequence

from app.access.listing import MOST_COUNTED
from app.access.telling import Answered, Granted, News, Ready
from app.policy.clocks import end_in_words
from app.policy.law_words import ConsultAct
from app.routers import display
from app.routers.duty_cards import Step

_MOST_OF_A_REASON = 80


def desk_steps(waiting: int) -> list[Step]:
    """Return the record keeper's card."""
    return [
        Step(
            "待办理的调阅",
            "核对来访人出示的材料，查找所要的资料。" if waiting else "没有等待您办理的调阅申请。",
            f"{MOST_COUNTED} 以上" if waiting > MOST_COUNTED else waiting,
            unit="份",
            href="/access?tab=desk" if waiting else "/access/desk",
            action="办理" if waiting else "接待来访",
            tone="warning" if waiting else "muted",
        )
    ]


def question_steps(questions: int) -> list[Step]:
    """Return the card of somebody whom a leader has asked something; nothing otherwise."""
    if not questions:
        return []
    return [
        Step(
            "调阅申请待说明",
            "领导要求补充说明，说明以后申请才能往下办理。",
            questions,
            unit="份",
            href="/access?tab=mine&state=questioned",
            action="补充说明",
            tone="warning",
        )
    ]


def mail_steps(letters: int) -> list[Step]:
    """Return the card of a main handler who has copies to mail; nothing otherwise."""
    if not letters:
        return []
    return [
        Step(
            "外调材料待寄送",
            "外地执法部门来函索要您主办的案件的材料，已经批准。请制作复制件，寄出以后登记。",
            letters,
            unit="份",
            href="/access?tab=mail",
            action="复印寄送",
            tone="warning",
        )
    ]


def news_steps(news: News) -> list[Step]:
    """Return the cards of somebody whose requests were answered; nothing where there is no news."""
    return [
        *_ending(news.ending),
        *_granted(news.granted),
        *_ready(news.ready),
        *_answered(news.answered),
    ]


def _ending(ending: Sequence[Granted]) -> list[Step]:
    if not ending:
        return []
    first = ending[0]
    return [
        Step(
            "准予即将到期",
            f"{first.number}准予{first.act.label}到 {end_in_words(first.until_at)} 为止，"
            f"不到一天。{_where(first)}届满以后还需要的，请重新申请。",
            len(ending),
            unit="份",
            href=_way_to(ending),
            action="现在办理",
            tone="warning",
        )
    ]


def _granted(granted: Sequence[Granted]) -> list[Step]:
    if not granted:
        return []
    first = granted[0]
    return [
        Step(
            "已准予的申请",
            f"{first.number}准予{first.act.label}，{display.minute(first.from_at)} 至 "
            f"{end_in_words(first.until_at)}。{_where(first)}{_others(granted)}",
            len(granted),
            unit="份",
            href=_way_to(granted),
            action="查看准予的内容",
        )
    ]


def _ready(ready: Sequence[Ready]) -> list[Step]:
    if not ready:
        return []
    first = ready[0]
    return [
        Step(
            "复制件可以领取",
            f"{first.number}的复制件已经制作好，请带证件到资料保管人员处签收。{_others(ready)}",
            sum(each.copies for each in ready),
            href=f"/access/{first.request_id}",
            action="查看复制件",
        )
    ]


def _answered(answered: Sequence[Answered]) -> list[Step]:
    if not answered:
        return []
    first = answered[0]
    reason = first.reason[:_MOST_OF_A_REASON]
    cut = "……" if len(first.reason) > len(reason) else ""
    because = f"：{reason}{cut}" if reason else "。"
    return [
        Step(
            "未获准予的申请",
            f"{first.number}{first.said}{because}{_others(answered)}",
            len(answered),
            unit="份",
            href=f"/access/{first.request_id}" if len(answered) == 1 else "/access?tab=mine",
            action="查看原因，改正后可以重新申请",
            tone="warning",
        )
    ]


def _where(granted: Granted) -> str:
    if granted.act is not ConsultAct.VIEW:
        return "复制件由资料保管人员发放。"
    if granted.in_reading_room:
        return "请到阅览室的阅览终端上查阅。"
    return "登录以后，从申请页面开始查阅。"


def _way_to(granted: Sequence[Granted]) -> str:
    if len(granted) > 1:
        return "/access?tab=mine&state=granted"
    return f"/access/{granted[0].request_id}"


def _others(all_of_them: Sequence[object]) -> str:
    return f"另有 {len(all_of_them) - 1} 份。" if len(all_of_them) > 1 else ""
