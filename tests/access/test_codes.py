"""The code in a watermark: what people mistype is read, what is no code is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.codes import ALPHABET, CHANCE_LENGTH, complete, new_code, read_code

CHANCE = st.text(ALPHABET, min_size=CHANCE_LENGTH, max_size=CHANCE_LENGTH)


def test_a_new_code_is_written_in_two_groups_and_reads_as_itself() -> None:
    code = new_code()

    assert (len(code), code[5]) == (11, "-")
    assert read_code(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        "1050A-BCDE8",
        "1050abcde8",
        " 1 0 5 0 a b c d e 8 ",
        "lO5o-AbCdE8",
        "IOSO ABCDE8",
        "\uff11\uff10\uff15\uff10\uff21\uff0d\uff22\uff23\uff24\uff25\uff18",
        "1050A\u2014BCDE8",
    ],
)
def test_case_spaces_hyphens_and_look_alikes_do_not_matter(typed: str) -> None:
    whole = complete("1050ABCDE")

    assert read_code(typed.replace("8", whole[-1]).replace("\uff18", whole[-1])) == (
        f"{whole[:5]}-{whole[5:]}"
    )


@given(chance=CHANCE, place=st.integers(0, CHANCE_LENGTH), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_never_another_code(chance: str, place: int, other: str) -> None:
    code = complete(chance)
    mistyped = code[:place] + other + code[place + 1 :]

    assert (read_code(mistyped) is None) == (mistyped != code)


@given(chance=CHANCE, place=st.integers(0, CHANCE_LENGTH - 1))
def test_two_characters_that_changed_places_are_noticed(chance: str, place: int) -> None:
    code = complete(chance)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (read_code(swapped) is None) == (swapped != code)


@pytest.mark.parametrize("typed", ["", "-", "12345", "12345-678961", "汝州-12345", "\x00" * 10])
def test_what_is_no_code_reads_as_none(typed: str) -> None:
    assert read_code(typed) is None
