"""Devices that were lost, found, repaired, and one that stays in use."""

from sqlalchemy import select

from app import ids
from app.devices.terminals import register_device
from app.models import DeviceLoss, DeviceRepair, DeviceWriteOff, TerminalToken
from app.policy.actor import WORKER
from app.policy.vocabulary import DeviceKind
from tests.torture.authz.past.things import Past
from tests.world import NOW


async def remember(past: Past) -> None:
    """A lost camera whose writing off was declined, a repair that was tested, a lost token."""
    await _lose(past)
    await _decline_write_off(past)
    await _test_repairs(past)
    await _revoke_token(past)


async def _lose(past: Past) -> None:
    home, by = past.home, past.home.keeper.id
    lost = past.found["device_id"] = await register_device(
        past.session,
        WORKER,
        home.unit,
        device_no="RZ-0009",
        kind=DeviceKind.BODY_CAMERA,
        now=NOW,
    )
    for each in (lost, home.device):
        is_found = each == home.device
        await past.add(
            DeviceLoss(
                device_id=each,
                lost_at=NOW,
                circumstances="落水",
                reported_by_id=home.officer.id,
                reported_at=NOW,
                found_at=NOW if is_found else None,
                found_note="下游寻回" if is_found else "",
                found_noted_by_id=by if is_found else None,
            )
        )


async def _decline_write_off(past: Past) -> None:
    home, by = past.home, past.home.keeper.id
    await past.add(
        DeviceWriteOff(
            device_id=past.found["device_id"],
            reason="无法修复",
            proposed_by_id=by,
            proposed_at=NOW,
            decided_by_id=home.leader.id,
            decided_at=NOW,
            is_approved=False,
            opinion="再找",
        )
    )


async def _test_repairs(past: Past) -> None:
    home, by = past.home, past.home.keeper.id
    repairs = await past.session.scalars(
        select(DeviceRepair).where(DeviceRepair.device_id == home.device)
    )
    for repair in repairs:
        repair.is_authorised, repair.decided_by_id = True, home.leader.id
        repair.decided_at, repair.opinion = NOW, "同意"
        repair.tested_by_id, repair.tested_at, repair.test_note = by, NOW, "正常"


async def _revoke_token(past: Past) -> None:
    by = past.home.keeper.id
    await past.add(
        TerminalToken(
            device_id=past.found["device_id"],
            token_hash=ids.digest_of_secret(ids.new_secret()),
            created_at=NOW,
            revoked_at=NOW,
            revoked_by_id=by,
            revoked_for="lost",
            revoked_note="落水",
        )
    )
