"""Whether a recording might be disposed of; nothing does it yet.

The rule is asked again, of the facts as they stand now. What the board shows may be a minute old.
"""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.holds.queries import holds_on
from app.keeping.gathering import facts_of
from app.people.queries import pack_of_unit
from app.policy.decision import Decision
from app.policy.disposing import decide_disposal
from app.policy.keeping_states import rule_recording


async def decide_disposal_of(session: AsyncSession, recording_id: UUID, day: date) -> Decision:
    """Return whether a recording that exists might be disposed of on ``day``, without appraisal."""
    known = (await facts_of(session, [recording_id]))[recording_id]
    kept = rule_recording(await pack_of_unit(session, known.unit_id), known.facts)
    holds = tuple(line.facts for line in await holds_on(session, recording_id))
    return decide_disposal(holds, kept, day=day, is_appraised=False)
