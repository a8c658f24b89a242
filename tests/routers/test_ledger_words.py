from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from app.ledger.book import LedgerLine
from app.ledger.kinds import LedgerKind
from app.policy.vocabulary import ActorKind
from app.routers.ledger_words import NAMELESS, summary_of, who
from tests.world import NOW

SOMEBODY = UUID(int=7)


def line(
    kind: LedgerKind,
    detail: Mapping[str, Any],
    *,
    actor_kind: ActorKind = ActorKind.WORKER,
    actor_id: UUID | None = None,
) -> LedgerLine:
    return LedgerLine(
        id=UUID(int=1),
        seq=1,
        kind=kind,
        at=NOW,
        actor_kind=actor_kind,
        actor_id=actor_id,
        credential_id=None,
        unit_id=None,
        subject_id=None,
        detail=detail,
    )


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        (LedgerKind.UPLOAD_COMPLETED, {"size_bytes": 1536, "recording": "x"}, "大小 1.50 KB"),
        (LedgerKind.SESSION_REFUSED, {"code": "flood", "times": 9}, "原因代码 flood，代表 9 次"),
        (LedgerKind.SESSION_STARTED, {"browser": "curl/8.0"}, "未知浏览器"),
        (LedgerKind.UPLOAD_EXPIRED, {"offset": 0, "length": 2048}, "全长 2.00 KB"),
        (LedgerKind.UPLOAD_REFUSED, {"code": "not_allowed"}, "原因代码 not_allowed"),
        (LedgerKind.UNIT_REGISTERED, {"code": "RZ", "pack": "p"}, "单位代码 RZ，条款包 p"),
        (LedgerKind.FILE_REFUSED, {"act": "play"}, "想要播放"),
        (LedgerKind.SESSION_REFUSED, {"address": "10.0.0.5"}, "来自 10.0.0.5"),
        (LedgerKind.TERMINAL_REFUSED, {"address": "::1", "events": 3}, "来自 ::1，合计 3 次"),
        (LedgerKind.TERMINAL_REVOKED, {"tokens": 2}, "撤销令牌 2 个"),
        (LedgerKind.RECORDING_PROCESSED, {"findings": [], "derivatives": 8}, "生成衍生件 8 个"),
        (LedgerKind.PERSON_REGISTERED, {"roles": ["a@b"]}, "岗位 1 个"),
        (LedgerKind.DEVICE_ISSUED, {"device_no": "A1", "dated_back": True}, "设备编号 A1，补登"),
        (LedgerKind.DEVICE_RETURNED, {"dated_back": False}, ""),
        (LedgerKind.DEVICE_CHECKED, {"failed": ["battery"]}, "不正常 1 项"),
        (LedgerKind.DEVICES_USAGE_EXPORTED, {"rows": 12}, "共 12 行"),
        (
            LedgerKind.ROLE_ENDED,
            {"role": "officer", "unit": "x", "until": "2026-11-21"},
            "岗位“执法人员”，到 2026-11-21 为止",
        ),
        (LedgerKind.PEOPLE_IMPORTED, {"people": 3}, "共 3 人"),
        (LedgerKind.QUALIFICATIONS_IMPORTED, {"certificates": 3}, "共 3 份"),
        (LedgerKind.SESSION_ENDED, {}, ""),
    ],
)
def test_particulars_are_said_in_words(
    kind: LedgerKind, detail: Mapping[str, Any], words: str
) -> None:
    assert summary_of(line(kind, detail)) == words


def test_what_tells_of_the_content_is_left_out() -> None:
    detail = {"file_name": "张某家中.mp4", "sha256": "ab", "notes": ["x"], "length": 1}

    assert summary_of(line(LedgerKind.UPLOAD_CREATED, detail)) == "全长 1 B"


def test_the_reason_of_a_quarantine_is_said_as_elsewhere() -> None:
    found = summary_of(line(LedgerKind.RECORDING_QUARANTINED, {"problem": "digest_mismatch"}))

    assert found
    assert "digest_mismatch" not in found


def test_an_actor_is_named_or_described() -> None:
    played = line(LedgerKind.FILE_PLAYED, {}, actor_kind=ActorKind.PERSON, actor_id=SOMEBODY)

    assert who(played, {SOMEBODY: "刘敏"}) == "刘敏"
    assert who(played, {}) == "未知人员"
    assert who(line(LedgerKind.FILE_PLAYED, {}), {}) == "系统"


def test_every_kind_of_actor_has_words() -> None:
    assert set(NAMELESS) == set(ActorKind)
