"""A few cases of the demonstration, each as far as its day, and how the agency numbers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases.moving import move_case
from app.cases.numbering import set_pattern
from app.cases.opening import NewCase, NewParty, open_case
from app.clock import day_of
from app.papers.kinds import confirm_starting_list
from app.policy.actor import Actor, Assignment
from app.policy.case_words import CaseProcedure, CaseState, ControlMark, PartyKind, PartyRole
from app.policy.vocabulary import ActorKind, Role

PATTERNS = (
    (CaseProcedure.ORDINARY, "汝水罚〔{年}〕{序号}号", 28),
    (CaseProcedure.COERCION, "汝水强〔{年}〕{序号}号", 3),
    (CaseProcedure.SUMMARY, "汝水简〔{年}〕{序号}号", 11),
)
LI = NewParty("李大山", document_no="410482197001010011", contact="13800000001")
QUARRY = NewParty(
    "汝州市河道砂石有限公司", PartyKind.ORGANISATION, document_no="91410482MA00000001"
)
LAWYER = NewParty("王律师", role=PartyRole.LAWYER, represents=1)


@dataclass(frozen=True, slots=True)
class Story:
    """One case: what it is about, how many days ago it was opened, which steps it took, daily."""

    title: str
    cause: str
    procedure: CaseProcedure
    days_ago: int
    place: str
    parties: tuple[NewParty, ...]
    steps: tuple[CaseState, ...] = ()
    marks: tuple[ControlMark, ...] = ()


STORIES = (
    Story(
        "王𬭩未安装取水计量设施案",
        "取水单位未安装取水计量设施",
        CaseProcedure.SUMMARY,
        20,
        "钟楼街道城北取水口",
        (NewParty("王𬭩", contact="13800000003"),),
        (CaseState.DECIDED, CaseState.SERVED, CaseState.EXECUTED, CaseState.CLOSED),
    ),
    Story(
        "赵某擅自在河道管理范围内堆放物料案",
        "在河道管理范围内堆放物料",
        CaseProcedure.ORDINARY,
        15,
        "汝河骑岭乡段左岸",
        (NewParty("赵小军", document_no="410482199203040018"),),
        (CaseState.EVIDENCE, CaseState.LEGAL_REVIEW, CaseState.DECIDED, CaseState.SERVED),
        (ControlMark.PRIVACY,),
    ),
    Story(
        "李大山未经许可在北汝河采砂案",
        "未经许可在河道采砂",
        CaseProcedure.ORDINARY,
        2,
        "北汝河温泉镇段",
        (LI, QUARRY, LAWYER),
        (CaseState.EVIDENCE,),
    ),
    Story(
        "强制拆除违建码头案",
        "在河道管理范围内建设妨碍行洪的建筑物",
        CaseProcedure.COERCION,
        1,
        "北汝河小屯镇段",
        (QUARRY,),
    ),
)


async def open_cases(
    session: AsyncSession,
    agency: UUID,
    brigade: UUID,
    people: Mapping[str, UUID],
    *,
    now: datetime,
) -> None:
    """Set numbering and kinds of documents and open the cases.

    ``people`` by their key in ``demo.json``. Each act has its event, as if it had been done on
    that day.
    """
    sun = _actor(people["sysadmin"], agency, Role.SYSTEM_ADMINISTRATOR)
    begun = now - timedelta(days=max(story.days_ago for story in STORIES))
    for procedure, pattern, last_no in PATTERNS:
        await set_pattern(session, sun, agency, procedure, pattern, last_no=last_no, now=begun)
    await confirm_starting_list(session, sun, now=begun)
    chen = _actor(people["officer"], brigade, Role.OFFICER)
    for story in STORIES:
        await _tell(session, chen, brigade, people, story, now=now)


async def _tell(
    session: AsyncSession,
    officer: Actor,
    brigade: UUID,
    people: Mapping[str, UUID],
    story: Story,
    *,
    now: datetime,
) -> None:
    opened_at = now - timedelta(days=story.days_ago)
    new = NewCase(
        title=story.title,
        cause=story.cause,
        procedure=story.procedure,
        opened_on=day_of(opened_at),
        main_handler_id=people["officer"],
        place=story.place,
        control_marks=story.marks,
        parties=story.parties,
        other_handler_ids=(people["handler"],),
    )
    case_id = await open_case(session, officer, brigade, new, now=opened_at)
    assert isinstance(case_id, UUID)
    for revision, state in enumerate(story.steps, 1):
        await move_case(
            session,
            officer,
            case_id,
            state,
            seen_revision=revision,
            now=opened_at + timedelta(days=revision),
        )


def _actor(person_id: UUID, unit_id: UUID, role: Role) -> Actor:
    return Actor(ActorKind.PERSON, person_id, unit_id, assignments=(Assignment(unit_id, role),))
