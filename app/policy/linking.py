"""Which recordings may be put into a case, and what a link says of one unless somebody says more.

Ruzhou's management rule, article 14, and 长子 11 keep what serves as evidence as long as the file.
So a recording is linked as evidence unless somebody says that it only records the process: what
is kept too long can be put right, what was disposed of cannot.
"""

from dataclasses import dataclass
from datetime import datetime

from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.decision import Decision, allow, refuse
from app.policy.vocabulary import MediaKind, RecordingState

METHODS = {
    MediaKind.AUDIO: "现场录音",
    MediaKind.OTHER: "收集电子文件",
    MediaKind.PHOTO: "现场拍照",
    MediaKind.VIDEO: "现场录像",
}
"""制作方法, by what a recording is."""

TURNED = {
    MaterialRole.EVIDENCE: MaterialRole.PROCESS_RECORD,
    MaterialRole.PROCESS_RECORD: MaterialRole.EVIDENCE,
}
"""As what a recording is kept in a case once its use there is changed (更改用途)."""

_SEEN_AND_HEARD = frozenset({MediaKind.AUDIO, MediaKind.VIDEO})


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a recording is to a case; what stands empty is taken from recording and case."""

    role: MaterialRole = MaterialRole.EVIDENCE
    evidence_kind: EvidenceKind | None = None
    object_of_proof: str = ""
    making_method: str = ""
    made_at: datetime | None = None
    maker: str = ""


def decide_linking(state: RecordingState, *, is_duplicate: bool) -> Decision:
    """Return whether a recording may be put into a case, or be said to be fully catalogued."""
    if is_duplicate:
        return refuse("这是重复送达的资料，内容只存一份。请对先送达的那一份编目。")
    match state:
        case RecordingState.QUARANTINED:
            return refuse("这份资料已隔离，不能编目。原因和下一步见资料页面的“发现的问题”。")
        case RecordingState.RECEIVED:
            return refuse("这份资料还在校验，原件封存之后才能编目。请稍后再试。")
        case RecordingState.SEALED | RecordingState.PROCESSED | RecordingState.DAMAGED:
            return allow("原件已经封存，可以编目。")


def evidence_kind_of(kind: MediaKind) -> EvidenceKind:
    """Return what kind of evidence a recording is unless somebody says otherwise."""
    return EvidenceKind.AUDIO_VISUAL if kind in _SEEN_AND_HEARD else EvidenceKind.ELECTRONIC


def object_of_proof_in(cause: str) -> str:
    """Return what a recording proves in a case of this cause unless somebody says otherwise."""
    return f"与“{cause}”有关的事实和执法过程"
