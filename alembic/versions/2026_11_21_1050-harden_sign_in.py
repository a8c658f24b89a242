"""Harden signing in: steps, bound sessions, known browsers, password state, second factor.

Second factors are stored encrypted (decision page 0020); tallies keep a flood of refused sign-ins
out of the ledger (0021). Former passwords are written once and can be forgotten, not changed.

Effect on running code: none; running sessions stay valid. They count as complete and have never
been confirmed, so the first risky act asks. Passwords that exist already neither age nor must be
changed until they are next set.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

GRANTS = """
GRANT SELECT, INSERT, UPDATE ON
  person_credential, known_browser, second_factor, recovery_code, refusal_tally TO liuhen_app;
GRANT SELECT, INSERT ON former_password TO liuhen_app;
GRANT DELETE ON
  known_browser, second_factor, recovery_code, refusal_tally, former_password TO liuhen_app;
"""


def _moment(name: str, *, nullable: bool = False, comment: str | None = None) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def _person(*, nullable: bool = False) -> sa.Column:
    return sa.Column("person_id", sa.Uuid(), nullable=nullable)


def _key() -> sa.Column:
    return sa.Column("id", sa.Uuid(), nullable=False, comment="UUIDv7, made in Python")


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id_person")
    )


def upgrade() -> None:
    op.add_column(
        "sign_in_session",
        sa.Column(
            "stage",
            sa.Text(),
            server_default="complete",
            nullable=False,
            comment="only complete opens rooms",
        ),
    )
    op.add_column(
        "sign_in_session",
        _moment(
            "confirmed_at",
            nullable=True,
            comment="when the person last proved to be there; risky acts ask how long ago",
        ),
    )
    op.add_column(
        "sign_in_session",
        _moment(
            "moved_at",
            nullable=True,
            comment="when a change of address was last written to the ledger",
        ),
    )
    op.alter_column("sign_in_session", "address", comment="where it was used last")
    op.create_check_constraint(
        op.f("ck_sign_in_session_stage_known"),
        "sign_in_session",
        "stage IN ('complete', 'enrolment', 'new_password', 'second_factor')",
    )
    op.create_table(
        "refusal_tally",
        sa.Column("key", sa.Text(), nullable=False, comment="the person's id, or unknown"),
        _person(nullable=True),
        _moment("began_at", comment="beginning of the minute"),
        sa.Column("written", sa.Integer(), nullable=False, comment="events of this minute"),
        sa.Column(
            "held", sa.Integer(), nullable=False, comment="refusals that no event stands for yet"
        ),
        _of_person("refusal_tally"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_refusal_tally")),
    )
    op.create_table(
        "known_browser",
        _key(),
        sa.Column(
            "token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie's value"
        ),
        _person(),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        _moment("created_at"),
        _moment("last_used_at"),
        _moment("expires_at"),
        _of_person("known_browser"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browser")),
        sa.UniqueConstraint(
            "token_hash", "person_id", name=op.f("uq_known_browser_token_hash_person_id")
        ),
    )
    op.create_index(op.f("ix_known_browser_person_id"), "known_browser", ["person_id"])
    op.create_table(
        "person_credential",
        _person(),
        _moment("changed_at", nullable=True, comment="null: this password does not age"),
        sa.Column(
            "must_change",
            sa.Boolean(),
            nullable=False,
            comment="initial password, good for one sign-in",
        ),
        _of_person("person_credential"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_credential")),
    )
    op.create_table(
        "former_password",
        _key(),
        _person(),
        sa.Column("password_hash", sa.Text(), nullable=False, comment="argon2id, PHC string"),
        _moment("replaced_at"),
        _of_person("former_password"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_password")),
    )
    op.create_index(
        op.f("ix_former_password_person_id_replaced_at"),
        "former_password",
        ["person_id", "replaced_at"],
    )
    op.create_table(
        "second_factor",
        _person(),
        sa.Column(
            "secret",
            sa.LargeBinary(),
            nullable=True,
            comment="AES-256-GCM under the installation's key",
        ),
        _moment("enrolled_at", nullable=True),
        sa.Column(
            "last_step",
            sa.Integer(),
            nullable=False,
            comment="newest time step used; none is used twice",
        ),
        sa.Column(
            "pending_secret",
            sa.LargeBinary(),
            nullable=True,
            comment="shown as a QR code, not in force",
        ),
        _moment("pending_since", nullable=True),
        _of_person("second_factor"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        _key(),
        _person(),
        sa.Column(
            "code_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of person and code"
        ),
        _moment("used_at", nullable=True),
        _of_person("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "person_id", "code_hash", name=op.f("uq_recovery_code_person_id_code_hash")
        ),
    )
    for statement in GRANTS.strip().split(";\n"):
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "recovery_code",
        "second_factor",
        "former_password",
        "person_credential",
        "known_browser",
        "refusal_tally",
    ):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_sign_in_session_stage_known"), "sign_in_session")
    op.alter_column("sign_in_session", "address", comment=None)
    for column in ("moved_at", "confirmed_at", "stage"):
        op.drop_column("sign_in_session", column)
