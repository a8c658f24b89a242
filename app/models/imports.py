"""Sheets that were checked and wait for somebody's yes."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import ImportKind


class ImportBatch(Base):
    """待确认的导入: what a sheet said and what is wrong with it, until its owner says yes.

    A row and no file, no cookie, no hidden field: every process finds it, and what is imported is
    what was checked and shown. It is deleted when it is used or has expired.
    """

    __tablename__ = "import_batch"
    __table_args__ = (CheckConstraint(one_of("kind", ImportKind), name="kind_known"),)

    id: Mapped[UuidKey]
    kind: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), comment="whose it is")
    sheet: Mapped[bytes] = mapped_column(
        LargeBinary, comment="the workbook as sent, for the error sheet"
    )
    content: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, comment="the faultless rows, as the kind understands them"
    )
    problems: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, comment="row, column and message of each fault"
    )
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
