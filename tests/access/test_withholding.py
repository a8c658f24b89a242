"""One recording that also lies in a state secret closes itself, not the open file beside it.

Ruzhou's consultation rule: article 4 has the handler consult directly, article 6 lets the police
consult once they are verified, article 10 has the keepers guard what is secret.
"""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.access.adding import add_recordings
from app.access.approvals import desk_for, list_waiting
from app.access.approving import answer_request
from app.access.batching import approve_together
from app.access.beginning import begin_viewing
from app.access.choosing import Extract, wanted_of_case
from app.access.contents import items_page
from app.access.copying import contents_of_copy
from app.access.facts import ceiling_of
from app.access.limiting import Answer
from app.access.previewing import target_of_case
from app.access.queries import opened_request
from app.access.viewing import close_viewing
from app.access.watching import Viewer, watch
from app.models import AccessItem, Case, Viewing
from app.people.authority import extent_of
from app.people.problems import NotAcceptableError
from app.policy.access_words import AccessState, ApprovalAnswer
from app.policy.acts import Act
from app.policy.case_words import SecurityClass
from app.policy.decision import Decision
from app.policy.law_words import ConsultAct, Requester
from tests.access import desk, sitting
from tests.cases.office import open_sand_case
from tests.world import NOW, Town


async def in_both(session: AsyncSession, town: Town) -> tuple[UUID, UUID, UUID]:
    """Return an open case, a recording that lies in it, and one that lies in a secret too."""
    case_id = await open_sand_case(session, town)
    plain = await desk.recording_in(session, town, case_id)
    withheld = await desk.recording_in(session, town, case_id)
    await make_secret(session, town, withheld)
    return case_id, plain, withheld


async def make_secret(session: AsyncSession, town: Town, recording_id: UUID) -> None:
    """Put a recording into another case, which is a state secret."""
    secret = await open_sand_case(session, town, case_no="汝水罚〔2026〕31号")
    row = await session.get_one(Case, secret)
    row.security_class = SecurityClass.SECRET.value
    await desk.link(session, town, recording_id, secret)


@pytest.mark.parametrize("extract", list(Extract))
async def test_it_is_in_no_extract_of_the_open_case(
    session: AsyncSession, town: Town, extract: Extract
) -> None:
    case_id, plain, withheld = await in_both(session, town)

    wanted = await wanted_of_case(session, case_id, extract, {plain, withheld})

    assert wanted.recordings == {plain}


async def test_the_form_does_not_offer_it_and_says_neutrally_that_one_is_left_out(
    session: AsyncSession, town: Town
) -> None:
    case_id, plain, _ = await in_both(session, town)

    target = await target_of_case(session, town.chen, case_id)

    assert [part.id for part in target.parts] == [plain]
    assert (target.recordings, target.withheld) == (1, 1)


async def test_the_handler_still_consults_the_rest_directly(
    session: AsyncSession, town: Town
) -> None:
    """调阅 4."""
    case_id, plain, _ = await in_both(session, town)
    wanted = await wanted_of_case(session, case_id, Extract.WHOLE)

    request_id = await desk.ask(
        session, town.chen, case_id=case_id, recordings=wanted.recordings, is_whole=True
    )

    assert (await desk.row_of(session, request_id)).state == AccessState.GRANTED.value
    items = await session.scalars(
        select(AccessItem.recording_id).where(AccessItem.request_id == request_id)
    )
    assert items.all() == [plain]


async def test_what_becomes_secret_while_the_police_wait_does_not_stop_the_rest(
    session: AsyncSession, town: Town
) -> None:
    """调阅 6 and 10: the class of the permit is that of the rest, and the item stays behind."""
    case_id = await open_sand_case(session, town)
    plain, later = [await desk.recording_in(session, town, case_id) for _ in range(2)]
    request_id = await desk.received(
        session,
        town,
        Requester.PUBLIC_ORGAN,
        case_id=case_id,
        recordings={plain, later},
        act=ConsultAct.COPY,
    )
    await make_secret(session, town, later)

    await desk.verified(session, town, request_id)

    permit = await desk.permit_of(session, request_id)
    assert permit.ceiling == SecurityClass.NONE.value
    contents = await contents_of_copy(session, permit)
    lines = (await items_page(session, request_id)).lines
    (left_out,) = contents.left_out
    assert left_out.record_id == later
    assert left_out.reason == "按照保密规定另行管理，不提供复制件。"
    assert "国家秘密" not in "".join(line.title for line in lines)


