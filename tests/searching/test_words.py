"""Pairs of characters and ``LIKE`` together find exactly what contains the term."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.searching.terms import LONGEST, rarest_of, read_terms
from app.searching.words import (
    GAP,
    STRETCH_BITS,
    Piece,
    excerpt,
    join,
    keys_of,
    mark,
    normalise,
    number_of,
    pairs_of,
    parts_of,
    pattern_of,
    stretch_of,
)

WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
RARE = "𬭩㙓䶮𠮷𫖯"
LETTERS = st.text(alphabet="张伟李大山水a%_\\" + RARE, max_size=8)
ANYTHING = st.text(max_size=30)
MIXED = st.text(alphabet="李大山rz-0123456789" + RARE, max_size=30) | ANYTHING


def like(text: str, pattern: str) -> bool:
    """What PostgreSQL understands by a pattern, in other words."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    meaning = {"%": ".*", "_": "."}
    regex = "".join(
        re.escape(part[1]) if len(part) == 2 else meaning.get(part, re.escape(part))
        for part in parts
    )
    return re.fullmatch(regex, text, re.DOTALL) is not None


@given(texts=st.lists(LETTERS, max_size=4), term=LETTERS.filter(lambda term: len(term) >= 2))
def test_a_term_is_in_a_text_if_its_pairs_are_and_like_holds(texts: list[str], term: str) -> None:
    words = join(texts)
    needed = set(map(number_of, parts_of(term)))
    found = needed <= set(pairs_of(words)) and like(words, pattern_of(term))

    assert found == any(term in normalise(text) for text in texts)


@given(text=MIXED, start=st.integers(0, 30), length=st.integers(2, 12))
def test_whatever_is_needed_of_a_part_of_a_text_the_text_has(
    text: str, start: int, length: int
) -> None:
    """Cut anywhere, also in the middle of a number."""
    words = normalise(text)
    needed = map(number_of, parts_of(words[start : start + length]))

    assert set(needed) <= set(pairs_of(words))


@given(term=st.text(alphabet="李大山rz-0123456789", min_size=2, max_size=30))
def test_every_pair_outside_numbers_and_every_four_inside_is_a_part_once(term: str) -> None:
    parts = parts_of(term)
    pairs = {term[at : at + 2] for at in range(len(term) - 1)}
    fours = {term[at : at + 4] for at in range(len(term) - 3) if term[at : at + 4].isascii()}

    assert len(parts) == len(set(parts))
    assert {part for part in parts if len(part) == 4} == fours
    assert {part for part in pairs if not part.isascii()} <= set(parts) <= pairs | fours


@given(text=MIXED, moment=st.datetimes(timezones=st.just(UTC)))
def test_a_key_tells_its_pair_and_its_ten_days(text: str, moment: datetime) -> None:
    words = normalise(text)
    keys = keys_of(words, moment)
    begins = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=10) * stretch_of(moment)

    assert [key & (1 << STRETCH_BITS) - 1 for key in keys] == pairs_of(words)
    assert {key >> STRETCH_BITS for key in keys} <= {stretch_of(moment)}
    assert begins <= moment < begins + timedelta(days=10)
    assert all(abs(key) < 1 << 63 for key in keys)


@pytest.mark.parametrize(
    ("term", "parts"),
    [
        ("", ()),
        ("李", ()),
        ("李大", ("李大",)),
        ("李大山", ("李大", "大山")),
        ("许可采砂", ("许可", "采砂", "可采")),
        ("rz-", ("rz", "z-")),
        ("rz-0", ("rz-0",)),
        ("采rz-0001", ("采r", "rz-0", "0001", "z-00", "-000")),
        ("李大李大", ("李大", "大李")),
    ],
)
def test_what_covers_a_term_comes_before_what_overlaps(term: str, parts: tuple[str, ...]) -> None:
    assert parts_of(term) == parts


@given(text=ANYTHING)
def test_normalised_words_hold_no_spaces_and_never_the_gap(text: str) -> None:
    words = normalise(text)

    assert GAP not in words
    assert not any(character.isspace() for character in words)


