"""The tree of domain errors.

A refusal by rule is *returned* as a ``Decision`` so that its ledger event commits. What stands
here is *raised*: the precondition is broken, and the whole transaction rolls back. The classes
know no HTTP; ``app/routers/problems.py`` maps each of them to a status and a page.
"""


class LiuhenError(Exception):
    """Base of every error this project raises on purpose.

    ``code`` is the stable word for machine clients; the message is a complete Chinese sentence
    that a person may read: what happened, why, what next. ``heading`` stands above it where the
    kind of error says too little; ``onward``, given by the door that knows addresses, is where a
    person goes on if not at the start page.
    """

    code = "error"
    heading = ""
    message = "操作没有完成，请稍后重试。"
    onward = ""

    def __init__(self, message: str | None = None, **fields: object) -> None:
        self.message = message or type(self).message
        self.fields = fields
        super().__init__(self.message)


class NotFoundError(LiuhenError):
    """The thing does not exist, or this person may not know that it does."""

    code = "not_found"
    message = "没有找到您要的内容。它可能不存在，或者不在您的权限范围内。"


class ConflictError(LiuhenError):
    """The thing has changed since the caller looked at it."""

    code = "conflict"
    message = "内容已被他人更改，请刷新页面后重试。"


class InvalidInputError(LiuhenError):
    """What was sent cannot be understood; nothing was changed."""

    code = "invalid_input"
    message = "提交的内容不符合要求，请检查后重新提交。"


class StorageFullError(LiuhenError):
    """There is no room for these bytes; what was acknowledged before is safe."""

    code = "storage_full"
    message = "存储空间不足，已收到的内容完好保存。请联系系统管理员扩充空间后继续上传。"


class StorageFailureError(LiuhenError):
    """The disk refused to store or return bytes; nothing was acknowledged."""

    code = "storage_failure"
    message = "存储设备读写失败，本次内容未被确认。请稍后重试，并通知系统管理员。"
