"""What one statement reads of a sitting is what the rule has to look at (promises P7, P13)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app import ids
from app.access.codes import new_code
from app.access.sitting_facts import read_sitting
from app.models import (
    AccessItem,
    Case,
    CaseDocument,
    CaseHandler,
    EvidenceLink,
    Person,
    ReadingTerminal,
    SignInSession,
    Viewing,
)
from app.policy.case_words import SecurityClass
from app.policy.law_words import Requester, Scope
from app.policy.permits import PermitFacts
from tests.access import desk, sitting
from tests.cases.office import open_sand_case
from tests.world import NOW, Settled, Town, sessions_on

CLASSES = tuple(SecurityClass)
FROM, UNTIL = NOW - timedelta(hours=1), NOW + timedelta(days=3)
FLAG = st.booleans()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How everything stands around one sitting of Chen, or of a lawyer.

    ``classes`` are those of the two cases: the first holds the document, and the recording lies in
    each to which it is ``linked``. ``handles`` says of which cases Chen is a handler today.
    """

    requester: Requester
    is_document: bool
    classes: tuple[SecurityClass, SecurityClass]
    linked: tuple[bool, bool]
    handles: tuple[bool, bool]
    home: str
    is_active: bool
    is_granted: bool
    is_struck: bool
    is_concluding: bool
    is_draft: bool
    is_revoked: bool
    is_ended: bool
    is_signed_out: bool
    in_room: bool
    is_at_terminal: bool
    is_retired: bool


