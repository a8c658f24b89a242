"""Signing in and out."""

from dataclasses import dataclass

from app.routers.forms import FieldError


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Context of ``session/sign_in.html``."""

    next: str
    username: str
    errors: tuple[FieldError, ...]
