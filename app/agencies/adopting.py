"""Finish an agency's set-up: keep the texts, adopt them, and say so in the ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.agencies.drafting import Draft, digest_of_settings, judge
from app.agencies.queries import AgencyUnit, find_agency, present_adoption
from app.errors import ConflictError
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Adoption, PackVersion
from app.packs.load import digest_of, read_text, shipped_above, shipped_text
from app.people.authority import permit, thing_in
from app.people.problems import NotAcceptableError
from app.people.units import forget_units
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.pack import Pack

_OVERTAKEN = (
    "另一位管理员刚刚完成了机关设置，您的设置没有保存。请返回查看现行设置，需要的话在其基础上再改。"
)


async def finish_set_up(
    session: AsyncSession,
    actor: Actor,
    unit_id: UUID,
    draft: Draft,
    *,
    follows: UUID | None,
    now: datetime,
) -> UUID | Decision:
    """Adopt a regulation with an agency's own settings and return the adoption's id.

    ``follows`` is the adoption that the person saw as the present one. In force at once; what was
    decided before stays as it was. Appends ``agency:adopted``.

    Raises:
        NotFoundError: there is no such unit, or it is not for this actor to know.
        ConflictError: the unit is no agency, or somebody else has finished in the meantime.
        NotAcceptableError: something needed is missing, or a setting is unlawful.
    """
    unit = await find_agency(session, actor, unit_id)
    decision = await permit(
        session,
        actor,
        Act.AGENCY_ADOPT,
        await thing_in(session, unit_id),
        subject_id=unit_id,
        now=now,
    )
    if not decision.allowed:
        return decision
    refuse_sections(unit)
    present = await present_adoption(session, unit_id)
    if (present.id if present else None) != follows:
        raise ConflictError(_OVERTAKEN)
    judged = judge(draft, await _next_number(session, unit_id))
    if judged.problems or judged.pack is None:
        raise NotAcceptableError(*judged.problems)
    for pack_id in (draft.pack_id, *shipped_above(draft.pack_id)):
        await _keep_text(session, pack_id, now)
    row = _row(draft, judged.settings_text, judged.pack)
    row.unit_id, row.follows_id = unit_id, follows
    row.in_force_from, row.adopted_by_id = now, actor.id
    await _add(session, row)
    await append(
        session,
        LedgerKind.AGENCY_ADOPTED,
        actor,
        unit_id=unit_id,
        subject_id=unit_id,
        detail={
            "adoption": row.id,
            "pack": row.pack_id,
            "version": row.version,
            "sha256": row.effective_sha256,
            "settings": sorted(draft.settings),
            "document": f"《{row.document_name}》（{row.document_no}）",
        },
        now=now,
    )
    return row.id


def refuse_sections(unit: AgencyUnit) -> None:
    """Make sure that a unit has a set-up of its own.

    Raises:
        ConflictError: it lives by the law of the agency above it.
    """
    if not unit.is_agency:
        message = f"{unit.name}随{unit.agency_name}适用规定，请在{unit.agency_name}的页面办理。"
        raise ConflictError(message)


def _row(draft: Draft, settings_text: str, pack: Pack) -> Adoption:
    """Return what is adopted; for whom and from when is for the caller to say."""
    above = shipped_above(draft.pack_id)
    return Adoption(
        id=ids.new_id(),
        pack_id=draft.pack_id,
        version=pack.version,
        pack_sha256=digest_of(shipped_text(draft.pack_id)),
        above_sha256s=[digest_of(shipped_text(pack_id)) for pack_id in above],
        settings=settings_text,
        settings_sha256=digest_of_settings(settings_text),
        effective_sha256=pack.sha256,
        document_name=draft.document_name,
        document_no=draft.document_no,
    )


async def _add(session: AsyncSession, row: Adoption) -> None:
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError as error:
        # Both saw the same present adoption; the database lets one of them supersede it.
        raise ConflictError(_OVERTAKEN) from error
    forget_units(session)


async def _keep_text(session: AsyncSession, pack_id: str, now: datetime) -> None:
    text = shipped_text(pack_id)
    row = {
        "sha256": digest_of(text),
        "pack_id": pack_id,
        "version": read_text(pack_id).version,
        "text": text,
        "kept_at": now,
    }
    await session.execute(insert(PackVersion).values(row).on_conflict_do_nothing())


async def _next_number(session: AsyncSession, unit_id: UUID) -> int:
    """Return the number of an agency's next settings: one more than there were."""
    adopted = select(func.count()).select_from(Adoption).where(Adoption.unit_id == unit_id)
    return (await session.scalar(adopted) or 0) + 1
