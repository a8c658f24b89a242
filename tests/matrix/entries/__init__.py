"""Every door and whom it lets in, by subject. A route without an entry fails the tests.

Statuses are those of an empty or senseless request from somebody who is let in: a matrix asks
who passes, the tests of each door ask what happens behind it.
"""

from tests.matrix.entries import access, accounts, cases, devices, law, people, recordings
from tests.matrix.expectations import Entry

SUBJECTS = (access, accounts, cases, devices, law, people, recordings)

ENTRIES: dict[str, Entry] = {
    door: entry for subject in SUBJECTS for door, entry in subject.ENTRIES.items()
}
