"""The cards of the start page about requests: what waits at the desk, and for one's own reply."""

from app.access.listing import MOST_COUNTED
from app.routers.duty_cards import Step


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
