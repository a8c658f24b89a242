"""The pages of the law: what everybody may read, and what a citation shows."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import ids
from app.law.texts import load_text
from app.ledger.book import append
from app.ledger.kinds import LedgerKind
from app.models import Adoption, PackVersion
from app.packs.load import digest_of, read_text, shipped_text
from app.people.register import NewPerson, register_person, register_unit
from app.policy.actor import WORKER
from app.policy.vocabulary import UnitKind
from tests.routers.conftest import House, house
from tests.world import NOW, PASSWORD_HASH

__all__ = ["house"]

TEXT = (
    "汝州市水利局行政执法记录信息调阅监督制度\n行政执法音像记录管理制度\n"
    "汝州市水利局行政执法记录信息调阅监督制度\n"
    "第三条 试验：<script>第三条</script>的原文。\n第五条 试验第五条的原文。\n"
    "行政执法音像记录管理制度\n第四条 试验音像第四条的原文。\n"
).encode()


async def adopt_text(session: AsyncSession, agency: UUID, text: str) -> None:
    """Let an agency live by a text that is not the one that ships, without own settings."""
    sha256 = digest_of(text)
    session.add(PackVersion(sha256=sha256, pack_id="ruzhou", version=1, text=text, kept_at=NOW))
    await session.flush()
    session.add(
        Adoption(
            id=ids.new_id(),
            unit_id=agency,
            pack_id="ruzhou",
            version=1,
            pack_sha256=sha256,
            above_sha256s=[],
            settings="",
            settings_sha256=digest_of(""),
            effective_sha256=sha256,
            document_name="执法记录补充规定",
            document_no="汝水〔2018〕2号",
            in_force_from=NOW,
        )
    )


async def load(house: House) -> None:
    async with house.sessions() as session, session.begin():
        await load_text(session, WORKER, read_text("ruzhou"), TEXT, now=NOW)


async def test_everybody_reads_the_regulation_of_their_unit(house: House) -> None:
    chen = await house.visit("chen")

    page = (await chen.get("/law")).text

    assert "本单位适用这份规定" in page
    assert 'id="调阅监督制度第五条"' in page
    assert "本单位其他人员查阅的批准" in page
    assert "机关主要负责人" in page
    assert 'href="/law/comparison"' in page
    assert "尚未载入" in page


async def test_an_agency_reads_the_version_it_adopted_until_it_adopts_a_newer_one(
    house: House,
) -> None:
    older = (
        shipped_text("ruzhou")
        .replace("version = 3", "version = 1")
        .replace("汝水〔2019〕139号", "汝水〔2018〕1号")
    )
    async with house.sessions() as session, session.begin():
        await adopt_text(session, house.town.agency, older)
    liu = await house.visit("liu")

    own, same, newest = [
        (await liu.get(path)).text for path in ("/law", "/law/ruzhou", "/law/ruzhou?version=newest")
    ]

    for page in (own, same):
        assert "汝水〔2018〕1号" in page
        assert "系统随附的是第 3 版，本单位适用的仍是第 1 版" in page
    assert "汝水〔2019〕139号" in newest
    assert "本单位不适用" in newest


async def test_nobody_signed_in_reads_nothing(house: House) -> None:
    answer = await house.stranger().get("/law")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_where_it_acts_is_a_link_only_for_those_who_have_the_room(house: House) -> None:
    liu, chen = await house.visit("liu"), await house.visit("chen")

    keeper, officer = (await liu.get("/law")).text, (await chen.get("/law")).text

    assert '<a href="/devices/usage">使用情况台账</a>' in keeper
    assert '<a href="/devices/usage">使用情况台账</a>' not in officer
    assert "使用情况台账" in officer


async def test_another_regulation_can_be_read_and_an_unknown_one_was_never_there(
    house: House,
) -> None:
    liu = await house.visit("liu")

    other, unknown = await liu.get("/law/shanxi"), await liu.get("/law/nowhere")

    assert "本单位不适用" in other.text
    assert unknown.status_code == 404


async def test_a_text_above_that_is_not_supplied_is_a_warning(house: House) -> None:
    liu = await house.visit("liu")

    page = (await liu.get("/law")).text

    assert "上位规定的文本没有提供" in page
    assert "河南省" in page


async def test_a_town_is_led_to_the_text_of_its_province(house: House) -> None:
    async with house.sessions() as session, session.begin():
        unit = await register_unit(
            session,
            WORKER,
            code="ZZ",
            name="永济市张营镇人民政府",
            kind=UnitKind.AGENCY,
            pack_id="zhangying",
            now=NOW,
        )
        person = NewPerson("zhang", "张明", "", PASSWORD_HASH)
        await register_person(session, WORKER, unit, person, assignments=(), now=NOW)
    zhang = await house.visit("zhang")

    page = (await zhang.get("/law")).text

    assert '<a href="/law/shanxi">山西省行政执法全过程记录办法</a>' in page


async def test_a_refusal_counts_for_its_article(house: House) -> None:
    async with house.sessions() as session, session.begin():
        await append(
            session,
            LedgerKind.ACT_REFUSED,
            house.town.chen,
            unit_id=house.town.brigade,
            detail={"citations": [{"pack": "ruzhou", "article": "调阅监督制度第五条"}]},
            now=NOW,
        )
    chen, liu = await house.visit("chen"), await house.visit("liu")

    assert "本单位的台账引用 1 次" in (await chen.get("/law")).text
    assert "本单位的台账引用" not in (await liu.get("/law")).text


async def test_a_loaded_text_stands_beside_the_summary_as_text(house: House) -> None:
    await load(house)
    chen = await house.visit("chen")

    page = (await chen.get("/law")).text

    assert "已载入" in page
    assert "试验第五条的原文。" in page
    assert "&lt;script&gt;第三条&lt;/script&gt;" in page
    assert "<script>第三条" not in page


async def test_a_refusal_shows_the_words_of_the_article_it_rests_on(house: House) -> None:
    await load(house)
    chen = await house.visit("chen")

    answer = await chen.get("/set-aside")

    assert answer.status_code == 403
    assert "依据：音像记录管理制度第四条" in answer.text
    assert "条文原文" in answer.text
    assert "试验音像第四条的原文。" in answer.text