CIRCUMSTANCES = st.builds(
    Circumstances,
    requester=st.sampled_from([Requester.HANDLER, Requester.OTHER_STAFF, Requester.LAWYER]),
    is_document=FLAG,
    classes=st.tuples(st.sampled_from(CLASSES), st.sampled_from(CLASSES)),
    linked=st.tuples(FLAG, FLAG),
    handles=st.tuples(FLAG, FLAG),
    home=st.sampled_from(["brigade", "agency", "stranger_agency"]),
    is_active=FLAG,
    is_granted=FLAG,
    is_struck=FLAG,
    is_concluding=FLAG,
    is_draft=FLAG,
    is_revoked=FLAG,
    is_ended=FLAG,
    is_signed_out=FLAG,
    in_room=FLAG,
    is_at_terminal=FLAG,
    is_retired=FLAG,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(it=CIRCUMSTANCES)
async def test_what_is_read_is_what_stands(
    engine: AsyncEngine, settled: Settled, it: Circumstances
) -> None:
    async with engine.connect() as connection:
        outer = await connection.begin()
        async with sessions_on(connection)() as session:
            town = await settled.again(session)
            viewing = await arrange(session, town, it)
            permit = await desk.permit_of(session, viewing.request_id)
            item = (await sitting.items_of(session, permit))[0]
            actor = replace(
                town.chen, terminal_id=viewing.terminal_id if it.is_at_terminal else None
            )

            found = await read_sitting(session, actor, viewing_id=viewing.id, item_id=item, now=NOW)
        await outer.rollback()
    assert found is not None
    assert found.facts == expected(it, viewing)


def expected(it: Circumstances, viewing: Viewing) -> PermitFacts:
    lies_in = (True, False) if it.is_document else it.linked
    classes = [each for each, lies in zip(it.classes, lies_in, strict=True) if lies]
    is_visitor = it.requester is Requester.LAWYER
    is_still_who = {
        Requester.HANDLER: any(
            handled and lies for handled, lies in zip(it.handles, lies_in, strict=True)
        ),
        Requester.OTHER_STAFF: it.is_active and it.home != "stranger_agency",
        Requester.LAWYER: True,
    }
    return PermitFacts(
        at=NOW,
        from_at=FROM,
        until_at=UNTIL,
        asked_as=it.requester,
        ceiling=SecurityClass.WORK_SECRET,
        security_class=max(classes, key=CLASSES.index, default=SecurityClass.NONE),
        limit=Scope.CONCLUDING,
        credential_id=viewing.credential_id,
        terminal_id=viewing.terminal_id,
        is_permit_ended=it.is_revoked,
        is_sitting_ended=it.is_ended or (it.is_signed_out and not is_visitor),
        is_item_granted=it.is_granted,
        is_item_there=not (it.is_document and it.is_struck),
        is_document=it.is_document,
        is_concluding=it.is_document and it.is_concluding,
        is_draft=it.is_document and it.is_draft,
        is_in_place=(it.is_at_terminal and not it.is_retired) if it.in_room or is_visitor else True,
        is_still_who=is_still_who[it.requester],
    )


async def arrange(session: AsyncSession, town: Town, it: Circumstances) -> Viewing:
    """Put the rows there, and the sitting; everything else changes afterwards."""
    cases = [
        await open_sand_case(session, town, case_no=f"汝水罚〔2026〕{number}号")
        for number in (1, 2)
    ]
    paper = await desk.paper_in(session, town, cases[0], is_concluding=it.is_concluding)
    recording = await desk.recording_in(session, town, None)
    permit = await sitting.permitted(
        session,
        town,
        requester=it.requester,
        documents=[paper] if it.is_document else [],
        recordings=[] if it.is_document else [recording],
        from_at=FROM,
        until_at=UNTIL,
        ceiling=SecurityClass.WORK_SECRET,
        limit=Scope.CONCLUDING,
        in_reading_room=it.in_room,
    )
    terminal = await sitting.terminal_in(session, town)
    is_visitor = it.requester is Requester.LAWYER
    chen = await sitting.signed_in(session, town.chen)
    viewing = Viewing(
        id=ids.new_id(),
        request_id=permit.request_id,
        permit_id=permit.id,
        unit_id=permit.unit_id,
        person_id=permit.person_id,
        credential_id=None if is_visitor else chen.credential_id,
        terminal_id=terminal if it.in_room or is_visitor else None,
        code=new_code(),
        address="",
        started_at=NOW,
        last_seen_at=NOW,
        ended_at=NOW if it.is_ended else None,
        end_kind="closed" if it.is_ended else None,
        spans={},
    )
    session.add(viewing)
    await session.flush()
    for place, case in enumerate(cases):
        await desk.link(session, town, recording, case)
        await stand(session, town, case, it, place)
    if it.is_revoked:
        await sitting.revoke(session, town, permit)
    await session.execute(update(AccessItem).values(is_granted=it.is_granted))
    if it.is_struck:
        struck = {"struck_at": NOW, "struck_by_id": town.liu.id, "strike_reason": "误放"}
        await session.execute(update(CaseDocument).values(struck))
    await session.execute(update(CaseDocument).values(is_final=not it.is_draft))
    await session.execute(
        update(Person)
        .where(Person.id == town.chen.id)
        .values(unit_id=getattr(town, it.home), is_active=it.is_active)
    )
    if it.is_signed_out:
        await session.execute(update(SignInSession).values(revoked_at=NOW))
    if it.is_retired:
        await session.execute(update(ReadingTerminal).values(retired_at=NOW))
    return viewing


async def stand(
    session: AsyncSession, town: Town, case: UUID, it: Circumstances, place: int
) -> None:
    """Let a case have its class, hold the recording, and be Chen's, or not."""
    of_class = {"security_class": it.classes[place].value}
    await session.execute(update(Case).where(Case.id == case).values(of_class))
    if not it.linked[place]:
        ended = {"ended_at": NOW, "ended_by_id": town.liu.id, "end_reason": "关联有误"}
        links = update(EvidenceLink).where(EvidenceLink.case_id == case)
        await session.execute(links.values(ended))
    if not it.handles[place]:
        handlers = update(CaseHandler).where(CaseHandler.case_id == case)
        await session.execute(handlers.values(until=NOW))
