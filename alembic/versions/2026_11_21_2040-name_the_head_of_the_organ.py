"""Name the head of the organ, whose word some articles ask for, apart from the other leaders.

Effect on running code: none; it never writes the new role. Nobody gets it by this revision: who
is the head, the security administrator knows.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROLES = (
    "role IN ('audit_administrator', 'case_handler', 'device_keeper', 'head_of_organ', "
    "'hearing_recorder', 'inspector', 'leader', 'legal_reviewer', 'officer', 'record_keeper', "
    "'section_collector', 'security_administrator', 'system_administrator')"
)
BUSINESS_ROLES = (
    "role IN ('case_handler', 'device_keeper', 'head_of_organ', 'hearing_recorder', 'inspector', "
    "'leader', 'legal_reviewer', 'officer', 'record_keeper', 'section_collector')"
)


def upgrade() -> None:
    for table, constraint, roles in (
        ("role_assignment", "ck_role_assignment_role_known", ROLES),
        ("delegation", "ck_delegation_no_administrator", BUSINESS_ROLES),
    ):
        op.drop_constraint(op.f(constraint), table, type_="check")
        op.create_check_constraint(op.f(constraint), table, roles)
