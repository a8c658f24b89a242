"""Numbers as an input method writes them are numbers; what only looks like one is none."""

import pytest

from app.numerals import narrow, whole_number


@pytest.mark.parametrize("typed", ["12", "\uff11\uff12", "1\uff12", "012"])
def test_a_number_counts_whatever_the_width_of_its_digits(typed: str) -> None:
    assert whole_number(typed, 3) == 12


@pytest.mark.parametrize("typed", ["", "-1", "+1", "1.5", "1e2", "\u0663", "\u00b2", "三", "1234"])
def test_what_is_no_number_of_so_many_digits_is_none(typed: str) -> None:
    assert whole_number(typed, 3) is None


def test_words_keep_their_signs() -> None:
    assert narrow("河道采砂（甲）第\uff13次") == "河道采砂（甲）第3次"
