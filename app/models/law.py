"""The law as the product met it: official texts, and which event rested on which article."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey


class ArticleUse(Base):
    """条款引用: one event of the ledger that rests on one article.

    Rows are only inserted, in the transaction of their event, so that counting them needs neither
    a counter that writers queue for nor a walk through the ledger.
    """

    __tablename__ = "article_use"
    __table_args__ = (Index(None, "unit_id", "pack", "article"),)

    event_id: Mapped[UUID] = mapped_column(primary_key=True, comment="of the ledger event")
    pack: Mapped[str] = mapped_column(primary_key=True, comment="id of the regulation")
    article: Mapped[str] = mapped_column(
        primary_key=True, comment="as cited, without paragraph and item"
    )
    unit_id: Mapped[UUID | None] = mapped_column(comment="that of the event")


class LawText(Base):
    """条文原文: one article of an official text that the agency loaded itself.

    Never changed; a later edition of the same regulation stands beside the earlier one.
    """

    __tablename__ = "law_text"
    __table_args__ = (UniqueConstraint("pack", "edition", "article"),)

    id: Mapped[UuidKey]
    pack: Mapped[str] = mapped_column(comment="id of the regulation")
    edition: Mapped[int] = mapped_column(comment="1 for the first file, then counted on")
    article: Mapped[str] = mapped_column(comment="number as the pack writes it")
    clause: Mapped[str] = mapped_column(comment="the words of the file")
    sha256: Mapped[str] = mapped_column(comment="of the file, lower-case hex")
    loaded_at: Mapped[Moment]
    loaded_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="null: by the console"
    )
