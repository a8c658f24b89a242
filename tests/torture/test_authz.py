"""A sample of ``bin/torture authz``, and whether its traps would close."""

import asyncio
import io
import zipfile
from functools import partial

import pytest

from app.db import type_of_sessions
from app.embedded.services import Services
from app.main import create_app
from tests.settings import SETTINGS
from tests.torture.authz import doors
from tests.torture.authz.canaries import (
    CANARIES,
    MARKED,
    TECHNICAL,
    Secrets,
    canary_of,
    texts_of_the_models,
)
from tests.torture.authz.control import UNSHOWN, ControlError, require_all_met
from tests.torture.authz.exchanges import Answer
from tests.torture.authz.run import QUICK, torment
from tests.torture.authz.timing import Times

ID = "01a1fff8-8acd-7611-9756-e8b730ddc6b4"
SECRETS = Secrets(frozenset({ID.replace("-", "")}))
NAME = canary_of("case_party", "name")


async def test_a_sample_of_every_question_brings_nothing_of_others_out(
    services: Services, committed: type_of_sessions
) -> None:
    report = await asyncio.to_thread(partial(torment, services, QUICK, seed=8, say=lambda _: None))

    assert report.tally.pairs > 50
    assert report.tally.met


def test_every_text_of_every_table_is_marked_or_known_to_be_the_programs_own() -> None:
    written = {f"{table}.{column}" for table, columns in MARKED.items() for column in columns}

    assert written | TECHNICAL == texts_of_the_models()
    assert not written & TECHNICAL


def test_a_route_without_an_entry_in_the_matrix_ends_the_run() -> None:
    app = create_app(SETTINGS)
    app.add_api_route("/nobody/thought/of/{case_id}", lambda: None, methods=["GET"])

    with pytest.raises(doors.UnlistedRouteError, match="/nobody/thought/of"):
        doors.all_doors(app)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(f"<td>{NAME}</td>".encode(), id="as it is"),
        pytest.param(NAME.lower().encode(), id="in small letters"),
        pytest.param(f"filename*=UTF-8''{NAME[:3]}%{ord(NAME[3]):02X}{NAME[4:]}".encode(), id="%"),
    ],
)
def test_a_canary_is_found_in_whatever_dress_it_comes(answer: bytes) -> None:
    assert SECRETS.found_in(answer) == ["case_party.name"]


def test_a_canary_is_found_inside_a_workbook() -> None:

    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/sharedStrings.xml", f"<t>{NAME}</t>")

    assert SECRETS.found_in(b"content-type: x" + sheet.getvalue()) == ["case_party.name"]


def test_an_id_is_found_unless_it_was_asked_for() -> None:
    assert SECRETS.found_in(f"/cases/{ID}".encode()) == [f"id {ID.replace('-', '')}"]
    assert SECRETS.found_in(f"/cases/{ID}".encode(), asked=f"GET /cases/{ID}".encode()) == []


def test_two_answers_that_differ_in_more_than_the_ids_are_told_apart() -> None:
    first = Answer(404, (("date", "now"),), f"no {ID}".encode(), 0.1)
    second = Answer(404, (("date", "then"),), b"no such thing", 0.1)

    assert first.blanked(ID) == first.blanked(ID)
    assert first.blanked(ID) != second.blanked(ID)


def test_times_tell_only_when_they_are_far_and_surely_apart() -> None:
    quick, slow = tuple(0.01 + n / 1e5 for n in range(40)), tuple(0.05 + n / 1e5 for n in range(40))

    assert Times("door", slow, quick).tells
    assert not Times("door", quick, quick).tells


def test_a_secret_that_nobody_met_ends_the_run() -> None:
    met = set(CANARIES.values()) - UNSHOWN.keys()
    require_all_met(met)

    with pytest.raises(ControlError, match=r"may: case_party\.name; .* none"):
        require_all_met(met - {"case_party.name"})


def test_a_text_that_is_said_to_be_shown_nowhere_may_not_be_met() -> None:
    with pytest.raises(ControlError, match=r"may: none; .* import_batch\.content"):
        require_all_met(set(CANARIES.values()) - UNSHOWN.keys() | {"import_batch.content"})


def test_only_texts_that_are_marked_are_said_to_be_unshown() -> None:
    assert set(CANARIES.values()) > UNSHOWN.keys()
