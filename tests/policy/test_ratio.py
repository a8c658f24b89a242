"""Whether there are enough devices, where a rule says how many (音像三)."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from app.packs.load import read_pack
from app.policy.decision import Citation
from app.policy.pack import Pack, Provision
from app.policy.pack_parsing import PackError, parse
from app.policy.ratio import decide_ratio, key_of
from app.policy.vocabulary import DeviceKind

KIND = DeviceKind.BODY_CAMERA


def pack_with(value: int) -> Pack:
    key = key_of(KIND)
    provision = Provision(key, value, Citation("x", "第三条", "每两人一台"))
    return replace(read_pack("ruzhou"), provisions=MappingProxyType({key: provision}))


def test_without_a_loaded_ratio_there_is_no_verdict() -> None:
    assert decide_ratio(read_pack("ruzhou"), KIND, officers=3, serviceable=0) is None


@pytest.mark.parametrize(
    ("officers", "serviceable", "suffices"),
    [(0, 0, True), (1, 0, False), (1, 1, True), (2, 1, True), (3, 1, False), (3, 2, True)],
)
def test_one_device_for_two_officers(officers: int, serviceable: int, *, suffices: bool) -> None:
    decision = decide_ratio(pack_with(2), KIND, officers=officers, serviceable=serviceable)

    assert decision is not None
    assert decision.allowed is suffices
    assert decision.citations[0].article == "第三条"


def test_the_refusal_says_how_many_are_missing() -> None:
    decision = decide_ratio(pack_with(1), KIND, officers=5, serviceable=2)

    assert decision is not None
    assert "还差 3 台" in decision.reason


@pytest.mark.parametrize("value", [0, -1, "两人一台", True])
def test_a_ratio_that_is_no_number_of_people_is_refused(value: object) -> None:
    entry = {"value": value, "article": "第三条", "summary": "配备"}
    head = {"id": "x", "title": "x", "issuer": "x", "document_no": "x", "version": 1}

    with pytest.raises(PackError):
        parse({"pack": head, "provisions": {key_of(KIND): entry}})
