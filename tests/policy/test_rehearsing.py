"""A change tried out: what it does to rights, and to recordings that are there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.calendars.load import read_calendar
from app.clock import SHANGHAI
from app.packs.load import read_pack
from app.policy.acts import Act
from app.policy.decision import Citation
from app.policy.law_words import Material
from app.policy.pack import Pack, Provision
from app.policy.rehearsing import ChangedRight, Effect, Recorded, add_effect, changed_rights
from app.policy.values import Clock, Keeping, Period, Term
from app.policy.vocabulary import Role

RUZHOU = read_pack("ruzhou")
MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


def with_values(pack: Pack, **values: Any) -> Pack:
    """Return a pack with other values, keys written with two underscores for a dot."""
    cited = Citation("draft", "第一条", "改动")
    changed = {
        key.replace("__", "."): Provision(key.replace("__", "."), value, cited)
        for key, value in values.items()
    }
    return replace(pack, provisions={**pack.provisions, **changed})


def without(pack: Pack, *keys: str) -> Pack:
    kept: Mapping[str, Provision] = {
        key: each for key, each in pack.provisions.items() if key not in keys
    }
    return replace(pack, provisions=kept)


def recorded(ended_at: datetime = MONDAY, stored_after: timedelta | None = None) -> Recorded:
    stored_at = ended_at + stored_after if stored_after is not None else None
    return Recorded(ended_at, ended_at.astimezone(SHANGHAI).date(), stored_at)


def effect_of(before: Pack, after: Pack, *recordings: Recorded) -> Effect:
    effect = Effect()
    add_effect(effect, before, after, read_calendar(), recordings)
    return effect


def test_another_custodian_takes_the_rights_with_him() -> None:
    changed = changed_rights(RUZHOU, with_values(RUZHOU, custodian__role="inspector"))

    assert ChangedRight(Role.INSPECTOR, Act.RECORDING_PLAY, appears=True) in changed
    assert ChangedRight(Role.RECORD_KEEPER, Act.RECORDING_PLAY, appears=False) in changed
    assert {right.role for right in changed} == {Role.INSPECTOR, Role.RECORD_KEEPER}


def test_nothing_changed_changes_no_right() -> None:
    assert changed_rights(RUZHOU, RUZHOU) == ()


def test_a_shorter_time_is_due_earlier_and_makes_some_late() -> None:
    before = with_values(RUZHOU, store__deadline__normal=Term(2, Clock.WORKING_DAY))
    quick, slow = timedelta(hours=1), timedelta(days=1)

    effect = effect_of(before, RUZHOU, recorded(stored_after=quick), recorded(stored_after=slow))

    assert (effect.storing.earlier, effect.storing.total) == (2, 2)
    assert effect.newly_late == 1


def test_what_is_late_already_is_not_newly_late() -> None:
    before = with_values(RUZHOU, store__deadline__normal=Term(1, Clock.WORKING_DAY))

    effect = effect_of(before, RUZHOU, recorded(stored_after=timedelta(days=9)))

    assert (effect.storing.earlier, effect.newly_late) == (1, 0)


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        (RUZHOU, without(RUZHOU, "store.deadline.normal"), "no_longer"),
        (without(RUZHOU, "store.deadline.normal"), RUZHOU, "newly"),
        (
            RUZHOU,
            with_values(RUZHOU, store__deadline__normal=Term(2, Clock.WORKING_DAY)),
            "later",
        ),
    ],
)
def test_a_deadline_moves(before: Pack, after: Pack, part: str) -> None:
    effect = effect_of(before, after, recorded())

    assert (getattr(effect.storing, part), effect.storing.total) == (1, 1)


@pytest.mark.parametrize(
    ("period", "part"),
    [
        (Period(Keeping.FIXED, 6), "earlier"),
        (Period(Keeping.FIXED, 24), "later"),
        (Period(Keeping.LONG_TERM), "no_longer"),
        (Period(Keeping.AT_LEAST, 12), "otherwise"),
    ],
)
def test_keeping_changes_for_the_kind_that_is_meant(period: Period, part: str) -> None:
    """音像十五: twelve months, then a person appraises."""
    effect = effect_of(RUZHOU, with_values(RUZHOU, retention__patrol=period), recorded())

    patrol, other = effect.keeping[Material.PATROL], effect.keeping[Material.OTHER_AV]
    assert (getattr(patrol, part), patrol.total, other.total) == (1, 1, 0)


def test_the_same_rules_touch_nothing() -> None:
    effect = effect_of(RUZHOU, RUZHOU, recorded(), recorded(MONDAY - timedelta(days=400)))

    assert effect.looked_at == 2
    assert (effect.storing.total, effect.newly_late) == (0, 0)
    assert [shift.total for shift in effect.keeping.values()] == [0, 0]
