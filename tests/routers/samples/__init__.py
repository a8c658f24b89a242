"""One believable page of every kind, by subject, for tests that render without a database."""

from collections.abc import Mapping

from tests.routers.samples import (
    account,
    agencies,
    catalogue,
    deadlines,
    delegations,
    devices,
    errors,
    holding,
    holds,
    inbox,
    law,
    ledger,
    people,
    qualifications,
    recordings,
    roster,
    set_aside,
    setup,
    signing_in,
    start,
    supervision,
    terminals,
    training,
    uploading,
)

SUBJECTS: tuple[Mapping[str, tuple[str, object]], ...] = (
    account.PAGES,
    agencies.PAGES,
    catalogue.PAGES,
    delegations.PAGES,
    deadlines.PAGES,
    devices.PAGES,
    errors.PAGES,
    holding.PAGES,
    holds.PAGES,
    inbox.PAGES,
    law.PAGES,
    ledger.PAGES,
    people.PAGES,
    qualifications.PAGES,
    recordings.PAGES,
    roster.PAGES,
    set_aside.PAGES,
    setup.PAGES,
    signing_in.PAGES,
    start.PAGES,
    supervision.PAGES,
    terminals.PAGES,
    training.PAGES,
    uploading.PAGES,
)
PAGES = {name: page for pages in SUBJECTS for name, page in pages.items()}
"""The template and the page of each sample, under the name that its test shows."""
