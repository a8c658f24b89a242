"""What the page of one device at the desk shows: its state, the forms, and what went wrong."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.devices.queries import DeviceDetail, find_device, thing_of_device
from app.devices.receivers import MOST, Receiver, receivers_for
from app.errors import InvalidInputError
from app.people.authority import authorise, thing_in
from app.people.queries import pack_of_unit
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.issuing import must_say_content
from app.policy.vocabulary import DeviceState
from app.routers.forms import FieldError
from app.routers.labels import DEVICE_KINDS, DEVICE_STATES, Tag


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the forms, which of them was sent, and what was wrong with it."""

    form: str = ""
    name: str = ""
    receiver: str = ""
    at: str = ""
    purpose: str = ""
    content: str = ""
    remark: str = ""
    errors: tuple[FieldError, ...] = ()
    refusal: Decision | None = None

    def with_error(self, error: InvalidInputError) -> "Typed":
        """Return the same with the sentence beside its field."""
        field = f"{self.form}-{error.fields.get('field', '')}"
        return replace(self, errors=(FieldError(field, error.message),))

    def refused(self, decision: Decision) -> "Typed":
        """Return the same with the rule's refusal."""
        return replace(self, refusal=decision)


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """Context of ``handovers/show.html``; ``forms`` are those that make sense now."""

    id: UUID
    device_no: str
    kind: str
    model: str
    unit_name: str
    section_name: str
    state: Tag
    holder_name: str
    held_since: datetime | None
    forms: tuple[str, ...]
    receivers: tuple[Receiver, ...]
    has_more: bool
    wants_content: bool
    typed: Typed


async def handover_page(
    session: AsyncSession,
    actor: Actor,
    device_id: UUID,
    typed: Typed,
    *,
    notice: timedelta,
    today: date,
) -> HandoverPage | Decision:
    """Return the page, or the refusal for whoever may not hand this device over.

    Raises:
        NotFoundError: there is no such device for this actor.
    """
    device = await find_device(session, actor, device_id)
    decision = await authorise(
        session, actor, Act.DEVICE_HAND_OVER, await thing_of_device(session, device)
    )
    if not decision.allowed:
        return decision
    in_stock = await thing_in(session, device.unit_id, device_id=device.id)
    keeps = (await authorise(session, actor, Act.DEVICE_HAND_OVER, in_stock)).allowed
    pack = await pack_of_unit(session, device.unit_id)
    receivers = await receivers_for(
        session, actor, device, name=typed.name, notice=notice, today=today
    )
    return HandoverPage(
        id=device.id,
        device_no=device.device_no,
        kind=DEVICE_KINDS[device.kind],
        model=device.model,
        unit_name=device.unit_name,
        section_name=device.section_name,
        state=DEVICE_STATES[device.state],
        holder_name=device.holder_name,
        held_since=device.held_since,
        forms=_forms(device, keeps=keeps),
        receivers=tuple(person for person in receivers[:MOST] if person.id != device.holder_id),
        has_more=len(receivers) > MOST,
        wants_content=must_say_content(device.kind, pack),
        typed=typed,
    )


def _forms(device: DeviceDetail, *, keeps: bool) -> tuple[str, ...]:
    """A device that is not to be used can come back, and goes to nobody."""
    may_go_out = device.state is DeviceState.SERVICEABLE
    if device.holder_id is None:
        return ("issue",) if may_go_out else ()
    return ("return",) * keeps + ("transfer",) * may_go_out
