"""What every table shares: constraint names that migrations can rely on, and column types."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

UuidKey = Annotated[UUID, mapped_column(primary_key=True, comment="UUIDv7, made in Python")]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Json = Annotated[dict[str, Any], mapped_column(JSONB)]


class Base(DeclarativeBase):
    """Base of all tables; tables and constraints only, no rule lives here."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {str: Text}


def one_of(column: str, members: type[Any]) -> str:
    """Return the text of a CHECK that a column holds a member's value.

    >>> from app.policy.vocabulary import JobQueue
    >>> one_of("queue", JobQueue)
    "queue IN ('long', 'short')"
    """
    values = ", ".join(f"'{member.value}'" for member in members)
    return f"{column} IN ({values})"
