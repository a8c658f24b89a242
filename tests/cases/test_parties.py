"""Parties of a case: added, corrected, struck out; lawyers speak for somebody who is there."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.contents import parties_of
from app.cases.fields import MOST_PARTIES
from app.cases.opening import NewParty
from app.cases.parties import PartyFacts, add_party, correct_party, strike_party
from app.errors import ConflictError, NotFoundError
from app.ids import new_id
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Case, CaseParty
from app.people.problems import NotAcceptableError
from app.policy.actor import Actor
from app.policy.case_words import CaseState, PartyKind, PartyRole
from app.policy.decision import Decision
from tests.cases.office import LI, QUARRY, open_sand_case
from tests.world import NOW, Town

LATER = NOW + timedelta(minutes=5)
RARE = "𬭩㙓䶮𠮷𫖯"
LAWYER = PartyFacts("王律师", role=PartyRole.LAWYER)


async def add(
    session: AsyncSession, actor: Actor, case_id: UUID, facts: PartyFacts, seen: int = 1
) -> Decision | None:
    return await add_party(session, actor, case_id, facts, seen_revision=seen, now=LATER)


async def correct(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    facts: PartyFacts,
    *,
    seen: int = 1,
) -> Decision | None:
    return await correct_party(
        session, actor, case_id, party_id, facts, seen_revision=seen, now=LATER
    )


async def strike(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    party_id: UUID,
    *,
    reason: str = "登记错了人",
    seen: int = 1,
) -> Decision | None:
    return await strike_party(
        session, actor, case_id, party_id, reason, seen_revision=seen, now=LATER
    )


async def id_of(session: AsyncSession, name: str) -> UUID:
    return (await session.scalars(select(CaseParty.id).where(CaseParty.name == name))).one()


async def test_a_party_with_rare_characters_is_added(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)

    await add(session, town.chen, case_id, PartyFacts(RARE, document_no="410482199001010012"))

    lines = await parties_of(session, case_id)
    assert [line.name for line in lines] == [LI.name, QUARRY.name, RARE]
    event = (await history_of(session, case_id))[-1]
    assert event.kind is LedgerKind.CASE_PARTY_ADDED
    assert "410482199001010012" not in str(event.detail)


async def test_a_lawyer_speaks_for_a_party_of_the_case(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    client = await id_of(session, LI.name)

    await add(session, town.chen, case_id, replace(LAWYER, represents_id=client))

    assert (await parties_of(session, case_id))[-1].represents == LI.name


@pytest.mark.parametrize("whom", ["nobody", "stranger", "struck", "lawyer", "other case"])
async def test_a_lawyer_who_speaks_for_nobody_there_is_not_taken(
    session: AsyncSession, town: Town, whom: str
) -> None:
    speaker = NewParty("张律师", role=PartyRole.LAWYER, represents=0)
    case_id = await open_sand_case(session, town, parties=(LI, speaker, QUARRY))
    other = NewParty("别案当事人")
    await open_sand_case(session, town, case_no="汝水罚〔2026〕2号", parties=(other,))
    await session.execute(
        update(CaseParty).where(CaseParty.name == QUARRY.name).values(struck_at=NOW)
    )
    names = {"struck": QUARRY.name, "lawyer": speaker.name, "other case": other.name}
    represents = await id_of(session, names[whom]) if whom in names else None
    if whom == "stranger":
        represents = new_id()

    with pytest.raises(NotAcceptableError, match="请从本案的当事人、第三人中选择"):
        await add(session, town.chen, case_id, replace(LAWYER, represents_id=represents))


async def test_a_party_speaks_for_nobody(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    facts = PartyFacts("某人", represents_id=await id_of(session, LI.name))

    with pytest.raises(NotAcceptableError, match="只有代理律师和其他代理人才代理"):
        await add(session, town.chen, case_id, facts)


async def test_a_correction_keeps_the_former_name_and_no_numbers(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    party = await id_of(session, LI.name)

    facts = PartyFacts("李大珊", document_no="2")
    await correct(session, town.liu, case_id, party, facts)

    assert (await session.get_one(CaseParty, party)).name == "李大珊"
    event = (await history_of(session, case_id))[-1]
    assert event.kind is LedgerKind.CASE_PARTY_CORRECTED
    assert event.detail["before"] == {"name": LI.name}
    assert event.detail["fields"] == ["document_no", "name"]


async def test_a_correction_that_changes_nothing_is_no_event(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    party = await id_of(session, QUARRY.name)
    events = await history_of(session, case_id)

    await correct(session, town.liu, case_id, party, PartyFacts(QUARRY.name, QUARRY.kind))

    assert await history_of(session, case_id) == events


async def test_whoever_is_spoken_for_does_not_become_a_lawyer(
    session: AsyncSession, town: Town
) -> None:
    speaker = NewParty("张律师", role=PartyRole.LAWYER, represents=0)
    case_id = await open_sand_case(session, town, parties=(LI, QUARRY, speaker))
    facts = PartyFacts(
        LI.name, role=PartyRole.AGENT, represents_id=await id_of(session, QUARRY.name)
    )

    with pytest.raises(NotAcceptableError, match="“张律师”是这个当事人的代理人"):
        await correct(session, town.chen, case_id, await id_of(session, LI.name), facts)


async def test_a_party_is_struck_out_and_stays_on_record(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)

    await strike(session, town.chen, case_id, await id_of(session, LI.name))

    lines = await parties_of(session, case_id)
    assert [(line.name, line.struck_at, line.strike_reason) for line in lines] == [
        (QUARRY.name, None, ""),
        (LI.name, LATER, "登记错了人"),
    ]
    event = (await history_of(session, case_id))[-1]
    assert event.kind is LedgerKind.CASE_PARTY_STRUCK
    assert event.detail["why"] == "登记错了人"


@pytest.mark.parametrize("reason", ["", "长" * 201], ids=["none", "too long"])
async def test_nobody_is_struck_out_without_a_reason(
    session: AsyncSession, town: Town, reason: str
) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError, match="请写明划去的原因"):
        await strike(session, town.chen, case_id, await id_of(session, LI.name), reason=reason)


async def test_a_struck_party_is_neither_corrected_nor_struck_again(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    party = await id_of(session, LI.name)
    await strike(session, town.chen, case_id, party)

    with pytest.raises(ConflictError, match="已经划去"):
        await strike(session, town.chen, case_id, party, seen=2)
    with pytest.raises(ConflictError, match="已经划去"):
        await correct(session, town.chen, case_id, party, PartyFacts("别人"), seen=2)


async def test_a_party_with_a_lawyer_is_not_struck_before_the_lawyer(
    session: AsyncSession, town: Town
) -> None:
    speaker = NewParty("张律师", role=PartyRole.LAWYER, represents=0)
    case_id = await open_sand_case(session, town, parties=(LI, speaker))

    with pytest.raises(ConflictError, match="“张律师”是“李大山”的代理人"):
        await strike(session, town.chen, case_id, await id_of(session, LI.name))


async def test_a_party_of_another_case_is_not_found(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town, parties=())
    await open_sand_case(session, town, case_no="汝水罚〔2026〕2号", parties=(LI,))
    party = await id_of(session, LI.name)

    with pytest.raises(NotFoundError):
        await correct(session, town.chen, case_id, party, PartyFacts("别人"))
    with pytest.raises(NotFoundError):
        await strike(session, town.chen, case_id, party)


async def test_the_two_hundredth_party_fits_and_no_more(session: AsyncSession, town: Town) -> None:
    many = tuple(NewParty(f"当事人{number}") for number in range(MOST_PARTIES - 1))
    case_id = await open_sand_case(session, town, parties=many)
    await add(session, town.chen, case_id, PartyFacts("最后一个"))

    with pytest.raises(NotAcceptableError, match="最多200个"):
        await add(session, town.chen, case_id, PartyFacts("多出来的"), seen=2)


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "长" * 201}, {"document_no": "1" * 201}, {"contact": "1" * 201}],
)
async def test_what_is_missing_or_too_long_is_named(
    session: AsyncSession, town: Town, wrong: dict[str, str]
) -> None:
    case_id = await open_sand_case(session, town)

    with pytest.raises(NotAcceptableError) as caught:
        await add(session, town.chen, case_id, replace(PartyFacts("某人"), **wrong))  # type: ignore[arg-type]

    assert [problem.field for problem in caught.value.problems] == list(wrong)


async def test_an_outsider_finds_no_case_and_a_leader_is_refused(
    session: AsyncSession, town: Town
) -> None:
    case_id = await open_sand_case(session, town)
    party = await id_of(session, LI.name)

    for refused in (
        await add(session, town.zhao, case_id, PartyFacts("某人")),
        await correct(session, town.zhao, case_id, party, PartyFacts("某人")),
        await strike(session, town.zhao, case_id, party),
    ):
        assert isinstance(refused, Decision)
    with pytest.raises(NotFoundError):
        await add(session, town.qian, case_id, PartyFacts("某人"))


async def test_parties_of_a_bound_file_stay(session: AsyncSession, town: Town) -> None:
    case_id = await open_sand_case(session, town)
    await session.execute(update(Case).values(state=CaseState.FILE_BOUND.value))

    outcome = await add(session, town.liu, case_id, PartyFacts("某人", PartyKind.ORGANISATION))

    assert isinstance(outcome, Decision)
    assert len(await parties_of(session, case_id)) == 2
