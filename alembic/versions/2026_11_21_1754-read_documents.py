"""Read documents in the background: a job is about a recording or about a document.

Effect on running code: none until a document is added, which only the new code does.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = "kind IN ('inspect_recording', 'read_document', 'seal_recording')"


def upgrade() -> None:
    op.add_column("job", sa.Column("document_id", sa.Uuid(), nullable=True))
    op.alter_column("job", "recording_id", nullable=True)
    op.create_foreign_key(
        op.f("fk_job_document_id_case_document"),
        "job",
        "case_document",
        ["document_id"],
        ["id"],
    )
    op.create_unique_constraint(op.f("uq_job_kind_document_id"), "job", ["kind", "document_id"])
    op.create_check_constraint(
        op.f("ck_job_about_one_thing"), "job", "num_nonnulls(recording_id, document_id) = 1"
    )
    op.drop_constraint(op.f("ck_job_kind_known"), "job", type_="check")
    op.create_check_constraint(op.f("ck_job_kind_known"), "job", KINDS)
