"""The fields of an agency's settings: every kind of value goes in and comes back."""

from dataclasses import replace

import pytest

from app.packs.load import read_pack, shipped_packs
from app.policy.decision import Citation
from app.policy.pack import Conflict, Pack, Provision
from app.policy.pack_keys import KEYS
from app.policy.values import Rows
from app.routers.agency_fields import as_ruled, draft_of, field_of, typed_of
from app.routers.agency_views import view_of

RUZHOU = read_pack("ruzhou")


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_what_a_regulation_says_goes_through_the_form_unchanged(pack_id: str) -> None:
    pack = read_pack(pack_id)
    for key, provision in pack.provisions.items():
        typed = {"pack": (pack_id,), "keys": (key,), **as_ruled(pack, key)}

        draft = draft_of(typed, pack, "某局")

        assert not draft.unread
        assert KEYS[key].kind.problem(draft.settings[key].value) == ""
        assert KEYS[key].kind.read(draft.settings[key].value) == provision.value
        assert typed_of(draft.settings, pack).items() >= as_ruled(pack, key).items()


@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_a_field_with_words_for_its_choices(key: str) -> None:
    field = field_of(RUZHOU, key, {}, {})

    assert field.shape in {"choice", "lines", "number", "period", "several", "term", "words"}
    assert field.shape not in {"choice", "several"} or field.options
    assert all(option.text != option.value for option in field.options)
    assert field.shape != "lines" or "每行" in field.unit


@pytest.mark.parametrize(
    ("pack_id", "key", "least"),
    [
        ("changli", "access.view.handler", "局领导"),
        ("changli", "access.view.public", "局领导"),
        ("changli", "access.publish", "局领导"),
        ("shanxi", "access.view.public", "行政机关负责人"),
        ("ruzhou", "access.view.other_staff", "机关主要负责人"),
    ],
)
def test_what_is_milder_than_the_text_allows_is_not_offered(
    pack_id: str, key: str, least: str
) -> None:
    """昌黎 14 and 22 leave open who approves; the page says 只能从严 or 不能宽于."""
    field = field_of(read_pack(pack_id), key, {}, {})

    assert field.options[0].text == least
    assert "只能从严" in field.why or f"不能宽于“{least}”" in field.why
    assert field.articles


def disputed() -> Pack:
    """Return Ruzhou's rules with a body named differently by the text above."""
    ours = RUZHOU.provisions["custodian.name"]
    theirs = Provision("custodian.name", "省档案馆", Citation("above", "第九条", "由档案馆保管"))
    rest = {key: each for key, each in RUZHOU.provisions.items() if key != "custodian.name"}
    conflict = Conflict("custodian.name", ours, theirs)
    return replace(RUZHOU, provisions=rest, conflicts=(conflict,))


def test_a_conflict_offers_both_sides_with_their_articles() -> None:
    pack = disputed()

    field = field_of(pack, "custodian.name", {}, {"above": "上位办法"})
    (shown,) = [each for each in view_of(pack, {}).unset if each.key == "custodian.name"]

    assert [option.text for option in field.options] == ["水政监察大队", "省档案馆"]
    assert [article.number for article in field.articles][1] == "《上位办法》第九条"
    assert "由机关择一" in shown.why


@pytest.mark.parametrize(("text", "value"), [("0", "水政监察大队"), ("1", "省档案馆")])
def test_a_conflict_is_decided_for_one_side(text: str, value: str) -> None:
    typed = {"keys": ("custodian.name",), "custodian.name": (text,)}

    draft = draft_of(typed, disputed(), "某局")

    assert draft.settings["custodian.name"].value == value
    assert typed_of(draft.settings, disputed())["custodian.name"] == (text,)


@pytest.mark.parametrize("text", ["2", "档案室"])
def test_a_third_side_of_a_conflict_is_refused(text: str) -> None:
    typed = {"keys": ("custodian.name",), "custodian.name": (text,)}

    assert "请从列表中选择" in draft_of(typed, disputed(), "某局").unread["custodian.name"]


def test_names_that_are_no_keys_are_dropped() -> None:
    draft = draft_of({"keys": ("no.such", "check.yearly"), "no.such": ("1",)}, RUZHOU, "某局")

    assert draft.settings == {}
    assert draft.unread == {}


def test_rows_are_written_one_to_a_line() -> None:
    typed = {"keys": ("checklist.rows",), "checklist.rows": ("查封 | 现场\n\n扣押 \uff5c 物品 ",)}

    rows = draft_of(typed, RUZHOU, "某局").settings["checklist.rows"].value

    assert rows == [["查封", "现场"], ["扣押", "物品"]]
    assert isinstance(KEYS["checklist.rows"].kind, Rows)
