"""The menu: every heading once, however many hands add rooms to it."""

from itertools import groupby

from app.routers.shell import ROOMS


def test_rooms_of_one_heading_stand_together() -> None:
    headings = [heading for heading, _ in groupby(ROOMS, key=lambda room: room.heading)]

    assert len(headings) == len(set(headings))


def test_every_room_is_in_the_menu_once() -> None:
    routes = [room.route for room in ROOMS]

    assert len(routes) == len(set(routes))
