from collections.abc import Iterator

from app.errors import LiuhenError
from app.policy.issuing import IssueProblem
from app.routers.refusal_words import (
    ISSUE_REFUSALS,
    REFUSAL_REASONS,
    SIGN_IN_REFUSALS,
    UPLOAD_REFUSALS,
)
from app.uploads import errors as upload_errors


def codes_below(kind: type[LiuhenError]) -> Iterator[str]:
    if kind.__module__ in {LiuhenError.__module__, upload_errors.__name__}:
        yield kind.code
        for below in kind.__subclasses__():
            yield from codes_below(below)


def test_every_refused_upload_has_words() -> None:
    assert set(codes_below(LiuhenError)) | {"not_allowed", "not_owner"} == set(UPLOAD_REFUSALS)


def test_every_reason_not_to_issue_a_device_has_words() -> None:
    assert set(ISSUE_REFUSALS) == set(IssueProblem)


def test_no_code_has_two_meanings() -> None:
    families = (SIGN_IN_REFUSALS, UPLOAD_REFUSALS, ISSUE_REFUSALS)

    assert len(REFUSAL_REASONS) == sum(len(family) for family in families)


def test_the_words_are_chinese() -> None:
    assert not any(words.isascii() for words in REFUSAL_REASONS.values())
