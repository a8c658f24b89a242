"""What can be wrong with a recording, and the words for it.

A finding is a stable code and some numbers; severity, verdict and Chinese words hang on the code
in one table, so a page, an export and a terminal all say the same. Pack rules may read the codes,
therefore a code is never renamed or reused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.policy.vocabulary import Severity


class Verdict(StrEnum):
    """What becomes of the recording; the original is kept in every case."""

    OK = "ok"
    DAMAGED = "damaged"
    REFUSED = "refused"


class FindingCode(StrEnum):
    """Stable names, alphabetical."""

    ARCHIVE_REFUSED = "archive_refused"
    AUDIO_CODEC_NOT_PLAYABLE = "audio_codec_not_playable"
    CLOCK_SUSPECT = "clock_suspect"
    CONTAINER_NOT_PLAYABLE = "container_not_playable"
    DAMAGED_PARTS = "damaged_parts"
    DECODER_CRASHED = "decoder_crashed"
    DOCUMENT_REFUSED = "document_refused"
    EMPTY_FILE = "empty_file"
    EXECUTABLE_REFUSED = "executable_refused"
    HEVC_NOT_PLAYABLE = "hevc_not_playable"
    NO_DURATION = "no_duration"
    NO_INDEX = "no_index"
    NO_PREVIEW = "no_preview"
    NO_VIDEO = "no_video"
    NOT_MEDIA = "not_media"
    PLAYLIST_REFUSED = "playlist_refused"
    TIMEOUT = "timeout"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_STREAMS = "too_many_streams"
    TRUNCATED = "truncated"
    TYPE_MISMATCH = "type_mismatch"
    UNDECODABLE = "undecodable"
    VARIABLE_FRAME_RATE = "variable_frame_rate"
    VIDEO_CODEC_NOT_PLAYABLE = "video_codec_not_playable"
    VIDEO_ONLY = "video_only"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code says to people and to the state machine of a recording."""

    severity: Severity
    verdict: Verdict
    label: str
    sentence: str
    """What it means and what to do next, for an officer or a clerk."""


@dataclass(frozen=True, slots=True)
class MediaFinding:
    """One thing found, with the numbers that show it (milliseconds, bytes, pixels, counts)."""

    code: FindingCode
    detail: Mapping[str, int] = field(default_factory=dict)

    @property
    def meaning(self) -> Meaning:
        """Words, severity and verdict of this code."""
        return MEANINGS[self.code]

    @property
    def severity(self) -> Severity:
        """How loudly this finding speaks."""
        return MEANINGS[self.code].severity

    def to_json(self) -> dict[str, object]:
        """Return what the database and the terminal receive."""
        return {"code": self.code, "severity": self.severity, "detail": dict(self.detail)}

    @classmethod
    def from_json(cls, value: object) -> "MediaFinding":
        """Rebuild a finding; the severity always comes from the table.

        Raises:
            ValueError: the shape, the code or a number is not one of ours.
        """
        if not isinstance(value, dict) or not isinstance(value.get("detail", {}), dict):
            raise ValueError("a finding is an object with a code and a detail")  # noqa: TRY004
        detail = value.get("detail", {})
        if len(detail) > 16 or not all(_is_number(k, v) for k, v in detail.items()):
            raise ValueError("the detail of a finding holds a few named integers")
        return cls(FindingCode(str(value.get("code"))), detail)


def first_of_each(findings: Sequence[MediaFinding]) -> tuple[MediaFinding, ...]:
    """Return the first finding of each code, in order.

    A recording has each finding once; a child taken over by its file may repeat itself.
    """
    first: dict[FindingCode, MediaFinding] = {}
    for found in findings:
        first.setdefault(found.code, found)
    return tuple(first.values())


def verdict_of(findings: tuple[MediaFinding, ...]) -> Verdict:
    """Return the gravest verdict among the findings."""
    verdicts = {finding.meaning.verdict for finding in findings}
    if Verdict.REFUSED in verdicts:
        return Verdict.REFUSED
    return Verdict.DAMAGED if Verdict.DAMAGED in verdicts else Verdict.OK


def _is_number(name: object, value: object) -> bool:
    return (
        isinstance(name, str)
        and len(name) <= 40
        and isinstance(value, int)
        and not isinstance(value, bool)
        and abs(value) < 2**63
    )


_KEPT = "原始文件已完整保存，未作任何改动。"

