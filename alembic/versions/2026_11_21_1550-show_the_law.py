"""Keep official texts, and note which event rests on which article.

Both tables are only ever inserted into; the service cannot change or remove a row.

Effect on running code: none, the tables are new. Events of before are not counted.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_use",
        sa.Column("event_id", sa.Uuid(), nullable=False, comment="of the ledger event"),
        sa.Column("pack", sa.Text(), nullable=False, comment="id of the regulation"),
        sa.Column(
            "article",
            sa.Text(),
            nullable=False,
            comment="as cited, without paragraph and item",
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=True, comment="that of the event"),
        sa.PrimaryKeyConstraint("event_id", "pack", "article", name=op.f("pk_article_use")),
    )
    op.create_index(
        op.f("ix_article_use_unit_id_pack_article"),
        "article_use",
        ["unit_id", "pack", "article"],
        unique=False,
    )
    op.create_table(
        "law_text",
        sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python"),
        sa.Column("pack", sa.Text(), nullable=False, comment="id of the regulation"),
        sa.Column(
            "edition",
            sa.Integer(),
            nullable=False,
            comment="1 for the first file, then counted on",
        ),
        sa.Column("article", sa.Text(), nullable=False, comment="number as the pack writes it"),
        sa.Column("clause", sa.Text(), nullable=False, comment="the words of the file"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the file, lower-case hex"),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.Uuid(), nullable=True, comment="null: by the console"),
        sa.ForeignKeyConstraint(
            ["loaded_by_id"], ["person.id"], name=op.f("fk_law_text_loaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_text")),
        sa.UniqueConstraint(
            "pack", "edition", "article", name=op.f("uq_law_text_pack_edition_article")
        ),
    )
    op.execute("GRANT SELECT, INSERT ON article_use, law_text TO liuhen_app")
    op.execute("GRANT SELECT ON article_use, law_text TO liuhen_auditor")
