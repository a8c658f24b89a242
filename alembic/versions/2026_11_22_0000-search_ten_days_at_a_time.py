"""Let the search box look through ten days after ten days, no longer through whole months.

Of words that stand in one row of ten a month brought four times as many rows as are counted.

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
    for table in TABLES:
        op.drop_index(f"ix_{table}_pairs", table)
        op.execute(MARKED.format(table=table))
        op.alter_column(table, "pairs", comment=COMMENT, existing_comment=OLD_COMMENT)
        op.create_index(f"ix_{table}_pairs", table, ["pairs"], postgresql_using="gin")
