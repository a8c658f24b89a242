"""The demonstration agency's set-up: what its rules leave open, and one thing more strictly."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.adopting import finish_set_up
from app.agencies.drafting import Draft, Setting
from app.policy.actor import Actor, Assignment
from app.policy.law_words import Approver
from app.policy.values import Keeping
from app.policy.vocabulary import ActorKind, Role

DRAFT = Draft(
    pack_id="ruzhou",
    document_name="汝州市水利局执法记录补充规定",
    document_no="汝水〔2026〕18号",
    issuer="汝州市水利局",
    settings={
        "retention.case_file": Setting({"keeping": Keeping.FIXED.value, "months": 360}, "第四条"),
        "retention.case_evidence": Setting({"keeping": Keeping.AS_CASE_FILE.value}, "第四条"),
        "retention.patrol": Setting({"keeping": Keeping.FIXED.value, "months": 24}, "第五条"),
        "access.publish": Setting(Approver.HEAD.value, "第六条"),
    },
)


async def set_up(
    session: AsyncSession, agency: UUID, administrator: UUID, *, now: datetime
) -> None:
    """Let the system administrator finish the set-up. Appends ``agency:adopted``."""
    sun = Actor(
        ActorKind.PERSON,
        administrator,
        agency,
        assignments=(Assignment(agency, Role.SYSTEM_ADMINISTRATOR),),
    )
    await finish_set_up(session, sun, agency, DRAFT, follows=None, now=now)
