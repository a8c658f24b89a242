"""What the sheets of a file say of papers left outside, and of recordings that go with it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.access.materials import word_of_recording
from app.cases.accompanying import RecordingBeside
from app.papers.lines import DocumentLine
from app.policy.case_words import DocumentState, MaterialRole
from app.routers.display import minute

_PROVES = "证明"


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording in the list beneath the papers; ``remarks`` is what it is to the case."""

    number: int
    kind: str
    made_at: str
    remarks: str
    sha256: str


def left_outside(line: DocumentLine) -> str:
    """Return a paper that is not bound, and why."""
    is_aside = line.state is DocumentState.QUARANTINED
    return f"“{line.title}”（{'未通过检查' if is_aside else '草稿'}）"


def recording_rows(recordings: Sequence[RecordingBeside]) -> tuple[RecordingRow, ...]:
    """Return the recordings with their words, numbered from 1."""
    return tuple(
        RecordingRow(
            number,
            word_of_recording(each.kind),
            _made_at(each),
            _remarks(each),
            each.sha256,
        )
        for number, each in enumerate(recordings, 1)
    )


def counted(recordings: Sequence[RecordingBeside]) -> str:
    """Return how many recordings there are, and how many of each kind; nothing for none."""
    if not recordings:
        return ""
    kinds = Counter(word_of_recording(each.kind) for each in recordings)
    told = "、".join(f"{kind} {number} 件" for kind, number in kinds.most_common())
    return f"{len(recordings)} 件（{told}）" if len(kinds) > 1 else told


def _made_at(each: RecordingBeside) -> str:
    """Return the time of recording; where it is not known, that, and the arrival."""
    if each.time is None:
        return f"{minute(each.locked_at)} 记录或者收到" if each.locked_at else "未知"
    if each.time.believed:
        return minute(each.time.believed)
    arrival = f"{minute(each.time.received_at)} 收到"
    if each.time.recorded_at is None:
        return f"未知，{arrival}"
    return f"不可信（设备时钟为 {minute(each.time.recorded_at)}），{arrival}"


def _remarks(each: RecordingBeside) -> str:
    proves = each.object_of_proof.removeprefix(_PROVES)
    is_said = each.role is MaterialRole.EVIDENCE and proves
    return f"{each.role.label}，{_PROVES}{proves}" if is_said else each.role.label
