"""Let what no bound version holds go into the version that a reopened case begins.

Drafts of a bound version stayed behind in it, where nobody could go on with them; they come over
now, and so does all that lay in a version that was never bound. What is locked in a bound version
never changes versions: a trigger refuses it.

Effect on running code: none; it shows carried drafts in the newest version.

Revision ID: 0037
Revises: 0036
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

# What was only closed, reopened and then bound lies in the version that was bound.
LOCKED = """
    UPDATE case_document AS document
    SET file_version = file.version
    FROM case_file AS file, jsonb_array_elements(file.contents -> 'documents') AS said
    WHERE file.bound_at IS NOT NULL
      AND document.id = (said ->> 'document')::uuid
      AND document.file_version <> file.version
"""
# Step by step from what is locked to the drafts that led to it: these stay where they are.
CARRIED = """
    WITH RECURSIVE stays AS (
      SELECT (said ->> 'document')::uuid AS id
      FROM case_file, jsonb_array_elements(contents -> 'documents') AS said
      WHERE bound_at IS NOT NULL
      UNION
      SELECT document.replaces_id
      FROM stays JOIN case_document AS document ON document.id = stays.id
      WHERE document.replaces_id IS NOT NULL
    ),
    newest AS (
      SELECT DISTINCT ON (case_id) case_id, version, bound_at
      FROM case_file ORDER BY case_id, version DESC
    )
    UPDATE case_document AS document
    SET file_version = newest.version
    FROM newest
    WHERE newest.case_id = document.case_id
      AND newest.bound_at IS NULL
      AND document.file_version < newest.version
      AND document.id NOT IN (SELECT id FROM stays)
      AND (
        document.struck_at IS NULL
        OR NOT EXISTS (
          SELECT 1 FROM case_file AS bound
          WHERE bound.case_id = document.case_id
            AND bound.version >= document.file_version
            AND bound.bound_at IS NOT NULL
        )
      )
"""
LINKS = """
    UPDATE evidence_link AS link
    SET file_version = newest.version
    FROM (SELECT case_id, max(version) AS version FROM case_file GROUP BY case_id) AS newest
    WHERE newest.case_id = link.case_id
      AND link.file_version < newest.version
      AND NOT EXISTS (
        SELECT 1 FROM case_file AS bound
        WHERE bound.case_id = link.case_id
          AND bound.version >= link.file_version
          AND bound.bound_at IS NOT NULL
      )
"""
GUARDS = (
    """
    CREATE FUNCTION case_document_keep_bound() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (
        SELECT 1 FROM case_file
        WHERE case_id = OLD.case_id AND version = OLD.file_version AND bound_at IS NOT NULL
          AND contents -> 'documents'
            @> jsonb_build_array(jsonb_build_object('document', OLD.id::text))
      ) THEN
        RAISE EXCEPTION 'a bound document stays in its version'
          USING ERRCODE = 'insufficient_privilege';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER case_document_keep_bound BEFORE UPDATE OF file_version ON case_document
    FOR EACH ROW EXECUTE FUNCTION case_document_keep_bound()
    """,
    "GRANT UPDATE (file_version) ON case_document TO liuhen_app",
)


def upgrade() -> None:
    op.execute(LOCKED)
    op.execute(CARRIED)
    op.execute(LINKS)
    for statement in GUARDS:
        op.execute(statement)


def downgrade() -> None:
    op.execute("REVOKE UPDATE (file_version) ON case_document FROM liuhen_app")
    op.execute("DROP TRIGGER case_document_keep_bound ON case_document")
    op.execute("DROP FUNCTION case_document_keep_bound()")
