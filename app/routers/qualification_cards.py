"""Cards about certificates: one's own that ends soon, and all of those that one keeps."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.authority import extent_of
from app.people.certificate_standing import (
    CertificateState,
    Standing,
    last_day_of,
    newest_of,
    standing_of,
)
from app.people.certificates import Certificate, certificates_of
from app.people.expiry import count_expiry
from app.policy.actor import Actor
from app.policy.acts import Act
from app.routers.duty_cards import Step
from app.routers.qualification_words import STATES, today_of

_TONES = {
    CertificateState.EXPIRING: "warning",
    CertificateState.EXPIRED: "danger",
    CertificateState.ENDED: "danger",
}


async def own_certificate_steps(session: AsyncSession, actor: Actor, now: datetime) -> list[Step]:
    """Return a card for each of one's own certificates that is due or worth nothing."""
    if actor.id is None:
        return []
    today = today_of(now)
    newest = newest_of(await certificates_of(session, actor.id))
    judged = [(one, standing_of(one, today)) for one in newest]
    return [_own_step(one, standing) for one, standing in judged if standing.state in _TONES]


async def kept_certificate_steps(session: AsyncSession, actor: Actor, now: datetime) -> list[Step]:
    """Return the card of whoever keeps the files of others."""
    extent = await extent_of(session, actor, Act.QUALIFICATION_KEEP)
    if not extent.units:
        return []
    counts = await count_expiry(session, actor, extent, today=today_of(now))
    total = sum(counts.values())
    parts = [f"{STATES[state].text} {number} 份" for state, number in sorted(counts.items())]
    return [
        Step(
            "执法证件需要办理",
            f"{'，'.join(parts)}。请核对后办理登记或换发。" if parts else "执法证件都在有效期内。",
            total,
            unit="份",
            href="/qualifications",
            action="查看证件情况",
            tone="warning" if total else "muted",
        )
    ]


def _own_step(certificate: Certificate, standing: Standing) -> Step:
    day = last_day_of(certificate)
    if standing.state is CertificateState.EXPIRING:
        left = f"还有 {standing.days} 天" if standing.days else "今天是最后一天"
        text = f"您的执法证件将于 {day} 到期，{left}。请尽快向局办公室或法制审核人员申请换发。"
    else:
        text = (
            f"您的执法证件自 {day} 之后不再有效，在换发之前请不要持证执法。"
            "请联系局办公室或法制审核人员办理。"
        )
    return Step(
        STATES[standing.state].text + "的执法证件",
        text,
        href=f"/qualifications/{certificate.id}",
        action="查看证件",
        tone=_TONES[standing.state],
    )
