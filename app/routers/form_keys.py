"""The key of a drawn form, by which the second of two clicks is known as the same form.

A form that is shown again with what has to be mended keeps its key, because nothing was entered
with it. One that comes without a key was not drawn here, and cannot be told from its repetition.
"""

from collections.abc import Mapping
from uuid import UUID

from app import ids
from app.routers.form_page import WHOLE_FORM
from app.routers.forms import FieldError

FORM_KEY = "form_key"
NO_KEY = FieldError(
    WHOLE_FORM,
    "这一页没有带上防止重复提交的编号，还没有提交。您填写的内容都在，请核对后再提交一次。",
)


def form_key_in(typed: Mapping[str, str]) -> UUID | None:
    """Return the key that came with a form; ``None`` where none did, or none that can be one."""
    try:
        return UUID(typed.get(FORM_KEY, ""))
    except ValueError:
        return None


def key_to_draw(typed: Mapping[str, str]) -> UUID:
    """Return the key that came with a form that is shown again, else a fresh one."""
    return form_key_in(typed) or ids.new_id()
