"""The code on a label: vectors, and slips that the check character finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.label_code import (
    ALPHABET,
    CHANCE_LENGTH,
    check_character,
    complete,
    read_code,
    spoken,
)
from app.devices.registry import new_label_code

CHANCE = st.text(ALPHABET, min_size=CHANCE_LENGTH, max_size=CHANCE_LENGTH)
PLACE = st.integers(0, CHANCE_LENGTH)
VECTORS = {"22222222": "2", "23456789": "F", "ZZZZZZZZ": "V", "2222222Z": "S"}


@pytest.mark.parametrize(("chance", "check"), VECTORS.items())
def test_vectors(chance: str, check: str) -> None:
    assert check_character(chance) == check


def test_the_alphabet_is_a_prime_of_characters_nobody_mistakes() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("01ILO")


@given(CHANCE, PLACE, st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(chance: str, place: int, wrong: str) -> None:
    code = complete(chance)
    slip = code[:place] + wrong + code[place + 1 :]

    assert read_code(slip) == (code if slip == code else None)


@given(CHANCE, st.integers(0, CHANCE_LENGTH - 2))
def test_two_characters_that_changed_places_are_found(chance: str, place: int) -> None:
    code = complete(chance)
    slip = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert read_code(slip) == (code if slip == code else None)


@given(CHANCE)
def test_what_is_printed_can_be_typed(chance: str) -> None:
    assert read_code(spoken(complete(chance)).lower()) == complete(chance)


@pytest.mark.parametrize("typed", ["", "x", "0" * 9, "2345678\uff19F", "2" * 10, "\x00" * 9])
def test_nonsense_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_a_fresh_code_is_whole() -> None:
    code = new_label_code()

    assert read_code(code) == code
