"""What a template writes is escaped exactly as ``markupsafe`` would, however it is written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from app.routers.drawing import Drawing, written
from app.routers.shell import ROOMS, groups_of

TEMPLATE = (
    "{% macro said(word) %}<b>{{ word }}</b>{% endmacro %}"
    '{% for word in words %}<i title="{{ word }}">{{ said(word) }}</i>{% endfor %}'
)


class Sentence(str):
    """A text that is more than a text."""

    __slots__ = ()

    def __html__(self) -> str:
        return "<em>safe</em>"


@pytest.fixture
def drawing(tmp_path: Path) -> Drawing:
    (tmp_path / "page.html").write_text(TEMPLATE)
    (tmp_path / "lacking.html").write_text("{{ nothing }}")
    return Drawing(tmp_path)


@given(st.one_of(st.text(), st.text("<>&'\"a李"), st.integers(), st.none()))
def test_every_value_is_written_as_it_would_be_escaped(value: object) -> None:
    assert written(value) == str(escape(value))


@pytest.mark.parametrize("text", ["<script>", "a&b", "it's", 'say "it"', "a>b"])
def test_a_character_that_means_something_is_escaped_in_texts_attributes_and_macros(
    drawing: Drawing, text: str
) -> None:
    page = drawing.get_template("page.html").render(words=[text])

    assert text not in page
    assert page == f'<i title="{escape(text)}"><b>{escape(text)}</b></i>'


@pytest.mark.parametrize("made", [Markup("<b>"), Sentence("<b>")], ids=["markup", "its own html"])
def test_what_says_of_itself_that_it_is_html_is_not_escaped(made: object) -> None:
    assert written(made) == escape(made)


def test_what_indents_a_line_of_a_template_is_left_out_and_its_values_stay(
    drawing: Drawing, tmp_path: Path
) -> None:
    (tmp_path / "indented.html").write_text("<p>\n    {{ word }}\n  </p>\n")

    assert drawing.get_template("indented.html").render(word="a\n  b") == "<p>\na\n  b\n</p>"


def test_words_that_a_tag_stands_between_do_not_grow_together(
    drawing: Drawing, tmp_path: Path
) -> None:
    (tmp_path / "tagged.html").write_text("one{% if word %}\n  two{% endif %}")

    assert drawing.get_template("tagged.html").render(word="a") == "one  two"


def test_a_missing_name_is_loud(drawing: Drawing) -> None:
    with pytest.raises(UndefinedError):
        drawing.get_template("lacking.html").render()


def test_a_menu_holds_the_rooms_of_one_person_and_no_others() -> None:
    few, many = frozenset({"start"}), frozenset(room.route for room in ROOMS)

    assert [[item.route for item in group.items] for group in groups_of(few)] == [["start"]]
    assert {item.route for group in groups_of(many) for item in group.items} == many
