"""Let the search box look through ten days after ten days, no longer through whole months.

Of words that stand in one row of ten a month brought four times as many rows as are counted. New
rows are entered into the index of pairs at once: the list of what is to be entered later was read
by every look into it, which made a search during arrivals ten times as long.

What was catalogued and linked lately gets an index, because the sweep asks for it every minute.

Effect on running code: what was indexed is rewritten here, which takes a few minutes for a million
recordings; code of the version before finds nothing by words until it is replaced.

Revision ID: 0026
Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = ("recording_search", "case_search")
COMMENT = "distinct pairs of characters of words, and fours of ASCII, each with the row's ten days"
OLD_COMMENT = "distinct pairs of characters of words, and fours of ASCII, each with the row's month"
# What stands below bit 43 is the pair itself.
MARKED = """
    UPDATE {table} AS row SET pairs = ARRAY(
        SELECT (floor(extract(epoch FROM row.moment) / 864000)::bigint << 43)
            | (pair & ((1::bigint << 43) - 1))
        FROM unnest(row.pairs) AS pair)"""


def upgrade() -> None:
    op.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for table in TABLES:
        op.drop_index(f"ix_{table}_pairs", table)
        op.execute(MARKED.format(table=table))
        op.alter_column(table, "pairs", comment=COMMENT, existing_comment=OLD_COMMENT)
        op.create_index(
            f"ix_{table}_pairs",
            table,
            ["pairs"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )
    op.create_index(op.f("ix_catalogue_entry_changed_at"), "catalogue_entry", ["changed_at"])
    op.create_index(op.f("ix_evidence_link_linked_at"), "evidence_link", ["linked_at"])
    op.create_index(
        "ix_evidence_link_ended",
        "evidence_link",
        ["ended_at"],
        postgresql_where="ended_at IS NOT NULL",
    )
