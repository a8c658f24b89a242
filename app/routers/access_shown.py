"""A request on its page, as every panel of that page is given it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.access.queries import OpenedRequest
from app.routers.forms import FieldError


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request on its page, with what was typed into one of its forms and what is wrong.

    ``after`` is the item after which the list goes on.
    """

    opened: OpenedRequest
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    after: UUID | None = None
