"""Three roles and one database: owner migrates, application works, auditor reads.

The running service never holds the owner's password, so a stolen application password cannot
change a table or switch off a trigger. Used for the embedded server and for one in production.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from app.ids import new_secret

OWNER = "liuhen_owner"
APP = "liuhen_app"
AUDITOR = "liuhen_auditor"
DATABASE = "liuhen"

_GRANTS = f"""
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE} TO {APP}, {AUDITOR};
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO {APP}, {AUDITOR};
"""


@dataclass(frozen=True, slots=True)
class RolePasswords:
    """The passwords the three roles shall have."""

    owner: str
    app: str
    auditor: str


async def prepare_database(admin_url: str, passwords: RolePasswords) -> None:
    """Make roles, database and grants; running it again sets the passwords and changes no data.

    Args:
        admin_url: A role that may create roles and databases, ``postgresql[+asyncpg]://…``.
        passwords: Stored by the server as SCRAM verifiers made here, so that the words
            themselves reach neither its log nor its statistics.
    """
    admin = await asyncpg.connect(dsn=plain(admin_url))
    try:
        roles = {OWNER: passwords.owner, APP: passwords.app, AUDITOR: passwords.auditor}
        for role, password in roles.items():
            await _ensure_role(admin, role, password)
        await _ensure_database(admin)
    finally:
        await admin.close()
    owner = await asyncpg.connect(dsn=plain(url_for(admin_url, OWNER, passwords.owner)))
    try:
        await owner.execute(_GRANTS)
    finally:
        await owner.close()


def url_for(admin_url: str, role: str, password: str) -> str:
    """Return ``admin_url`` with another role, and our database."""
    parts = urlsplit(admin_url)
    server = parts.netloc.rpartition("@")[2]
    netloc = f"{role}:{quote(password, safe='')}@{server}"
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{DATABASE}"))


def plain(url: str) -> str:
    """Return a SQLAlchemy address as asyncpg itself reads it."""
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


async def _ensure_role(
    admin: "asyncpg.Connection[asyncpg.Record]", role: str, password: str
) -> None:
    known = await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if known else "CREATE"
    await admin.execute(f"{verb} ROLE {role} LOGIN PASSWORD '{scram_verifier(password)}'")


async def _ensure_database(admin: "asyncpg.Connection[asyncpg.Record]") -> None:
    if await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
        return
    is_superuser = await admin.fetchval(
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    )
    if not is_superuser:
        # Only a member of a role may give it a database.
        await admin.execute(f"GRANT {OWNER} TO CURRENT_USER")
    await admin.execute(
        f"CREATE DATABASE {DATABASE} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0"
    )


def scram_verifier(password: str) -> str:
    """Return what PostgreSQL stores for a password (RFC 5803 form, 4096 rounds)."""
    salt = hashlib.sha256(new_secret().encode()).digest()[:16]
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 4096)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    words = [base64.b64encode(value).decode() for value in (salt, stored, server)]
    return f"SCRAM-SHA-256$4096:{words[0]}${words[1]}:{words[2]}"