MEANINGS: Mapping[FindingCode, Meaning] = {
    FindingCode.ARCHIVE_REFUSED: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "压缩包",
        "该文件是压缩包，不是音视频或照片，系统未打开它。"
        + _KEPT
        + "请解压后逐个上传其中的原始记录。",
    ),
    FindingCode.AUDIO_CODEC_NOT_PLAYABLE: Meaning(
        Severity.INFO,
        Verdict.OK,
        "声音需转码播放",
        "浏览器不能直接播放该文件的声音编码。原始文件没有问题；可播放的副本尚未开通。",
    ),
    FindingCode.CLOCK_SUSPECT: Meaning(
        Severity.WARNING,
        Verdict.OK,
        "设备时间可疑",
        "文件中记录的开始时间明显不对，可能是设备时钟被重置或未校准。"
        "请核对实际执法时间，填写情况说明，并通知设备管理员校准时钟。",
    ),
    FindingCode.CONTAINER_NOT_PLAYABLE: Meaning(
        Severity.INFO,
        Verdict.OK,
        "格式需转换播放",
        "浏览器不能直接播放该文件格式。原始文件没有问题；画面可先看关键帧，可播放的副本尚未开通。",
    ),
    FindingCode.DAMAGED_PARTS: Meaning(
        Severity.WARNING,
        Verdict.DAMAGED,
        "部分画面损坏",
        "抽查的画面中有一部分无法解码，其余可以正常播放。"
        + _KEPT
        + "请播放核对缺损的时段，必要时填写情况说明。",
    ),
    FindingCode.DECODER_CRASHED: Meaning(
        Severity.SERIOUS,
        Verdict.DAMAGED,
        "解析中断",
        "检查该文件时解码程序意外终止，文件可能已损坏，也可能是刻意构造的。"
        + _KEPT
        + "请勿在办公电脑上直接打开它，并通知系统管理员。",
    ),
    FindingCode.DOCUMENT_REFUSED: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "文档或网页",
        "该文件是文档或网页，不是音视频或照片。" + _KEPT + "如属案卷材料，请在案卷中上传。",
    ),
    FindingCode.EMPTY_FILE: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "空文件",
        "该文件没有任何内容，可能是设备在写入前断电。请检查设备中是否还有其他片段，并填写情况说明。",
    ),
    FindingCode.EXECUTABLE_REFUSED: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "可执行程序",
        "该文件是程序，不是音视频或照片，系统未打开它。"
        + _KEPT
        + "请通知系统管理员检查来源设备是否感染病毒。",
    ),
    FindingCode.HEVC_NOT_PLAYABLE: Meaning(
        Severity.INFO,
        Verdict.OK,
        "H.265 画面需转码播放",
        "该视频采用 H.265 编码，许多浏览器播放时只有声音、没有画面。"
        "原始文件没有问题；画面可先看关键帧，可播放的副本尚未开通。",
    ),
    FindingCode.NO_DURATION: Meaning(
        Severity.INFO,
        Verdict.OK,
        "未标明时长",
        "文件中没有可靠的时长信息。内容可以正常保存，时长以实际播放为准。",
    ),
    FindingCode.NO_INDEX: Meaning(
        Severity.SERIOUS,
        Verdict.DAMAGED,
        "缺少索引",
        "文件缺少播放所需的索引，通常是录制过程中断电或未正常停止造成的，目前无法播放。"
        + _KEPT
        + "请填写情况说明，并联系系统管理员尝试在副本上修复。",
    ),
    FindingCode.NO_PREVIEW: Meaning(
        Severity.INFO,
        Verdict.OK,
        "没有缩略图",
        "该文件的基本信息已读取，但未能生成预览画面。原始文件不受影响，请播放核对内容。",
    ),
    FindingCode.NO_VIDEO: Meaning(
        Severity.WARNING,
        Verdict.OK,
        "只有声音",
        "该视频格式的文件中只有声音，没有画面。请核对摄像头是否被遮挡或故障，必要时填写情况说明。",
    ),
    FindingCode.NOT_MEDIA: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "不是音视频或照片",
        "系统从内容上未能认出这是音视频或照片，与文件名无关。"
        + _KEPT
        + "如果它是设备厂商的专用或加密格式，请联系系统管理员。",
    ),
    FindingCode.PLAYLIST_REFUSED: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "播放列表",
        "该文件是指向其他文件的播放列表，本身不含音视频内容，系统未打开它。"
        + _KEPT
        + "请上传真正的录像文件。",
    ),
    FindingCode.TIMEOUT: Meaning(
        Severity.SERIOUS,
        Verdict.DAMAGED,
        "检查超时",
        "在规定时间内未能检查完该文件，检查已停止。" + _KEPT + "系统管理员可以放宽时限后重新检查。",
    ),
    FindingCode.TOO_MANY_PIXELS: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "画面尺寸过大",
        "画面尺寸超出允许的上限，系统未解码它，以免耗尽服务器内存。"
        + _KEPT
        + "如确为正常设备拍摄，请联系系统管理员调整上限。",
    ),
    FindingCode.TOO_MANY_STREAMS: Meaning(
        Severity.SERIOUS,
        Verdict.REFUSED,
        "音视频轨过多",
        "文件中的音视频轨数量超出正常范围，系统未继续处理。"
        + _KEPT
        + "请核对文件来源，必要时联系系统管理员。",
    ),
    FindingCode.TRUNCATED: Meaning(
        Severity.SERIOUS,
        Verdict.DAMAGED,
        "文件不完整",
        "文件末尾缺失，只有前面一部分可以播放。"
        + _KEPT
        + "请检查设备中的原文件是否完整，如完整请重新上传；否则请填写情况说明。",
    ),
    FindingCode.TYPE_MISMATCH: Meaning(
        Severity.WARNING,
        Verdict.OK,
        "类型不符",
        "文件的实际内容与文件名或申报的类型不一致，系统以实际内容为准。请核对文件来源。",
    ),
    FindingCode.UNDECODABLE: Meaning(
        Severity.SERIOUS,
        Verdict.DAMAGED,
        "无法解码",
        "文件的内容无法解码，可能已损坏，也可能采用了系统不支持的编码（如 SVAC）。"
        + _KEPT
        + "请用设备厂商的播放器核对，并填写情况说明。",
    ),
    FindingCode.VARIABLE_FRAME_RATE: Meaning(
        Severity.INFO,
        Verdict.OK,
        "帧率不固定",
        "该视频的帧率前后不一致，多见于手机拍摄或画面卡顿。计算时间点时请以画面时间为准。",
    ),
    FindingCode.VIDEO_CODEC_NOT_PLAYABLE: Meaning(
        Severity.INFO,
        Verdict.OK,
        "画面需转码播放",
        "浏览器不能直接播放该文件的画面编码。原始文件没有问题；画面可先看关键帧，可播放的副本尚未开通。",
    ),
    FindingCode.VIDEO_ONLY: Meaning(
        Severity.INFO,
        Verdict.OK,
        "没有声音",
        "该视频没有声音。如果执法过程要求同步录音，请核对设备的录音设置并填写情况说明。",
    ),
}
