"""What issuing adds to the page of a request: the copies so far, and the form for one more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.access.ending import permit_standing
from app.access.issued import IssueLine, issues_of
from app.access.mailing import mailing_of
from app.access.ordering import MOST_COPIES
from app.access.orders import OrderLine, orders_of
from app.access.queries import RequestDetail
from app.policy.access_words import CopyForm, CopyMedium, CopyOrderState
from app.policy.copying import COPYING
from app.policy.law_words import ConsultAct
from app.routers.access_shown import ShownRequest
from app.routers.forms import FieldError, Option
from app.routers.panels import Panel
from app.routers.visitor import Visitor

FORMS = {
    False: tuple(Option(form.value, form.label) for form in CopyForm),
    True: (Option(CopyForm.MARKED.value, CopyForm.MARKED.label),),
}
"""By whether the approval allows marked renditions alone."""
MEDIA = tuple(Option(medium.value, medium.label) for medium in CopyMedium)


@dataclass(frozen=True, slots=True)
class CopyPanel:
    """Context of ``access/_copies.html``; ``why_not`` says why this visitor issues none.

    ``is_mailed``: the copies go by post, so ``medium``, that which is chosen at first, is paper.
    """

    detail: RequestDetail
    act: ConsultAct
    lines: tuple[IssueLine, ...]
    orders: tuple[OrderLine, ...]
    may_issue: bool
    why_not: str
    is_mailed: bool
    medium: str
    media: tuple[Option, ...]
    forms: tuple[Option, ...]
    most_copies: int
    typed: Mapping[str, str]
    errors: tuple[FieldError, ...]


async def copies_panel(
    session: AsyncSession, visitor: Visitor, shown: ShownRequest, now: datetime
) -> Panel | None:
    """Show what was issued, and to the record keeper the form, while the permit holds."""
    detail = shown.opened.detail
    permit = await permit_standing(session, visitor.actor, detail.id)
    if permit is None or permit.act not in COPYING:
        return None
    why_not = ""
    mailing = await mailing_of(session, detail.unit_id, detail.requester, detail.case_id)
    if not shown.opened.may_issue:
        why_not = "复制件由资料保管人员发放，请与资料保管人员联系领取。"
        if mailing:
            why_not = "复制件由案件主办人复印寄送，资料保管人员也可以办理，您不能办理。"
    elif shown.opened.is_asker:
        why_not = "这是您本人的申请，复制件应当由其他资料保管人员发放。"
    elif permit.is_over or now >= permit.until_at:
        why_not = "准予已经终止，不能再发放。"
    elif permit.uses_allowed is not None and permit.uses >= permit.uses_allowed:
        why_not = f"准予的 {permit.uses_allowed} 次已经用完，不能再发放。"
    orders = await orders_of(session, detail.id)
    if not why_not and any(order.state is CopyOrderState.WAITING for order in orders):
        why_not = "上一份复制件正在生成，完成以后可以再次发放。"
    view = CopyPanel(
        detail=detail,
        act=permit.act,
        lines=await issues_of(session, detail.id),
        orders=orders,
        may_issue=not why_not,
        why_not=why_not,
        is_mailed=mailing is not None,
        medium=(CopyMedium.PAPER if mailing else CopyMedium.DISC).value,
        media=MEDIA,
        forms=FORMS[permit.is_marked_only],
        most_copies=MOST_COPIES,
        typed=shown.typed,
        errors=shown.errors,
    )
    return Panel("access/_copies.html", view)
