"""改动预演: what a new version of the rules would do, before it takes effect."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Response

from app.calendars.load import read_calendar
from app.db import transaction
from app.errors import InvalidInputError
from app.law.notes import may_rehearse, note_rehearsal
from app.law.rehearsal import MOST_RECORDINGS, rehearse
from app.packs.draft import Draft, read_draft
from app.packs.load import LawTexts
from app.people.laws import texts_of, units_alike
from app.people.queries import pack_of_unit
from app.policy.acts import LABELS as ACTS
from app.policy.comparing import Difference, differences
from app.policy.decision import Decision
from app.policy.pack import Pack
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS
from app.policy.pack_parsing import PackError
from app.policy.rehearsing import Effect, Shift, changed_rights
from app.routers import pages
from app.routers.deps import ResourcesDep
from app.routers.errors import refusal
from app.routers.labels import ROLES
from app.routers.law_draft import PostedDraft
from app.routers.visit import Visit, VisitDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One key, as it is and as it would be."""

    label: str
    group: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One figure about recordings, and the same in parts."""

    label: str
    total: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found."""

    title: str
    what: str
    lines: tuple[DifferenceLine, ...]
    appearing: tuple[str, ...]
    vanishing: tuple[str, ...]
    newly_needed: tuple[str, ...]
    still_needed: tuple[str, ...]
    looked_at: int
    effects: tuple[EffectLine, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    """Context of ``law/rehearsal.html``; ``typed`` is the pasted text."""

    regulation: str
    typed: str = ""
    problems: tuple[str, ...] = ()
    outcome: Outcome | None = None
    shown_at: datetime | None = None


@router.get("/law/what-would-change", name="law_rehearsal")
async def ask_for_draft(visit: VisitDep) -> Response:
    """Show where a draft is chosen or pasted."""
    decision = await _may(visit)
    if not decision.allowed:
        return refusal(visit.request, decision)
    pack = await pack_of_unit(visit.session, visit.visitor.person.unit_id)
    return _page(visit, RehearsalPage(pack.title))


@router.post("/law/what-would-change", name="rehearse_law")
async def try_out(draft: PostedDraft, visit: VisitDep, resources: ResourcesDep) -> Response:
    """Say what a draft would change; nothing of it is kept."""
    if isinstance(draft, Decision):
        return refusal(visit.request, draft)
    decision = await _may(visit)
    if not decision.allowed:
        return refusal(visit.request, decision)
    unit_id = visit.visitor.person.unit_id
    pack = await pack_of_unit(visit.session, unit_id)
    view = RehearsalPage(pack.title, typed=_typed(visit, draft), shown_at=visit.now)
    if isinstance(draft, InvalidInputError):
        return _page(visit, replace(view, problems=(draft.message,)))
    present = await texts_of(visit.session, unit_id)
    try:
        read = await asyncio.to_thread(read_draft, draft, present)
    except PackError as error:
        return _page(visit, replace(view, problems=error.problems))
    units = await units_alike(visit.session, unit_id)
    async with transaction(resources.sessions) as session:
        effect = await rehearse(session, units, pack, read.pack, read_calendar())
    outcome = _outcome(pack, present, read, effect)
    await note_rehearsal(
        visit.session,
        visit.visitor.actor,
        sha256=read.sha256,
        pack=pack.id,
        differences=len(outcome.lines),
        now=visit.now,
    )
    return _page(visit, replace(view, outcome=outcome))


async def _may(visit: Visit) -> Decision:
    unit_id = visit.visitor.person.unit_id
    return await may_rehearse(visit.session, visit.visitor.actor, unit_id, now=visit.now)


def _page(visit: Visit, view: RehearsalPage) -> Response:
    status = 422 if view.problems else 200
    badge = visit.visitor.badge
    return pages.page(visit.request, badge, "law/rehearsal.html", view, status=status)


def _typed(visit: Visit, draft: bytes | InvalidInputError) -> str:
    """Return what was pasted, so that it can be mended; a file is chosen again."""
    is_file = visit.request.headers.get("content-type", "").startswith("multipart/")
    return "" if is_file or isinstance(draft, InvalidInputError) else draft.decode()


def _outcome(before: Pack, present: LawTexts, draft: Draft, effect: Effect) -> Outcome:
    after = draft.pack
    needed = needed_settings(after)
    was_needed = needed_settings(before)
    rights = [
        (right.appears, f"{ROLES[right.role]}：{ACTS[right.act]}")
        for right in changed_rights(before, after)
    ]
    return Outcome(
        title=draft.title,
        what="规定的新版本" if draft.is_regulation else "机关自己的设定",
        lines=tuple(
            DifferenceLine(KEYS[each.key].label, KEYS[each.key].group, each)
            for each in differences(before, after)
        ),
        appearing=tuple(words for appears, words in rights if appears),
        vanishing=tuple(words for appears, words in rights if not appears),
        newly_needed=tuple(KEYS[key].label for key in needed if key not in was_needed),
        still_needed=tuple(KEYS[key].label for key in needed if key in was_needed),
        looked_at=effect.looked_at,
        effects=tuple(_effects(effect)),
        notes=tuple(_notes(present, draft, effect)),
    )


def _effects(effect: Effect) -> Iterator[EffectLine]:
    yield EffectLine(
        "存储期限会变化的资料",
        effect.storing.total,
        tuple(_parts(effect.storing, ("提前", "推后", "从无到有", "从有到无"))),
    )
    yield EffectLine("按现行规定没有超期、改动后算作超期的资料", effect.newly_late, ())
    for material, shift in effect.keeping.items():
        words = ("缩短", "延长", "从不确定到有期限", "从有期限到不确定或者长期", "到期后的处理不同")
        yield EffectLine(
            f"如属{material.label}，保存期限会变化的资料", shift.total, tuple(_parts(shift, words))
        )


def _parts(shift: Shift, words: tuple[str, ...]) -> Iterator[str]:
    counts = (shift.earlier, shift.later, shift.newly, shift.no_longer, shift.otherwise)
    for word, count in zip(words, counts, strict=False):
        if count:
            yield f"{word} {count} 件"


def _notes(present: LawTexts, draft: Draft, effect: Effect) -> Iterator[str]:
    yield "这是预演：没有写入、没有生效，所传内容也没有保存；台账只记下预演过和文件的摘要值。"
    if effect.looked_at >= MOST_RECORDINGS:
        yield f"资料较多，只计算了最近收到的 {MOST_RECORDINGS} 件。"
    yield "存储期限按没有延后情形、自记录结束起算；没有录制时间的资料没有计入。"
    if present.settings and draft.is_regulation:
        yield "本机关现行的设定叠加在新版本之上一并计算。"
    elif present.settings:
        yield f"本机关现行的设定由所传的设定整体取代，在《{present.alone.title}》之上计算。"
    for clash in draft.clashes:
        yield f"本机关现行的这项设定与新版本抵触，计算时没有计入，采用新版本前须先修改：{clash}"
    for missing in draft.pack.missing_parents:
        yield f"上位规定“{missing.title}”（{missing.region}）的文本没有提供，其要求没有计入。"
