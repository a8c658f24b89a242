"""Keys of stored things. We make them, and still refuse one that would leave the store's root."""

import re
from pathlib import Path
from uuid import UUID

from app.errors import StorageFailureError

_SEGMENT = re.compile(r"segments/[0-9a-f]{32}/[0-9]{20}-[0-9]{1,10}\Z")
_ORIGINAL = re.compile(r"originals/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}\Z")
_DOCUMENT = re.compile(r"documents/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}\Z")
_DERIVATIVE = re.compile(r"derivatives/[0-9a-f]{32}/[a-z0-9][a-z0-9._-]{0,99}\Z")


def segment_folder(upload_id: UUID) -> str:
    """Return the folder of one upload's segments."""
    return f"segments/{upload_id.hex}"


def segment_key(upload_id: UUID, start: int, epoch: int) -> str:
    """Return the key of a segment; the epoch keeps a fenced writer out of its successor's name.

    >>> segment_key(UUID(int=1), 8, 2)
    'segments/00000000000000000000000000000001/00000000000000000008-2'
    """
    return f"{segment_folder(upload_id)}/{start:020d}-{epoch}"


def original_key(original_id: UUID) -> str:
    """Return the key of an original, spread over folders by the random end of its id."""
    text = original_id.hex
    return f"originals/{text[-2:]}/{text[-4:-2]}/{text}"


def document_key(document_id: UUID) -> str:
    """Return the key of a document, spread over folders as originals are."""
    text = document_id.hex
    return f"documents/{text[-2:]}/{text[-4:-2]}/{text}"


def derivative_key(original_id: UUID, name: str) -> str:
    """Return the key of a derivative; ``name`` is one of ours and checked all the same."""
    return f"derivatives/{original_id.hex}/{name}"


def segment_path(root: Path, key: str) -> Path:
    """Return where a segment lies."""
    return _path(root, key, _SEGMENT)


def original_path(root: Path, key: str) -> Path:
    """Return where an original lies."""
    return _path(root, key, _ORIGINAL)


def document_path(root: Path, key: str) -> Path:
    """Return where a document lies."""
    return _path(root, key, _DOCUMENT)


def derivative_path(root: Path, key: str) -> Path:
    """Return where a derivative lies."""
    return _path(root, key, _DERIVATIVE)


def _path(root: Path, key: str, grammar: re.Pattern[str]) -> Path:
    if grammar.match(key) is None:
        raise StorageFailureError("存储记录中的文件位置不正确，已拒绝读取。请通知系统管理员。")
    return root / key
