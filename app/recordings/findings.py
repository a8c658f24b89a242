"""The words for every finding: from sealing, from its media, from its attribution."""

from dataclasses import dataclass

from app.media.findings import MEANINGS, FindingCode
from app.policy.attributing import AttributionFinding
from app.recordings.attribution_words import ATTRIBUTION_WORDS
from app.recordings.sealing import (
    DIGEST_MISMATCH,
    DUPLICATE,
    EMPTY_FILE,
    SIZE_MISMATCH,
    STORAGE_SPOILED,
)


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A short label for lists, and a sentence that says what it means and what to do."""

    label: str
    sentence: str


SEALING_WORDS = {
    DIGEST_MISMATCH: FindingWords(
        "摘要不符",
        "收到的内容与上传方申报的 SHA-256 摘要不一致，可能在设备上或传输前已改变。"
        "收到的文件已原样保存并隔离。请从设备重新提取后再次上传，并保留设备上的原文件。",
    ),
    DUPLICATE: FindingWords(
        "重复送达",
        "本单位先前已收到内容完全相同的文件，内容只保存一份。本次送达已记入台账，无需另行编目。",
    ),
    EMPTY_FILE: FindingWords(
        "空文件",
        "文件大小为 0 字节，没有任何内容。请检查设备存储卡，确认原文件完好后重新上传。",
    ),
    SIZE_MISMATCH: FindingWords(
        "大小不符",
        "封存后读回的大小与收到时不一致，文件已隔离。请通知系统管理员检查存储设备，"
        "并保留设备上的原文件。",
    ),
    STORAGE_SPOILED: FindingWords(
        "存储异常",
        "封存前读回的内容与收到时的摘要不一致，存储设备可能有故障，文件已隔离。"
        "请通知系统管理员检查存储设备，并从设备重新上传。",
    ),
}


def words_for(code: str) -> FindingWords:
    """Return the words for a finding's code.

    Raises:
        ValueError: the code is not one of ours; a test holds the tables complete.
    """
    if code in SEALING_WORDS:
        return SEALING_WORDS[code]
    if code in set(AttributionFinding):
        words = ATTRIBUTION_WORDS[AttributionFinding(code)]
        return FindingWords(words.label, words.sentence)
    meaning = MEANINGS[FindingCode(code)]
    return FindingWords(meaning.label, meaning.sentence)
