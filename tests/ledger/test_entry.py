"""Canonical bytes: the same event always gives the same bytes, and nothing ambiguous enters."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.entry import Entry, canonical_bytes
from app.ledger.kinds import LedgerKind
from app.policy.actor import WORKER

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def entry(detail: dict[str, object]) -> Entry:
    return Entry(UUID(int=7), LedgerKind.RECORDING_SEALED, AT, WORKER, None, UUID(int=8), detail)


@given(st.dictionaries(st.text(), plain, max_size=4))
def test_bytes_do_not_depend_on_the_order_of_keys_and_read_back(detail: dict[str, object]) -> None:
    backwards = dict(reversed(detail.items()))

    written = canonical_bytes(entry(detail))

    assert written == canonical_bytes(entry(backwards))
    assert json.loads(written)["detail"] == detail


def test_chinese_stays_readable() -> None:
    assert "河道巡查".encode() in canonical_bytes(entry({"note": "河道巡查"}))


@pytest.mark.parametrize("value", [1.5, float("nan"), b"bytes", {1, 2}, object()])
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(entry({"value": value}))
