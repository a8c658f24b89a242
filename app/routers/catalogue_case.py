"""Which case a form names: by the list, or by a number that somebody typed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.cataloguing.links import case_of_number
from app.routers.forms import FieldError
from app.routers.visitor import Visitor

_NO_CASE = "没有找到这个案号的案件，或者它不在您的权限范围内。请核对案号。"


async def case_in(
    session: AsyncSession, visitor: Visitor, values: Mapping[str, Any]
) -> tuple[UUID | None, tuple[FieldError, ...]]:
    """Return the case, if the form names one; a number that was typed counts more than the list."""
    if values.get("case_no"):
        case_id = await case_of_number(session, visitor.actor, values["case_no"])
        if case_id is None:
            return None, (FieldError("case_no", _NO_CASE),)
        return case_id, ()
    chosen = values.get("case")
    return (UUID(chosen) if chosen else None), ()
