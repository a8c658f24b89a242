"""Settings that make no sense together."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from app.packs.load import read_pack, shipped_packs
from app.policy.adopting import contradictions
from app.policy.decision import Citation
from app.policy.pack import Pack, Provision
from app.policy.pack_keys import KEYS
from app.policy.values import Clock, Keeping, Period, Term


def having(pack_id: str = "ruzhou", **settings: Any) -> Pack:
    """Return a regulation with these values instead, dots written as underscores."""
    pack = read_pack(pack_id)
    named = {
        key: settings[key.replace(".", "_")] for key in KEYS if key.replace(".", "_") in settings
    }
    own = {
        key: Provision(key, value, Citation("agency", "第一条", "设定"))
        for key, value in named.items()
    }
    return replace(pack, provisions=MappingProxyType({**pack.provisions, **own}))


DAYS = Clock.WORKING_DAY


@pytest.mark.parametrize(
    ("settings", "faulty"),
    [
        ({"retention_case_file": Period(Keeping.AS_CASE_FILE)}, ["retention.case_file"]),
        ({"retention_case_file": Period(Keeping.LONG_TERM)}, []),
        (
            {
                "store_deadline_normal": Term(2, DAYS),
                "store_deadline_exception": Term(1, DAYS),
            },
            ["store.deadline.exception"],
        ),
        (
            {
                "store_deadline_normal": Term(1, DAYS),
                "store_deadline_exception": Term(1, DAYS),
            },
            [],
        ),
        (
            {"access_view_handler": "head_of_organ", "access_copy_handler": "none"},
            ["access.copy.handler"],
        ),
        ({"access_view_handler": "head_of_organ", "access_copy_handler": "forbidden"}, []),
    ],
)
def test_each_contradiction_names_its_setting(settings: dict[str, Any], faulty: list[str]) -> None:
    pack = having(**settings)
    own = [key for key in KEYS if key.replace(".", "_") in settings]

    assert [key for key, _ in contradictions(pack, own)] == faulty


@pytest.mark.parametrize(
    ("pack_id", "settings", "faulty"),
    [
        ("changli", {"store_exception_grounds": ("remote",)}, ["store.exception.grounds"]),
        (
            "changli",
            {
                "store_exception_grounds": ("remote",),
                "store_deadline_exception": Term(24, Clock.HOUR),
            },
            [],
        ),
        ("ruzhou", {"handover_period": "monthly"}, ["handover.period"]),
        ("ruzhou", {"handover_period": "monthly", "handover_day": 5}, []),
        ("changli", {"handover_period": "monthly"}, []),
    ],
)
def test_a_time_that_would_have_no_length_is_refused(
    pack_id: str, settings: dict[str, Any], faulty: list[str]
) -> None:
    """昌黎 names no ground for storing later: an agency that adds one says until when."""
    pack = having(pack_id, **settings)
    own = [key for key in KEYS if key.replace(".", "_") in settings]

    assert [key for key, _ in contradictions(pack, own)] == faulty


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_what_a_regulation_says_itself_is_not_judged(pack_id: str) -> None:
    assert contradictions(read_pack(pack_id), ()) == ()
