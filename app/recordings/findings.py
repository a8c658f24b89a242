"""The words for every finding: from sealing, from its media, from its attribution."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.media.findings import MEANINGS, FindingCode
from app.policy.attributing import AttributionFinding
from app.recordings.attribution_words import ATTRIBUTION_WORDS
from app.recordings.sealing import (
    DIGEST_MISMATCH,
    DUPLICATE,
    EMPTY_FILE,
    SIZE_MISMATCH,
    STORAGE_SPOILED,
    TERMINAL_RELEASED,
    TERMINAL_REVOKED,
)
from app.recordings.time_words import numbers_in_words


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
    TERMINAL_RELEASED: FindingWords(
        "来源已核实",
        "上传这份资料的终端令牌当时已被撤销，资料保管人员核实后解除了隔离。核实的理由见台账。",
    ),
    TERMINAL_REVOKED: FindingWords(
        "终端已撤销",
        "上传这份资料的终端令牌已被撤销，不能确定是谁送来的。原件已封存并隔离，内容没有打开。"
        "请资料保管人员向设备管理员核实来源，属实的在本页解除隔离。",
    ),
}


def words_for(code: str, detail: Mapping[str, Any] = MappingProxyType({})) -> FindingWords:
    """Return the words for a finding's code, with the numbers of its detail where they matter.

    Raises:
        ValueError: the code is not one of ours; a test holds the tables complete.
    """
    if code in SEALING_WORDS:
        return SEALING_WORDS[code]
    if code in set(AttributionFinding):
        words = ATTRIBUTION_WORDS[AttributionFinding(code)]
        return FindingWords(words.label, numbers_in_words(code, detail) + words.sentence)
    meaning = MEANINGS[FindingCode(code)]
    return FindingWords(meaning.label, meaning.sentence)
