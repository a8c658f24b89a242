"""查找: what one box finds, stored beside what it was made from, and the views people keep.

Words are stored without width, case and spaces, and as pairs of neighbouring characters, so that a
Chinese name of two characters is found by an index, whatever the locale of the database.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey

_PAIRS = "distinct pairs of characters of words, and fours of ASCII, each with the row's ten days"


def _by_pairs(table: str) -> Index:
    # Without a list of what is to be entered later: every look for some ten days would read it all.
    options = {"fastupdate": "off"}
    return Index(f"ix_{table}_pairs", "pairs", postgresql_using="gin", postgresql_with=options)


def _newest_first(*columns: str, key: str, beside: Sequence[str] = ()) -> Index:
    others = [name for name in (*beside, "unit_id", "kind", "state") if name not in columns]
    return Index(None, *columns, key, postgresql_include=others)


class RecordingSearch(Base):
    """One recording as the search box sees it."""

    __tablename__ = "recording_search"
    __table_args__ = (
        _by_pairs("recording_search"),
        # A page of a list and the figures beside it are answered by one of these alone.
        _newest_first("moment", key="recording_id"),
        _newest_first("unit_id", "moment", key="recording_id"),
        _newest_first("kind", "moment", key="recording_id"),
        _newest_first("state", "moment", key="recording_id"),
        Index(None, "indexed_at"),
    )

    recording_id: Mapped[UUID] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    moment: Mapped[Moment] = mapped_column(comment="of use, where unknown of arrival")
    kind: Mapped[str] = mapped_column(comment="of the recording, by trigger")
    state: Mapped[str] = mapped_column(comment="of the recording, by trigger")
    words: Mapped[str] = mapped_column(comment="everything that is searched, normalised")
    pairs: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), comment=_PAIRS)
    indexed_at: Mapped[Moment | None] = mapped_column(comment="null: due to be indexed again")


class CaseSearch(Base):
    """One case as the search box sees it, twice.

    Once for whoever may know of the case, once with the words of its documents for whoever may
    read its file: a search must not answer what the file would not tell.
    """

    __tablename__ = "case_search"
    __table_args__ = (
        _by_pairs("case_search"),
        _newest_first("moment", key="case_id", beside=["with_documents"]),
        _newest_first("unit_id", "moment", key="case_id", beside=["with_documents"]),
        Index(None, "indexed_at"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("enforcement_case.id"), primary_key=True)
    with_documents: Mapped[bool] = mapped_column(
        primary_key=True, comment="true: with words of the file, for those who may read it"
    )
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    moment: Mapped[Moment] = mapped_column(comment="of opening")
    kind: Mapped[str] = mapped_column(comment="procedure of the case, by trigger")
    state: Mapped[str] = mapped_column(comment="of the case, by trigger")
    words: Mapped[str] = mapped_column(comment="everything that is searched, normalised")
    pairs: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), comment=_PAIRS)
    case_revision: Mapped[int] = mapped_column(comment="of the case when it was indexed")
    indexed_at: Mapped[Moment | None] = mapped_column(comment="null: due to be indexed again")


class SavedView(Base):
    """常用查询: filters under a name. It holds no result; what it shows is asked anew each time."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("uq_saved_view_name", "person_id", "name", unique=True),)

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    query: Mapped[str] = mapped_column(comment="query string of the page of search")
    kept_at: Mapped[Moment]
