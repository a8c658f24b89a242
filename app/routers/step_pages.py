"""What the pages of passwords, codes and confirmation show, at the entrance and in the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno

from app.people.profiles import password_profile
from app.people.second_factor import in_groups
from app.policy.passwords import rules_of
from app.routers.forms import FieldError
from app.settings import Settings

ISSUER = "留痕"
WRONG_ENROLMENT = (
    "这六位数字与刚才的二维码不一致。请确认手机时间准确、扫描的是本页的二维码，再输入一次。"
)


@dataclass(frozen=True, slots=True)
class CodePage:
    """Context of ``session/second_step.html``."""

    next: str
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class NewPasswordPage:
    """Context of ``session/new_password.html``, for the entrance and for the account page."""

    action: str
    next: str
    username: str
    why: str
    asks_old: bool
    back: str
    rules: tuple[str, ...]
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class EnrolmentPage:
    """Context of ``session/enrolment.html``; ``picture`` is an SVG as an address."""

    action: str
    next: str
    why: str
    back: str
    picture: str
    secret: str
    errors: tuple[FieldError, ...]


@dataclass(frozen=True, slots=True)
class RecoveryCodesPage:
    """Context of ``session/recovery_codes.html``."""

    codes: tuple[str, ...]
    next: str
    person_name: str
    username: str
    issued_at: datetime


def password_page(
    settings: Settings,
    *,
    action: str,
    username: str,
    why: str = "",
    next_: str = "",
    asks_old: bool = False,
    back: str = "",
    errors: tuple[FieldError, ...] = (),
) -> NewPasswordPage:
    """Return the page on which a password is chosen, with the rules that hold here."""
    return NewPasswordPage(
        action=action,
        next=next_,
        username=username,
        why=why,
        asks_old=asks_old,
        back=back,
        rules=rules_of(password_profile(settings.password_profile)),
        errors=errors,
    )


def password_errors(fields: Mapping[str, str], *, asks_old: bool) -> tuple[FieldError, ...]:
    """Return what is missing or does not match before any rule is asked."""
    errors = []
    if asks_old and not fields.get("old_password"):
        errors.append(FieldError("old_password", "请输入现在使用的密码。"))
    if not fields.get("new_password"):
        errors.append(FieldError("new_password", "请输入新密码。"))
    elif fields["new_password"] != fields.get("new_password_again", ""):
        errors.append(FieldError("new_password_again", "两次输入的新密码不一致，请重新输入。"))
    return tuple(errors)


def enrolment_page(
    secret: str,
    *,
    action: str,
    username: str,
    why: str,
    next_: str = "",
    back: str = "",
    is_wrong: bool = False,
) -> EnrolmentPage:
    """Return the page with the QR code of a secret, and the secret for typing."""
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return EnrolmentPage(
        action=action,
        next=next_,
        why=why,
        back=back,
        picture=picture,
        secret=in_groups(secret, between=" "),
        errors=(FieldError("code", WRONG_ENROLMENT),) if is_wrong else (),
    )
