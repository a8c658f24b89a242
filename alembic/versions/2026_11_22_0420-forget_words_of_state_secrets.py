"""Let the search box forget what it holds of cases that are state secrets.

Effect on running code: none; the box finds their recordings again, by what no case tells, within
minutes.

Revision ID: 0034
Revises: 0033
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        DELETE FROM case_search USING enforcement_case AS c
        WHERE c.id = case_id AND c.security_class IN ('secret', 'confidential', 'top_secret')
        """
    )
    op.execute(
        """
        UPDATE recording_search AS found SET words = '', pairs = '{}', indexed_at = NULL
        FROM evidence_link AS link JOIN enforcement_case AS c ON c.id = link.case_id
        WHERE link.recording_id = found.recording_id AND link.ended_at IS NULL
            AND c.security_class IN ('secret', 'confidential', 'top_secret')
        """
    )


def downgrade() -> None:
    """Leave it: the sweep of the version before indexes what it misses."""
