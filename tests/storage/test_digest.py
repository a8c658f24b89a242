"""The self-test of SM3 at start, and what it says where SM3 is missing or wrong."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from app.errors import StorageFailureError
from app.storage import digest


def test_this_machine_has_sm3() -> None:
    digest.require_sm3()


def missing(name: str, data: bytes = b"") -> Any:
    raise ValueError(name)


def wrong(name: str, data: bytes = b"") -> Any:
    return hashlib.sha256(data)


@pytest.mark.parametrize("new", [missing, wrong])
def test_without_a_right_sm3_the_start_is_refused(
    new: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashlib, "new", new)

    with pytest.raises(StorageFailureError, match="SM3"):
        digest.require_sm3()
