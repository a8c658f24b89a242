"""Every kind of event has words for people, and the grammar holds."""

import re

from app.ledger.kinds import LABELS, LedgerKind


def test_every_kind_has_a_label() -> None:
    assert set(LABELS) == set(LedgerKind)


def test_kinds_are_subject_and_action_in_alphabetical_order() -> None:
    values = [kind.value for kind in LedgerKind]

    assert values == sorted(values)
    assert all(re.fullmatch(r"[a-z_]+:[a-z_]+", value) for value in values)
