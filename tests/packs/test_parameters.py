"""Every parameter under every regulation, as ``parameters.txt`` beside this file writes it.

That file is the specification: it says in Chinese what each regulation asks for, alone and under
what stands above it, with the articles. What it does not say, no regulation says.
"""

import re
from pathlib import Path

import pytest

from app.packs.load import read_pack
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS
from tests.packs.reading import COLUMNS, cell

TABLE = (Path(__file__).parent / "parameters.txt").read_text(encoding="utf-8")


def written() -> dict[str, dict[str, str]]:
    """Return what the table says: parameter, then regulation, then value and articles."""
    found: dict[str, dict[str, str]] = {}
    for block in re.split(r"\n\n+", TABLE.strip())[1:]:
        heading, *lines = block.splitlines()
        cells = dict(line.strip().split("：", 1) for line in lines)
        found[heading.split("  ")[0]] = cells
    return found


WRITTEN = written()


@pytest.mark.parametrize("key", KEYS)
def test_each_regulation_says_what_the_table_says(key: str) -> None:
    said = {name: cell(pack, key) for name, pack in COLUMNS.items()}

    assert {name: words for name, words in said.items() if words} == WRITTEN.get(key, {})


@pytest.mark.parametrize("key", sorted(WRITTEN))
def test_each_parameter_of_the_table_has_its_key_and_label(key: str) -> None:
    assert f"{key}  {KEYS[key].label}\n" in TABLE


OF_ZHANGYING = """
custodian.role retention.case_file retention.patrol retention.case_evidence retention.other_av
access.view.counterpart access.view.handler access.view.other_staff access.answer checklist.rows
device.keeper.role
"""
OF_CHANGLI = """
handover.day retention.case_file retention.other_av access.view.handler access.view.other_staff
access.publish
"""
OF_ZHANGZI = """
handover.day retention.case_file retention.other_av access.view.counterpart access.answer
checklist.rows
"""


@pytest.mark.parametrize(
    ("pack_id", "needed"),
    [
        ("zhangzi", OF_ZHANGZI),
        ("changli", OF_CHANGLI),
        ("ruzhou", "retention.case_file retention.case_evidence access.publish"),
        ("zhangying", OF_ZHANGYING),
    ],
)
def test_what_an_agency_has_to_set_before_it_can_work(pack_id: str, needed: str) -> None:
    assert needed_settings(read_pack(pack_id)) == tuple(needed.split())


@pytest.mark.parametrize("name", COLUMNS)
def test_no_shipped_regulation_is_in_conflict_with_the_one_above(name: str) -> None:
    assert COLUMNS[name].conflicts == ()


@pytest.mark.parametrize(
    ("pack_id", "missing"),
    [
        ("zhangzi", []),
        ("changli", ["河北省行政执法全过程记录实施办法"]),
        ("ruzhou", ["河南省行政执法全过程记录办法", "河南省行政执法音像记录设备配备办法"]),
        ("shanxi", []),
        ("zhangying", []),
    ],
)
def test_texts_above_that_are_not_supplied_are_named(pack_id: str, missing: list[str]) -> None:
    assert [each.title for each in read_pack(pack_id).missing_parents] == missing
