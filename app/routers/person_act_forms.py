"""The acts on a person, as data: what each form opens with, how it is read, which verb it calls."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.clock import day_of
from app.people.changing import Facts, correct_facts
from app.people.finding import PersonDetail
from app.people.leaving import leave_service, return_to_service
from app.people.moving import Destination, move_person
from app.policy.actor import Actor
from app.policy.decision import Decision
from app.policy.vocabulary import Employment
from app.routers.form_page import FormPage
from app.routers.form_reading import Entered
from app.routers.person_forms import (
    KEPT,
    departure_form,
    facts_form,
    facts_of,
    move_form,
    place_of,
    return_form,
)
from app.routers.visitor import Visitor
from app.searching.handled import index_given_up

T = TypeVar("T")
Drawn = Callable[[AsyncSession, Visitor, PersonDetail, Mapping[str, str]], Awaitable[FormPage]]


@dataclass(frozen=True, slots=True)
class PersonAct(Generic[T]):
    """One act: its address below the person, its form, and the verb that takes what was read.

    ``read`` always returns; what could not be read stands in the problems of ``Entered``.
    """

    path: str
    begin: Callable[[PersonDetail, datetime], Mapping[str, str]]
    form: Drawn
    read: Callable[[Entered], T]
    verb: Callable[[AsyncSession, Actor, PersonDetail, T, datetime], Awaitable[Decision | None]]
    asks_proof: bool = True


def _read_facts(entered: Entered) -> Facts:
    return Facts(
        full_name=entered.text("full_name"),
        username=entered.text("username").lower(),
        section_id=entered.maybe_key("section"),
        post=entered.short("post", "职务"),
        employment=entered.member("employment", Employment, "人员性质"),
        officer_no=entered.text("officer_no") or None,
        since=entered.maybe_day("since", "任职开始日期"),
    )


def _read_destination(entered: Entered) -> Destination:
    return Destination(
        unit_id=entered.key("unit", "单位"),
        section_id=entered.maybe_key("section"),
        post=entered.short("post", "职务"),
        from_on=entered.day("from", "开始日期"),
    )


def _read_move(entered: Entered) -> tuple[Destination, frozenset[UUID]]:
    return _read_destination(entered), entered.ticked(KEPT)


def _read_departure(entered: Entered) -> tuple[date, str]:
    return entered.day("until", "最后一天"), entered.needed("why", "离任事由")


async def _move(
    session: AsyncSession,
    actor: Actor,
    detail: PersonDetail,
    move: tuple[Destination, frozenset[UUID]],
    now: datetime,
) -> Decision | None:
    target, kept_roles = move
    refused = await move_person(session, actor, detail, target, kept_roles=kept_roles, now=now)
    if refused is None:
        await index_given_up(session, detail.id, now=now)
    return refused


async def _leave(
    session: AsyncSession, actor: Actor, detail: PersonDetail, end: tuple[date, str], now: datetime
) -> Decision | None:
    refused = await leave_service(session, actor, detail, *end, now=now)
    if refused is None:
        await index_given_up(session, detail.id, now=now)
    return refused


ACTS: tuple[PersonAct[Any], ...] = (
    PersonAct(
        "facts",
        lambda detail, _now: facts_of(detail),
        facts_form,
        _read_facts,
        lambda session, actor, detail, facts, now: correct_facts(
            session, actor, detail, facts, now=now
        ),
        asks_proof=False,
    ),
    PersonAct(
        "move",
        place_of,
        move_form,
        _read_move,
        _move,
    ),
    PersonAct(
        "departure",
        lambda _detail, now: {"until": str(day_of(now))},
        departure_form,
        _read_departure,
        _leave,
    ),
    PersonAct(
        "return",
        place_of,
        return_form,
        _read_destination,
        lambda session, actor, detail, target, now: return_to_service(
            session, actor, detail, target, now=now
        ),
    ),
)
