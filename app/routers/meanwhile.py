"""What a form does when somebody else was first: nothing of either is lost.

A form carries what it was opened with. When it comes too late, a field that nobody touched takes
what stands there now, because sent again as it was it would undo the change of the first without
a word; what was typed stays typed, with what stands there now beside it.
"""

from collections.abc import Mapping
from dataclasses import replace

from app.routers.form_page import Field, FieldKind, FormPage

OPENED = "opened-"
"""Before the name of a field, the name of what it held when its form was opened."""


def carrying(form: FormPage) -> FormPage:
    """Return a form that sends back what it was opened with."""
    opened = tuple((f"{OPENED}{asked.name}", asked.value) for asked in form.fields)
    return replace(form, hidden=(*form.hidden, *opened))


def caught_up(form: FormPage, typed: Mapping[str, str]) -> FormPage:
    """Return the form of now with what was typed into an older one, and what is different."""
    untouched = {asked.name: asked.value for asked in form.fields if _is_untouched(asked, typed)}
    facts = [
        (f"{asked.label}，您没有改动，已换成现在的", _in_words(asked, asked.value))
        for asked in form.fields
        if asked.name in untouched
    ]
    facts += [
        (f"{asked.label}，现在是", _in_words(asked, asked.value))
        for asked in form.fields
        if asked.name not in untouched and asked.value != typed.get(asked.name, "")
    ]
    return replace(form, values={**typed, **untouched}, facts=tuple(facts))


def _is_untouched(asked: Field, typed: Mapping[str, str]) -> bool:
    """Return whether a field was sent as it was opened, and something else stands there now."""
    opened = typed.get(f"{OPENED}{asked.name}")
    sent, now = _even(typed.get(asked.name, "")), _even(asked.value)
    return opened is not None and sent == _even(opened) and sent != now


def _even(text: str) -> str:
    """Return a text as two are compared; a browser sends other ends of lines than it was given."""
    return " ".join(text.split())


def _in_words(asked: Field, value: str) -> str:
    if asked.kind is FieldKind.CHECK:
        return "已勾选" if value else "没有勾选"
    chosen = [option.text for option in asked.options if option.value == value]
    return next(iter(chosen), value) or "空"
