"""A province to search in: made by chance from a fixed seed, written by COPY.

Units are skewed, names repeat as names do, and a few hold rare characters. What the product's
``indexing`` would write is made here with the product's own functions, because a million rows one
batch after another would take too long; ``check_sample`` compares. Uploads and originals are left
out, so triggers and foreign keys are off while loading.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ids import id_of_moment, new_id
from app.models import CaseSearch, RecordingSearch
from app.people.register import NewPerson, register_person, register_unit
from app.policy.actor import WORKER, Assignment
from app.policy.vocabulary import Role, UnitKind
from app.searching.texts import cases_as_found, documents_as_found, recordings_as_found
from app.searching.words import join, keys_of

NOW = datetime.now(UTC).replace(microsecond=0)
DAYS, UNITS, OFFICERS, DEVICES, CHUNK = 750, 200, 2_000, 3_000, 50_000
PASSWORD = "a long word for the bench"
RARE = "𬭩㙓䶮𠮷𫖯"
SURNAMES = list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余")
GIVEN = list(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文海山水林志新春梅玉兰红波斌辉鹏飞龙"
    "晓东立成永福祥瑞泽宇浩然子轩梓涵思远俊豪嘉怡雨桐欣妍佳琪一诺博文昊天天佑家乐"
)
WORDS = list(
    "未经许可擅自在河道采砂取土倾倒堆放弃置矿渣石煤灰泥垃圾修建围堤阻水渠桥梁码头违反规定取用地下"
    "经营场所检查现场勘验笔录询问通知责令改正处罚决定听证送达执行复议移送卫生消防安全生产环境保护"
)
RIVERS = ["北汝河", "洗耳河", "荆河", "黄涧河", "燕子河", "蟒川河", "牛家河", "炉沟河"]
TOWNS = ["温泉镇", "临汝镇", "小屯镇", "杨楼镇", "蟒川镇", "寄料镇", "陵头镇", "米庙镇", "纸坊镇"]
CAUSES = [
    "未经许可在河道采砂",
    "擅自取用地下水",
    "在河道内倾倒垃圾",
    "违反规定修建围堤",
    "无证经营",
]
KINDS = [("video", 70), ("audio", 15), ("photo", 14), ("other", 1)]
STATES = [("processed", 97), ("damaged", 1), ("quarantined", 1), ("received", 1)]
TABLES = ("recording", "catalogue_entry", "recording_search", "enforcement_case", "case_party",
          "case_document", "case_search", "deadline")  # fmt: skip


@dataclass(slots=True)
class Province:
    """Who and what there is, by id, and where chance stands."""

    units: list[UUID] = field(default_factory=list)
    people: dict[str, UUID] = field(default_factory=dict)
    officers: list[tuple[UUID, str]] = field(default_factory=list)
    devices: list[tuple[UUID, str]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(20261121))

    def unit(self) -> UUID:
        return self.chance.choices(self.units, cum_weights=self.weights)[0]

    def moment(self) -> datetime:
        return NOW - timedelta(seconds=self.chance.randrange(60, DAYS * 86_400))

    def moments(self, number: int) -> list[datetime]:
        """Return so many, the earliest first: what comes later is written later, as in life."""
        return sorted(self.moment() for _ in range(number))

    def name(self) -> str:
        pick = self.chance
        if pick.random() < 0.001:
            return pick.choice(SURNAMES) + "".join(pick.choices(RARE, k=2))
        return pick.choice(SURNAMES) + "".join(pick.choices(GIVEN, k=pick.choice((1, 2, 2))))

    def phrase(self, least: int, most: int) -> str:
        return "".join(self.chance.choices(WORDS, k=self.chance.randint(least, most)))

    def cause(self) -> str:
        usual = self.chance.random() < 0.5
        return self.chance.choice(CAUSES) if usual else self.phrase(6, 14)

    def place(self) -> str:
        return f"{self.chance.choice(RIVERS)}{self.chance.choice(TOWNS)}段"

    def of(self, weighted: list[tuple[str, int]]) -> str:
        values, weights = zip(*weighted, strict=True)
        return self.chance.choices(values, weights)[0]


async def settle(session: AsyncSession, password_hash: str) -> Province:
    """Register units and the people who search: of all units, of twenty, of one, of none."""
    province = Province()
    top = await register_unit(
        session, WORKER, code="B", name="省厅", kind=UnitKind.AGENCY, pack_id="ruzhou", now=NOW
    )
    province.units = [top]
    for number in range(1, UNITS):
        unit = await register_unit(
            session, WORKER, code=f"B{number}", name=f"第{number}水政监察大队", pack_id="ruzhou",
            kind=UnitKind.SUB_UNIT, parent_id=top, now=NOW,
        )  # fmt: skip
        province.units.append(unit)
    province.weights = list(accumulate(1 / (rank + 3) for rank in range(UNITS)))
    for name, units in (("all", province.units), ("twenty", province.units[20:40]),
                        ("one", province.units[5:6]), ("none", [])):  # fmt: skip
        person = NewPerson(name, province.name(), "", password_hash)
        held = tuple(Assignment(unit, Role.RECORD_KEEPER) for unit in units)
        province.people[name] = await register_person(
            session, WORKER, (units or [top])[0], person, assignments=held, now=NOW
        )
    return province


async def load(admin: asyncpg.Connection, province: Province, rows: int) -> None:
    """Write everything; indexes are dropped before and made again afterwards."""
    await admin.execute("SET session_replication_role = replica")
    definitions = await admin.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1) AND schemaname = "
        "'public' AND indexdef NOT LIKE 'CREATE UNIQUE%'",
        list(TABLES),
    )
    for row in definitions:
        await admin.execute(f"DROP INDEX {row['indexname']}")
    await _people_and_devices(admin, province)
    moments = province.moments(rows)
    for begin in range(0, rows, CHUNK):
        await _recordings(admin, province, moments[begin : begin + CHUNK])
    cases = rows // 10
    moments = province.moments(cases)
    for begin in range(0, cases, CHUNK):
        await _cases(admin, province, begin, moments[begin : begin + CHUNK])
    await _deadlines(admin, province, cases)
    for row in definitions:
        await admin.execute(row["indexdef"], timeout=600)
    for table in TABLES:
        await admin.execute(f"VACUUM ANALYZE {table}", timeout=600)


async def _copy(admin: asyncpg.Connection, table: str, columns: str, rows: object) -> None:
    await admin.copy_records_to_table(table, columns=columns.split(), records=rows, timeout=600)


async def _people_and_devices(admin: asyncpg.Connection, province: Province) -> None:
    province.officers = [(new_id(), province.name()) for _ in range(OFFICERS)]
    province.devices = [(new_id(), f"B-JLY-{number:05}") for number in range(DEVICES)]
    await _copy(
        admin, "person", "id unit_id username full_name password_hash created_at",
        [(key, province.units[0], f"officer{number}", name, "", NOW)
         for number, (key, name) in enumerate(province.officers)],
    )  # fmt: skip
    await _copy(
        admin, "device", "id unit_id device_no kind created_at",
        [(key, province.unit(), number, "body_camera", NOW) for key, number in province.devices],
    )  # fmt: skip


async def _recordings(
    admin: asyncpg.Connection, province: Province, moments: list[datetime]
) -> None:
    recordings, entries, found = [], [], []
    pick = province.chance
    for moment in moments:
        key, unit = id_of_moment(moment), province.unit()
        device, device_no = pick.choice(province.devices)
        officer, officer_name = pick.choice(province.officers)
        file_name = f"{device_no}_{moment:%Y%m%d%H%M%S}_{pick.randrange(10_000):04}.mp4"
        parties = [province.name() for _ in range(pick.choice((1, 1, 2)))]
        cause, place, note = province.cause(), province.place(), province.phrase(0, 12)
        state, kind = province.of(STATES), province.of(KINDS)
        recordings.append(
            (key, unit, new_id(), officer, state, kind, file_name, "video/mp4",
             pick.randrange(1 << 30), moment, moment, device, "settled", officer, "custodian",
             new_id() if state != "received" else None)
        )  # fmt: skip
        entries.append((key, parties, cause, place, note, moment))
        words = join((file_name, device_no, officer_name, *parties, cause, place, note))
        found.append((key, unit, moment, kind, state, words, keys_of(words, moment), NOW))
    await _copy(
        admin, "recording",
        "id unit_id upload_id submitted_by_person_id state kind file_name declared_type size_bytes "
        "recorded_at received_at device_id device_source officer_id officer_source original_id",
        recordings,
    )  # fmt: skip
    await _copy(
        admin, "catalogue_entry", "recording_id parties cause place note changed_at", entries
    )
    await _copy(
        admin,
        "recording_search",
        "recording_id unit_id moment kind state words pairs indexed_at",
        found,
    )


async def _cases(
    admin: asyncpg.Connection, province: Province, begin: int, moments: list[datetime]
) -> None:
    cases, parties, documents, found = [], [], [], []
    pick, keeper = province.chance, province.people["all"]
    for number, moment in enumerate(moments, begin):
        key, unit, name = id_of_moment(moment), province.unit(), province.name()
        cause, place, note = province.cause(), province.place(), province.phrase(0, 10)
        state = pick.choice(("opened", "closed", "archived", "evidence"))
        case_no = f"汝水罚〔{moment.year}〕{number}号"
        title, content = f"{name}{cause}案", province.phrase(150, 400)
        cases.append((key, unit, case_no, title, cause, "ordinary",
                      state, place, note, moment.date(), keeper, moment))  # fmt: skip
        parties.append((new_id(), key, "person", "party", name, moment))
        documents.append((new_id(), key, 1, "决定书", "行政处罚决定书", 1, "ready", new_id(),
                          "1.pdf", "application/pdf", content, keeper, moment))  # fmt: skip
        known = (case_no, title, cause, name, place, note)
        for with_documents in (False, True):
            texts = (*known, "行政处罚决定书", content) if with_documents else known
            words = join(texts)
            found.append((key, with_documents, unit, moment, "ordinary", state, words,
                          keys_of(words, moment), 1, NOW))  # fmt: skip
    await _copy(
        admin, "enforcement_case",
        "id unit_id case_no title cause procedure state place note opened_on opened_by_id "
        "opened_at",
        cases,
    )  # fmt: skip
    await _copy(admin, "case_party", "id case_id kind role name added_at", parties)
    await _copy(
        admin, "case_document",
        "id case_id file_version kind title position state original_id file_name media_type "
        "content_text added_by_id added_at",
        documents,
    )  # fmt: skip
    await _copy(
        admin, "case_search",
        "case_id with_documents unit_id moment kind state words pairs case_revision indexed_at",
        found,
    )  # fmt: skip


async def _deadlines(admin: asyncpg.Connection, province: Province, count: int) -> None:
    """Nineteen of twenty are met; of the others most are overdue."""

    def lines() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            begun = province.moment()
            due = begun + timedelta(days=1)
            met = None if number % 20 == 0 else due
            yield (new_id(), province.unit(), "recording", new_id(), "store.deadline.normal",
                   begun, due, met, "当日存储", "{}", '{"citations": []}', begun)  # fmt: skip

    await _copy(
        admin, "deadline",
        "id unit_id subject_kind subject_id key starts_at due_at met_at reason facts basis "
        "opened_at",
        lines(),
    )  # fmt: skip


async def check_sample(session: AsyncSession) -> None:
    """What was written by COPY is what the product would have indexed."""
    rows = (await session.scalars(select(RecordingSearch).limit(300))).all()
    found = await recordings_as_found(session, [row.recording_id for row in rows])
    for row in rows:
        words = join(text for _, text in found[row.recording_id].texts)
        assert (row.words, row.pairs) == (words, keys_of(words, row.moment)), row.words
    cases = (await session.scalars(select(CaseSearch).limit(300))).all()
    known = await cases_as_found(session, [row.case_id for row in cases])
    documents = await documents_as_found(session, [row.case_id for row in cases])
    for case in cases:
        texts = known[case.case_id].texts
        texts += documents[case.case_id] if case.with_documents else ()
        words = join(text for _, text in texts)
        assert (case.words, case.pairs) == (words, keys_of(words, case.moment)), case.words
