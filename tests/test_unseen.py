"""What comes along with a paste, and what is taken for another sign."""

import unicodedata

import pytest

from app.routers.forms import tidy
from app.unseen import without_unseen, words_alone

RADICALS = [chr(sign) for sign in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))]


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("人\u2ea0法院", "人民法院"),
        ("\u2ee2\u2f24\u2f2d", "马大山"),
        ("\u2ed3子县", "长子县"),
        ("\u2ee9\u2eec\u2ef0", "黄齐龙"),
        ("李\u200b大\u202e山\ufeff", "李大山"),
        ("\u0646\u200c\u0627", "\u0646\u200c\u0627"),
        ("𬭩㙓䶮𠮷𫖯", "𬭩㙓䶮𠮷𫖯"),
    ],
    ids=["people", "kangxi and supplement", "place", "names", "unseen", "joiner", "rare"],
)
def test_what_is_typed_is_kept_as_it_is_read(pasted: str, meant: str) -> None:
    assert without_unseen(pasted) == meant
    assert tidy(pasted) == meant


def test_a_radical_becomes_one_character_or_stays() -> None:
    turned = [(sign, without_unseen(sign)) for sign in RADICALS if sign != without_unseen(sign)]

    assert len(turned) > 300
    assert all(len(meant) == 1 for _, meant in turned)
    assert all(unicodedata.name(meant).startswith("CJK UNIFIED") for _, meant in turned)


def test_where_unicode_knows_the_character_it_is_the_same() -> None:
    known = [sign for sign in RADICALS if unicodedata.normalize("NFKC", sign) != sign]

    assert len(known) > 200
    assert [without_unseen(sign) for sign in known] == [
        unicodedata.normalize("NFKC", sign) for sign in known
    ]


def test_a_document_is_kept_without_its_blanks() -> None:
    assert words_alone("  询问   笔录 \n\n\t\n\u3000第1页\r\n") == "询问 笔录\n第1页"
    assert words_alone(" \n" * 1000) == ""
