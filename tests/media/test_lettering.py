"""Where the letters of a mark stand on a page."""

import pytest

from app.media.lettering import Stamp, draw_lines, lay_out_on_page

CODE = "7K3QD-0M9XV"
A4, A4_TURNED = (1414, 2000), (2000, 1414)


def lies_within(stamp: Stamp, x: int, y: int, width: int, height: int) -> bool:
    wide, high = stamp.picture.size
    return (
        x <= stamp.x
        and y <= stamp.y
        and stamp.x + wide <= x + width
        and stamp.y + high <= y + height
    )


@pytest.mark.parametrize("size", [A4, A4_TURNED], ids=["upright", "turned"])
def test_half_a_line_of_a_fifth_of_a_page_holds_the_whole_code(size: tuple[int, int]) -> None:
    width, height = size
    stamps = lay_out_on_page(draw_lines((CODE, "李大山")), width, height)
    wide, high = width // 2, height // 5

    empty = [
        (x, y)
        for x in range(0, width - wide + 1, 20)
        for y in range(0, height - high + 1, 20)
        if not any(lies_within(stamp, x, y, wide, high) for stamp in stamps)
    ]

    assert empty == []


@pytest.mark.parametrize("size", [(2000, 240), (240, 2000), (240, 240)])
def test_nothing_stands_beyond_the_edge_of_a_narrow_page(size: tuple[int, int]) -> None:
    stamps = lay_out_on_page(draw_lines((CODE,)), *size)

    assert all(stamp.x >= 0 and stamp.x + stamp.picture.width <= size[0] + 1 for stamp in stamps)
    assert all(stamp.y < size[1] for stamp in stamps)
