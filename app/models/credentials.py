"""What people prove themselves with, and the sessions in which they are signed in."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, UuidKey, one_of
from app.policy.vocabulary import SignInStage


class SignInSession(Base):
    """登录会话: revocable, so signing out everywhere bites on the next request."""

    __tablename__ = "sign_in_session"
    __table_args__ = (
        CheckConstraint(one_of("stage", SignInStage), name="stage_known"),
        Index(None, "person_id", postgresql_where="revoked_at IS NULL"),
    )

    id: Mapped[UuidKey]
    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the cookie's value")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    stage: Mapped[str] = mapped_column(
        server_default=SignInStage.COMPLETE.value, comment="only complete opens rooms"
    )
    address: Mapped[str] = mapped_column(comment="where it was used last")
    user_agent: Mapped[str]
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment] = mapped_column(comment="absolute end, whatever happens before")
    revoked_at: Mapped[Moment | None]
    confirmed_at: Mapped[Moment | None] = mapped_column(
        comment="when the person last proved to be there; risky acts ask how long ago"
    )
    moved_at: Mapped[Moment | None] = mapped_column(
        comment="when a change of address was last written to the ledger"
    )
    ended_roles: Mapped[list[str]] = mapped_column(
        ARRAY(Text),
        server_default="{}",
        comment="roles that were ended at once during this sign-in, to be told of",
    )


class SignInThrottle(Base):
    """Failures of one account at one address, or of one address, and the moment of the next try.

    Keys are digests, because a failed account name is often a password typed into the wrong box.
    """

    __tablename__ = "sign_in_throttle"

    key: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of kind, name, address")
    failures: Mapped[int]
    last_failed_at: Mapped[Moment] = mapped_column(server_default=func.now())
    blocked_until: Mapped[Moment]


class RefusalTally(Base):
    """Refusals of one source in its current window, written down or still to be."""

    __tablename__ = "refusal_tally"

    key: Mapped[str] = mapped_column(
        primary_key=True, comment="what is tallied together: a person's id, unknown, …"
    )
    kind: Mapped[str] = mapped_column(
        server_default="session:refused", comment="ledger kind of the events"
    )
    code: Mapped[str] = mapped_column(
        server_default="flood", comment="reason that the event of the held ones gives"
    )
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("device.id"))
    is_sender: Mapped[bool] = mapped_column(
        server_default="false", comment="the device was refused; else the events are about it"
    )
    seconds: Mapped[int] = mapped_column(server_default="60", comment="length of the window")
    began_at: Mapped[Moment] = mapped_column(comment="beginning of the window")
    written: Mapped[int] = mapped_column(comment="events of this window")
    held: Mapped[int] = mapped_column(comment="refusals that no event stands for yet")


class KnownBrowser(Base):
    """常用浏览器: a person has signed in completely in it; several people may share one cookie."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("token_hash", "person_id"),)

    id: Mapped[UuidKey]
    token_hash: Mapped[bytes] = mapped_column(comment="SHA-256 of the cookie's value")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    user_agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[Moment]
    last_used_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class PersonCredential(Base):
    """密码状况. Without a row nothing is asked: the password neither ages nor must be changed."""

    __tablename__ = "person_credential"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    changed_at: Mapped[Moment | None] = mapped_column(comment="null: this password does not age")
    must_change: Mapped[bool] = mapped_column(comment="initial password, good for one sign-in")


class FormerPassword(Base):
    """用过的密码: compared with argon2id when a new one is chosen."""

    __tablename__ = "former_password"
    __table_args__ = (Index(None, "person_id", "replaced_at"),)

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    password_hash: Mapped[str] = mapped_column(comment="argon2id, PHC string")
    replaced_at: Mapped[Moment]


class SecondFactor(Base):
    """动态口令: the secret in force, and the one that is being tried on."""

    __tablename__ = "second_factor"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[bytes | None] = mapped_column(comment="AES-256-GCM under the installation's key")
    enrolled_at: Mapped[Moment | None]
    last_step: Mapped[int] = mapped_column(comment="newest time step used; none is used twice")
    pending_secret: Mapped[bytes | None] = mapped_column(comment="shown as a QR code, not in force")
    pending_since: Mapped[Moment | None]


class RecoveryCode(Base):
    """恢复码: 80 random bits each, stored as a digest, used once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)

    id: Mapped[UuidKey]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[bytes] = mapped_column(comment="SHA-256 of person and code")
    used_at: Mapped[Moment | None]
