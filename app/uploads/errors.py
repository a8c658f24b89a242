"""What can go wrong with an upload, one class and one stable code each.

The classes refine those of ``app.errors``, so a door that knows only the general ones still
answers sensibly. Statuses stand in ``app.routers.tus_answers``.
"""

from app.errors import ConflictError, InvalidInputError, LiuhenError, NotFoundError


class MalformedRequestError(InvalidInputError):
    """A header is missing, doubled, or not of its grammar."""

    code = "request_malformed"
    message = "上传请求的标头缺失或格式不正确，服务器没有改动任何内容。请检查上传程序后重试。"


class MetadataError(InvalidInputError):
    """``Upload-Metadata`` is not of its grammar, or a value of ours cannot be used."""

    code = "metadata_malformed"
    message = "上传说明（Upload-Metadata）格式不正确，上传没有开始。请检查上传程序后重试。"


class UnknownChecksumError(InvalidInputError):
    """``Upload-Checksum`` names an algorithm we do not offer, or its value is malformed."""

    code = "checksum_unknown"
    message = "校验和的算法不受支持或格式不正确，本次内容未保存。请改用 sha1 或 sha256 后重试。"


class ChecksumMismatchError(InvalidInputError):
    """The bytes are not those the sender digested; they were thrown away."""

    code = "checksum_mismatch"
    message = "收到的内容与校验和不符，可能在传输中损坏，本次内容未保存。请从原位置重新发送。"


class TooLargeError(InvalidInputError):
    """More bytes than declared, or than this installation takes in one upload."""

    code = "too_large"
    message = "内容超出声明的长度或本系统的上限，超出部分未保存。请核对文件后重新上传。"


class LengthFixedError(InvalidInputError):
    """The length was known already and cannot become another one."""

    code = "length_fixed"
    message = "上传的总长度已经确定，不能更改。请按原长度继续上传，或重新开始。"


class OffsetMismatchError(ConflictError):
    """The sender wants to continue elsewhere than where the durable bytes end."""

    code = "offset_mismatch"
    message = "续传位置与服务器已保存的位置不一致，没有改动任何内容。请先查询当前位置再继续。"


class UploadLockedError(ConflictError):
    """Somebody else is writing and has not let go; asking again soon will succeed."""

    code = "upload_locked"
    message = "另一个请求正在写入这次上传，请稍后重试。"


class WriterReplacedError(UploadLockedError):
    """A later request took this upload over; what was acknowledged stands."""

    code = "writer_replaced"
    message = "另一个请求已接手这次上传，本请求余下的内容未保存。请先查询当前位置再继续。"


class ForeignUploadError(NotFoundError):
    """Somebody else's upload: said with the words of one that never was, and kept in the ledger."""


class UploadGoneError(NotFoundError):
    """The upload was terminated or has expired; it will not come back."""

    code = "upload_gone"
    message = "这次上传已被取消或已过期，不能继续。请重新开始上传。"


class UploadKeptError(ConflictError):
    """The upload is complete: its bytes are evidence now and are not deleted on request."""

    code = "upload_kept"
    message = "这次上传已经完成，资料已入库保存，不能通过上传接口删除。"


class BodyBrokenError(ConflictError):
    """The sender went away or fell silent; what arrived is kept where that is possible."""

    code = "body_broken"
    message = "内容没有发送完整，已收到的部分会保留。请先查询当前位置再继续。"


class SenderSilentError(BodyBrokenError):
    """No byte arrived for longer than ``upload_stall_seconds``."""

    code = "sender_silent"
    message = "长时间没有收到内容，连接已关闭，已收到的部分会保留。请先查询当前位置再继续。"


class GraceEndedError(LiuhenError):
    """The token was revoked longer ago than what was recorded before may still be handed in."""

    code = "revoked_upload_ended"
    message = (
        "该终端的令牌已被撤销，补传已录资料的期限也已过，服务器没有接收任何内容。"
        "请保留设备上的原文件，并联系设备管理员重新接入后上传。"
    )


class GraceFullError(LiuhenError):
    """A revoked terminal has handed in as much as it may."""

    code = "revoked_upload_full"
    message = (
        "该终端的令牌已被撤销，撤销后可补传的总量已用完，本次内容没有接收。"
        "请保留设备上的原文件，并联系设备管理员重新接入后上传。"
    )
