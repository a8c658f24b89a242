"""What somebody is no longer entitled or bound to."""

from app.models import Deadline, Person, Qualification, StoringException
from tests.torture.authz.past.things import Past
from tests.world import NOW


async def remember(past: Past) -> None:
    """A certificate that was revoked, a duty that was dropped, a late storing."""
    await _revoke_certificate(past)
    await _drop_duty(past)
    await _store_late(past)


async def _revoke_certificate(past: Past) -> None:
    (await past.session.get_one(Person, past.of["person_id"])).officer_no = "豫R9"
    past.found["qualification_id"] = await past.add(
        Qualification(
            person_id=past.of["person_id"],
            kind="water_supervision",
            certificate_no="部9",
            issuer="水利部",
            valid_from=NOW.date(),
            valid_until=NOW.date(),
            revoked_on=NOW.date(),
            revoked_as="cancelled",
            revoked_why="调离",
            registered_at=NOW,
        )
    )


async def _drop_duty(past: Past) -> None:
    home = past.home
    past.found["deadline_id"] = await past.add(
        Deadline(
            unit_id=home.unit,
            subject_kind="section",
            subject_id=past.of["section_id"],
            key="handover.day",
            period="2026-09",
            person_id=past.of["person_id"],
            starts_at=NOW,
            due_at=NOW,
            reason="移交",
            facts={},
            basis={"citations": []},
            opened_at=NOW,
            cancelled_at=NOW,
            cancel_reason="科室撤销",
        )
    )


async def _store_late(past: Past) -> None:
    home = past.home
    await past.add(
        StoringException(
            unit_id=home.unit,
            person_id=past.of["person_id"],
            ground="off_site",
            from_on=NOW.date(),
            until_on=NOW.date(),
            note="外地取证",
            declared_at=NOW,
        )
    )