async def test_of_nothing_but_that_the_request_is_refused_without_naming_a_class(
    session: AsyncSession, town: Town
) -> None:
    """Who asks may not know that there is a secret case at all."""
    case_id = await open_sand_case(session, town)
    recording_id = await desk.recording_in(session, town, case_id)
    await make_secret(session, town, recording_id)

    request_id = await desk.ask(session, town.chen, case_id=case_id, recordings={recording_id})

    opened = await opened_request(session, town.chen, request_id)
    assert opened.detail.state is AccessState.REFUSED
    assert "按照保密规定另行管理" in opened.reason
    assert SecurityClass.SECRET.label not in opened.reason.replace("保密", "")
    assert await ceiling_of(session, await desk.row_of(session, request_id)) is SecurityClass.SECRET


NAMED = ("国家秘密", "涉密", "密级", "秘密级", "机密", "绝密")


async def test_the_register_names_the_open_case_alone(session: AsyncSession, town: Town) -> None:
    """A line that is written after it has become secret is read by whoever reads the register."""
    case_id = await open_sand_case(session, town)
    recording_id = await desk.recording_in(session, town, case_id)
    permit = await sitting.permitted(session, town, recordings=[recording_id])
    chen = await sitting.signed_in(session, town.chen)
    viewing = await begin_viewing(session, chen, permit.request_id, address="", now=NOW)
    assert isinstance(viewing, Viewing)
    await make_secret(session, town, recording_id)
    (item,) = await sitting.items_of(session, permit)

    await watch(session, Viewer(chen), viewing.id, item, now=NOW)
    await close_viewing(session, Viewer(chen), viewing.id, now=NOW)

    refused, viewed = await sitting.lines_of(session, permit.request_id)
    open_case = "汝水罚〔2026〕1号 李大山未经许可在北汝河采砂案"
    assert [line.columns["case"] for line in (refused, viewed)] == [open_case] * 2
    assert "按照保密规定另行管理" in refused.columns["note"]
    said = "".join("".join(line.columns.values()) for line in (refused, viewed))
    assert not [word for word in NAMED if word in said]


@pytest.mark.parametrize("names_the_case", [True, False])
async def test_the_leader_before_whom_it_waits_is_not_told_the_class(
    session: AsyncSession, town: Town, *, names_the_case: bool
) -> None:
    """Whoever approves may not know of a secret case, whether it was named or only linked since."""
    case_id = await open_sand_case(session, town)
    recording_id = await desk.recording_in(session, town, case_id)
    request_id = await desk.ask(
        session,
        town.liu,
        recordings={recording_id},
        case_id=case_id if names_the_case else None,
    )
    if names_the_case:
        (await session.get_one(Case, case_id)).security_class = SecurityClass.SECRET.value
    else:
        await make_secret(session, town, recording_id)
    extent = await extent_of(session, town.zhao, Act.ACCESS_APPROVE)

    card = await desk_for(session, town.zhao, request_id, now=NOW)
    (line,) = (await list_waiting(session, town.zhao, extent, now=NOW)).lines
    with pytest.raises(NotAcceptableError) as caught:
        await approve_together(session, town.zhao, {request_id: line.revision}, now=NOW)
    answer = Answer(ApprovalAnswer.APPROVED, seen_revision=line.revision)
    refused = await answer_request(session, town.zhao, request_id, answer, now=NOW)

    assert (card.security_class, line.security_class) == (None, None)
    assert line.singly == "所申请的资料须逐件审批"
    assert isinstance(refused, Decision)
    events = await sitting.events_about(session, request_id)
    told = [line.singly, str(caught.value.problems), refused.reason, str(events[-2:])]
    told += ["".join(each.columns.values()) for each in await sitting.lines_of(session, request_id)]
    assert not [word for word in NAMED if word in "".join(told)]


async def test_the_approver_of_a_work_secret_is_told_that_it_is_one(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    document_id = await desk.paper_in(session, town, case_id)
    (await session.get_one(Case, case_id)).security_class = SecurityClass.WORK_SECRET.value

    request_id = await desk.ask(session, town.liu, case_id=case_id, documents={document_id})

    card = await desk_for(session, town.zhao, request_id, now=NOW)
    assert card.security_class is SecurityClass.WORK_SECRET


async def test_the_keeper_cannot_add_it_to_what_somebody_looks_for(
    session: AsyncSession, town: Town
) -> None:
    _, plain, withheld = await in_both(session, town)
    request_id = await desk.ask(session, town.chen, material="某日的录像")
    revision = (await desk.row_of(session, request_id)).revision

    with pytest.raises(NotAcceptableError) as caught:
        await add_recordings(
            session,
            town.liu,
            request_id,
            frozenset({plain, withheld}),
            seen_revision=revision,
            now=NOW,
        )

    assert [problem.field for problem in caught.value.problems] == ["found"]