@pytest.mark.parametrize("character", list(RARE))
def test_a_rare_character_is_one_of_a_pair(character: str) -> None:
    assert pairs_of(f"{character}伟") == [ord(character) << 21 | ord("伟")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("RZ-0001".translate(WIDE), "rz-0001"),
        ("李 大 山", "李大山"),
        ("汝水罚〔2026〕{}号".format("1".translate(WIDE)), "汝水罚〔2026〕1号"),
        ("Straße", "strasse"),
        ("\u3000", ""),
    ],
)
def test_words_are_compared_without_width_case_and_spaces(typed: str, words: str) -> None:
    assert normalise(typed) == words


@given(text=ANYTHING, terms=st.lists(LETTERS, max_size=3))
def test_marking_changes_no_character(text: str, terms: list[str]) -> None:
    assert "".join(piece.text for piece in mark(text, terms)) == text


@given(text=LETTERS, term=LETTERS.filter(bool))
def test_something_is_marked_exactly_where_the_term_is(text: str, term: str) -> None:
    hits = [piece for piece in mark(text, [term]) if piece.is_hit]

    assert bool(hits) == (term in text)
    assert all(term in piece.text for piece in hits)


def test_a_hit_is_marked_as_it_was_written() -> None:
    wide = "RZ".translate(WIDE)

    assert mark(f"当事人{wide} 0001 号", ["rz0001"]) == (
        Piece("当事人"),
        Piece(f"{wide} 0001", is_hit=True),
        Piece(" 号"),
    )


def test_a_character_that_is_compared_as_several_is_marked_once() -> None:
    assert mark("㎏", ["k", "g"]) == (Piece("㎏", is_hit=True),)
    assert mark("约¼方", ["1", "4"]) == (Piece("约"), Piece("¼", is_hit=True), Piece("方"))


def test_an_excerpt_shows_what_is_around_the_first_hit() -> None:
    pieces = mark(f"{'前' * 50}采砂{'后' * 50}", ["采砂"])

    assert [piece.text for piece in excerpt(pieces, 3)] == ["…前前前", "采砂", "后后后…"]


def test_a_question_is_read_word_by_word() -> None:
    terms = read_terms("  李大山　采砂 采砂 ")

    assert terms.words == ("李大山", "采砂")
    assert not terms.needs_narrowing


@pytest.mark.parametrize(
    ("held", "chosen"),
    [
        ({"甲": 0b1, "乙": 0b11, "丙": 0b111}, ["甲", "乙"]),
        ({"甲": 0b111, "乙": 0b11, "丙": 0}, ["丙", "乙"]),
        ({"甲": 0b11, "乙": 0b11, "丙": 0b11100}, ["甲", "丙"]),
        ({}, ["甲", "乙"]),
    ],
    ids=["the rarest first", "one that stands nowhere", "one of what stands together", "unknown"],
)
def test_the_rarest_parts_are_those_that_few_texts_hold_together(
    held: dict[str, int], chosen: list[str]
) -> None:
    assert rarest_of(["甲", "乙", "丙"], held, 2) == chosen


def test_fewer_parts_than_are_asked_for_are_all_chosen() -> None:
    assert rarest_of(["甲"], {"甲": 1}, 3) == ["甲"]


def test_a_joiner_belongs_to_a_name_and_is_looked_for_as_it_is_kept() -> None:
    name = "\u0645\u06cc\u200c\u0631\u0648\u0645"

    (word,) = read_terms(f"\u200b{name}\ufeff").words

    assert word == join([name])


def test_single_characters_need_narrowing() -> None:
    assert read_terms("李 砂").needs_narrowing
    assert not read_terms("李 采砂").needs_narrowing


@pytest.mark.parametrize(("length", "left_out"), [(100, 0), (101, 1), (500, 400)])
def test_a_question_that_is_too_long_is_cut_and_says_so(length: int, left_out: int) -> None:
    terms = read_terms("汝" * length)

    assert terms.left_out == left_out
    assert len(terms.words[0]) == LONGEST
