"""What cataloguing sets, what came of it, and the words for what cannot be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ConflictError, InvalidInputError
from app.models import Section
from app.people.authority import extent_of
from app.people.problems import FieldProblem, NotAcceptableError
from app.policy.actor import Actor
from app.policy.acts import Act
from app.policy.law_words import Situation
from app.policy.linking import NewLink

MOST = 5_000
LONGEST = 200
LONGEST_NOTE = 2_000
MOST_PARTIES = 50
MOST_NAMED = 200
"""Each recording whose officer is named is judged by itself, with its hand-overs and its time."""
WHY_OFFICER = "请写明核定执法人员的理由，例如向谁核实、依据什么。理由会永久留在台账中。"


class TooManyError(InvalidInputError):
    """More recordings than one change takes."""

    code = "too_many_recordings"
    message = f"一次最多更改{MOST}件资料。请用日期、单位等条件缩小范围，分几次办理。"


class TooManyNamedError(InvalidInputError):
    """More recordings than those whose officer is named at once."""

    code = "too_many_officers_named"
    message = f"一次最多核定{MOST_NAMED}件资料的执法人员。请缩小范围，分几次办理。"


class NothingChangedError(ConflictError):
    """Not one of the recordings could be changed; the message says why."""

    code = "nothing_catalogued"
    message = "没有资料被更改。所选资料可能已由他人编目，请刷新页面查看。"


class ChangedMeanwhileError(ConflictError):
    """Somebody else has catalogued the recording since the form was opened."""

    code = "catalogued_meanwhile"
    message = "这份资料的编目刚刚由他人更改。请核对下面“现在的内容”，再次保存即以您填写的为准。"


@dataclass(frozen=True, slots=True)
class Change:
    """What is set for every recording; what stands empty is left as it is."""

    section_id: UUID | None = None
    parties: tuple[str, ...] = ()
    cause: str = ""
    situation: Situation | None = None
    place: str = ""
    note: str = ""
    case_id: UUID | None = None
    link: NewLink = field(default_factory=NewLink)
    finish: bool = False
    """Whether the recordings leave the inbox, if the law's fields are complete."""
    officer_id: UUID | None = None
    officer_reason: str = ""
    """Why this officer is named; it stays with the recording."""

    @property
    def is_officer_alone(self) -> bool:
        """Whether nothing but the officer is set."""
        sets_more = self.columns() or self.case_id or self.finish
        return self.officer_id is not None and not sets_more

    def columns(self) -> Mapping[str, Any]:
        """Return the columns of the entry that are set."""
        all_of_them = {
            "section_id": self.section_id,
            "parties": list(self.parties),
            "cause": self.cause,
            "situation": self.situation.value if self.situation else "",
            "place": self.place,
            "note": self.note,
        }
        return {name: value for name, value in all_of_them.items() if value}


@dataclass(frozen=True, slots=True)
class Left:
    """A recording that was not changed, or not wholly, and why."""

    recording_id: UUID
    file_name: str
    why: str

    def as_json(self) -> dict[str, str]:
        """Return it as the batch keeps it."""
        return {"recording": str(self.recording_id), "file_name": self.file_name, "why": self.why}


def one_for_each(left: Iterable[Left]) -> list[Left]:
    """Return one line for each recording, with all that is to be said of it."""
    found: dict[UUID, Left] = {}
    for each in left:
        before = found.get(each.recording_id)
        found[each.recording_id] = replace(each, why=before.why + each.why) if before else each
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a change of many or of its undoing."""

    batch_id: UUID
    count: int
    left: tuple[Left, ...]


async def check(session: AsyncSession, actor: Actor, change: Change) -> None:
    """Hold what was typed to its lengths, and the section to those the actor keeps records of.

    Raises:
        NotAcceptableError: with every field that has to be mended.
    """
    problems = [
        FieldProblem(name, f"{what}最长{longest}个字，请缩短。")
        for name, text, longest, what in (
            ("parties", max(change.parties, key=len, default=""), LONGEST, "当事人"),
            ("cause", change.cause, LONGEST, "案由"),
            ("place", change.place, LONGEST, "地点"),
            ("note", change.note, LONGEST_NOTE, "备注"),
            ("officer_reason", change.officer_reason, LONGEST, "核定理由"),
            ("object_of_proof", change.link.object_of_proof, LONGEST, "证明对象"),
        )
        if len(text) > longest
    ]
    if len(change.parties) > MOST_PARTIES:
        problems.append(FieldProblem("parties", f"当事人最多{MOST_PARTIES}个。"))
    if change.officer_id is not None and not change.officer_reason:
        problems.append(FieldProblem("officer_reason", WHY_OFFICER))
    if change.section_id is not None:
        extent = await extent_of(session, actor, Act.RECORDING_CATALOGUE)
        found = exists().where(Section.id == change.section_id, Section.unit_id.in_(extent.units))
        if not await session.scalar(select(found)):
            problems.append(FieldProblem("section", "请从列表中选择科室。"))
    if problems:
        raise NotAcceptableError(*problems)
