"""By which law a unit lives, and that nothing of it is rewritten."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.agencies.adopting import finish_set_up
from app.agencies.drafting import Draft, Setting
from app.agencies.queries import history_of_agency, is_set_up, pack_at
from app.db import transaction, type_of_sessions
from app.demo.law import DRAFT
from app.errors import ConflictError, NotFoundError
from app.ledger.book import history_of
from app.ledger.kinds import LedgerKind
from app.models import Adoption, PackVersion
from app.packs.load import read_pack, shipped_text
from app.people import laws
from app.people.authority import extent_of, permit, thing_in
from app.people.problems import NotAcceptableError
from app.people.queries import pack_of_unit
from app.policy.actor import ANONYMOUS, Actor
from app.policy.acts import Act
from app.policy.decision import Decision
from app.policy.values import Keeping, Period
from tests.questions import questions_of
from tests.world import NOW, Settled, Town

LATER = NOW + timedelta(days=1)


async def adopt(
    session: AsyncSession, town: Town, draft: Draft = DRAFT, follows: UUID | None = None
) -> UUID:
    found = await finish_set_up(session, town.sun, town.agency, draft, follows=follows, now=NOW)
    assert isinstance(found, UUID)
    return found


async def test_until_the_set_up_is_finished_the_registered_pack_counts(
    session: AsyncSession, town: Town
) -> None:
    assert await pack_of_unit(session, town.brigade) is read_pack("ruzhou")
    assert not await is_set_up(session, town.brigade)


async def test_a_unit_lives_by_what_the_nearest_agency_above_has_adopted(
    session: AsyncSession, town: Town
) -> None:
    await adopt(session, town)

    pack = await pack_of_unit(session, town.brigade)

    assert pack.period("retention.case_file") == Period(Keeping.FIXED, 360)
    assert pack.period("retention.patrol") == Period(Keeping.FIXED, 24)
    assert [each.pack for each in pack.citation("retention.patrol")] == ["agency", "ruzhou"]
    assert pack == await pack_of_unit(session, town.agency)
    assert await is_set_up(session, town.brigade)


async def test_the_agency_next_door_is_not_touched(session: AsyncSession, town: Town) -> None:
    await adopt(session, town)

    assert await pack_of_unit(session, town.stranger_agency) is read_pack("ruzhou")


async def test_rules_and_lists_ask_the_adopted_pack(session: AsyncSession, town: Town) -> None:
    assert await extent_of(session, town.liu, Act.RECORDING_PLAY)
    shanxi = Draft(
        "shanxi",
        "补充规定",
        "1号",
        "某局",
        {
            **DRAFT.settings,
            "custodian.role": Setting("device_keeper", "第二条"),
            "device.keeper.role": Setting("device_keeper", "第二条"),
            "retention.other_av": Setting({"keeping": "fixed", "months": 12}, "第四条"),
            "access.answer": Setting({"count": 15, "unit": "working_day"}, "第六条"),
            "access.view.counterpart": Setting("head_of_organ", "第六条"),
            "access.view.handler": Setting("head_of_organ", "第六条"),
            "access.view.other_staff": Setting("head_of_organ", "第六条"),
            "checklist.rows": Setting([["查封", "现场", "取证", "录像"]], "第七条"),
        },
    )

    await adopt(session, town, shanxi)

    thing = await thing_in(session, town.brigade)
    decision = await permit(
        session, town.liu, Act.RECORDING_PLAY, thing, subject_id=town.brigade, now=NOW
    )
    assert not decision.allowed
    assert not await extent_of(session, town.liu, Act.RECORDING_PLAY)
    line = (await history_of(session, town.brigade))[-1]
    assert {cited["pack"] for cited in line.detail["citations"]} <= {"shanxi", "agency"}
    assert all(len(cited["sha256"]) == 64 for cited in line.detail["citations"])


async def test_finishing_is_one_event_that_names_texts_and_document(
    session: AsyncSession, town: Town
) -> None:
    adoption = await adopt(session, town)

    line = (await history_of(session, town.agency))[-1]

    assert line.kind is LedgerKind.AGENCY_ADOPTED
    assert line.actor_id == town.sun.id
    assert line.detail["adoption"] == str(adoption)
    assert (line.detail["pack"], line.detail["version"]) == ("ruzhou", read_pack("ruzhou").version)
    assert line.detail["sha256"] == (await pack_of_unit(session, town.agency)).sha256
    assert "汝水〔2026〕18号" in line.detail["document"]


async def test_a_later_change_leaves_the_earlier_set_up_readable(
    session: AsyncSession, town: Town
) -> None:
    first = await adopt(session, town)
    longer = Setting({"keeping": "fixed", "months": 36}, "第五条")
    draft = replace(DRAFT, settings={**DRAFT.settings, "retention.patrol": longer})
    await finish_set_up(session, town.sun, town.agency, draft, follows=first, now=LATER)

    then = await pack_at(session, town.agency, NOW)
    now = await pack_of_unit(session, town.agency)
    newest, oldest = await history_of_agency(session, town.agency)

    assert then is not None
    assert then.period("retention.patrol") == Period(Keeping.FIXED, 24)
    assert now.period("retention.patrol") == Period(Keeping.FIXED, 36)
    assert then.sha256 != now.sha256
    assert (newest.until, oldest.until) == (None, LATER)
    assert await pack_at(session, town.agency, NOW - timedelta(days=1)) is None


async def test_a_new_version_of_the_shipped_text_changes_nothing_that_was_adopted(
    session: AsyncSession, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await adopt(session, town)
    before = await pack_of_unit(session, town.agency)
    monkeypatch.setattr(laws, "_combined", {})
    monkeypatch.setattr(laws, "read_pack", lambda _: read_pack("changli"))

    assert await pack_of_unit(session, town.brigade) == before
    assert before.version == read_pack("ruzhou").version


async def test_every_text_is_kept_whole(session: AsyncSession, town: Town) -> None:
    await adopt(session, town)

    kept = (await session.scalars(select(PackVersion))).one()

    assert kept.text == shipped_text("ruzhou")
    assert (kept.pack_id, kept.version) == ("ruzhou", read_pack("ruzhou").version)


async def test_a_known_law_costs_a_transaction_one_question(
    session: AsyncSession, town: Town
) -> None:
    await adopt(session, town)
    await pack_of_unit(session, town.brigade)
    session.info.clear()

    async with questions_of(session) as asked:
        for _ in range(3):
            await pack_of_unit(session, town.brigade)

    assert len(asked) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE adoption SET document_no = '2号'",
        "DELETE FROM adoption",
        "UPDATE pack_version SET version = 9",
        "DELETE FROM pack_version",
    ],
)
async def test_what_was_adopted_cannot_be_changed(
    session: AsyncSession, town: Town, statement: str
) -> None:
    await adopt(session, town)

    with pytest.raises(DBAPIError, match=r"permission denied|only added to"):
        await session.execute(text(statement))


async def test_a_text_that_is_not_its_digest_is_not_kept(session: AsyncSession) -> None:
    session.add(PackVersion(sha256="0" * 64, pack_id="x", version=1, text="x", kept_at=NOW))

    with pytest.raises(DBAPIError, match="digest_of_text"):
        await session.flush()


@pytest.mark.parametrize("who", ["chen", "liu", "zhao"])
async def test_only_the_system_administrator_finishes(
    session: AsyncSession, town: Town, who: str
) -> None:
    actor: Actor = getattr(town, who)
    may_read = who != "chen"
    if not may_read:
        with pytest.raises(NotFoundError):
            await finish_set_up(session, actor, town.agency, DRAFT, follows=None, now=NOW)
        return

    outcome = await finish_set_up(session, actor, town.agency, DRAFT, follows=None, now=NOW)

    assert isinstance(outcome, Decision)
    assert not outcome.allowed
    assert (await history_of(session, town.agency))[-1].kind is LedgerKind.ACT_REFUSED
    assert await session.scalar(select(Adoption.id)) is None


@pytest.mark.parametrize("who", ["qian", "anonymous"])
async def test_strangers_do_not_learn_that_there_is_such_an_agency(
    session: AsyncSession, town: Town, who: str
) -> None:
    actor = ANONYMOUS if who == "anonymous" else town.qian

    with pytest.raises(NotFoundError):
        await finish_set_up(session, actor, town.agency, DRAFT, follows=None, now=NOW)


async def test_a_section_has_no_set_up_of_its_own(session: AsyncSession, town: Town) -> None:
    with pytest.raises(ConflictError, match="随汝州市水利局适用规定"):
        await finish_set_up(session, town.sun, town.brigade, DRAFT, follows=None, now=NOW)


async def test_an_unfinished_draft_is_not_adopted(session: AsyncSession, town: Town) -> None:
    draft = replace(DRAFT, settings={})

    with pytest.raises(NotAcceptableError, match="案卷保存期限"):
        await finish_set_up(session, town.sun, town.agency, draft, follows=None, now=NOW)


async def test_of_two_who_finish_at_once_one_is_told(
    committed: type_of_sessions, settled: Settled
) -> None:
    async with transaction(committed) as session:
        town = await settled.again(session)

    async def finish() -> str:
        try:
            async with transaction(committed) as session:
                await adopt(session, town)
        except ConflictError as error:
            return error.message
        return ""

    outcomes = sorted(await asyncio.gather(finish(), finish()))

    assert outcomes[0] == ""
    assert "另一位管理员刚刚完成" in outcomes[1]
    async with transaction(committed) as session:
        assert len((await session.scalars(select(Adoption))).all()) == 1
