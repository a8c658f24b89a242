"""Let the search box look through one month after another, and keep kind and state beside it.

The board of deadlines gets an index in its own order as well.

What is searched stood under its pairs of characters alone, so words that are neither rare nor
frequent were read for the whole time to show the newest fifty. Each pair now bears its month.

Effect on running code: what was indexed is rewritten here, which takes a minute for a million
recordings; code of the version before finds nothing by words until it is replaced.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

FOLLOWED = (
    ("recording_search", "recording_id", "recording", "kind"),
    ("case_search", "case_id", "enforcement_case", "procedure"),
)
SAID = {
    ("recording_search", "kind"): "of the recording, by trigger",
    ("recording_search", "state"): "of the recording, by trigger",
    ("case_search", "kind"): "procedure of the case, by trigger",
    ("case_search", "state"): "of the case, by trigger",
}
COMMENT = "distinct pairs of characters of words, and fours of ASCII, each with the row's month"
OLD_COMMENT = "distinct pairs of characters of words, and fours of ASCII"
MONTH = "(extract(year FROM at_utc) * 12 + extract(month FROM at_utc) - 1)::bigint << 43"
# A four had bit 62 and its characters from bit 34 on; both give way to the month.
MARKED = """
    UPDATE {table} AS row SET kind = thing.{kind}, state = thing.state, pairs = (
        SELECT coalesce(array_agg(marked ORDER BY marked), '{{}}') FROM (
            SELECT {month} | CASE WHEN pair >= 1::bigint << 62
                THEN (1::bigint << 42) | ((pair >> 34) & ((1::bigint << 28) - 1))
                ELSE pair END AS marked
            FROM unnest(row.pairs) AS pair, (SELECT row.moment AT TIME ZONE 'UTC') AS utc (at_utc)
        ) AS every)
    FROM {thing} AS thing WHERE thing.id = row.{key}"""
FOLLOW = """
    CREATE FUNCTION {table}_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE {table} SET kind = NEW.{kind}, state = NEW.state WHERE {key} = NEW.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER {table}_follow AFTER UPDATE OF {kind}, state ON {thing} FOR EACH ROW
        WHEN ((OLD.{kind}, OLD.state) IS DISTINCT FROM (NEW.{kind}, NEW.state))
        EXECUTE FUNCTION {table}_follow()"""


def upgrade() -> None:
    op.drop_index("ix_recording_search_moment_recording_id", "recording_search")
    op.drop_index("ix_recording_search_unit_id_moment_recording_id", "recording_search")
    for table, key, thing, kind in FOLLOWED:
        names = {"table": table, "key": key, "thing": thing, "kind": kind, "month": MONTH}
        op.drop_index(f"ix_{table}_pairs", table)
        for column in ("kind", "state"):
            op.add_column(
                table, sa.Column(column, sa.Text(), nullable=True, comment=SAID[table, column])
            )
        op.execute(MARKED.format(**names))
        for column in ("kind", "state"):
            op.alter_column(table, column, nullable=False)
        op.alter_column(table, "pairs", comment=COMMENT, existing_comment=OLD_COMMENT)
        for statement in FOLLOW.format(**names).split(";\n    CREATE TRIGGER"):
            head = "" if "CREATE FUNCTION" in statement else "CREATE TRIGGER"
            op.execute(head + statement)
        op.create_index(f"ix_{table}_pairs", table, ["pairs"], postgresql_using="gin")
    op.create_index(
        "ix_deadline_open_in_order",
        "deadline",
        ["due_at", "id"],
        postgresql_where="met_at IS NULL AND cancelled_at IS NULL",
    )
    for columns in (["moment"], ["unit_id", "moment"], ["kind", "moment"], ["state", "moment"]):
        op.create_index(
            op.f("_".join(("ix_recording_search", *columns, "recording_id"))),
            "recording_search",
            [*columns, "recording_id"],
            postgresql_include=[c for c in ("unit_id", "kind", "state") if c not in columns],
        )
