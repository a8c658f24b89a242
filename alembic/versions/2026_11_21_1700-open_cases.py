"""Open cases: parties, handlers, versions of the file, and how an agency numbers them.

A bound version of a file is locked by a trigger, so that nobody adds to it, takes out of it or
alters it (Ruzhou's consultation rule, article 9).

Effect on running code: none, the tables are new.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
