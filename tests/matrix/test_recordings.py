"""Role by route by ownership, the doors about recordings: every cell over HTTP.

Each role stands before each door once in the thing's unit, once above, once below and once next
door; so do the owner, a member without a role, three terminals and nobody.
"""

import pytest

from tests.matrix.asking import Stage, meets_what_the_rules_say
from tests.matrix.entries import recordings


@pytest.mark.parametrize("door", recordings.ENTRIES)
async def test_everybody_meets_at_this_door_what_the_rules_say(stage: Stage, door: str) -> None:
    await meets_what_the_rules_say(stage, door)
