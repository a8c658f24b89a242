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
        (
            LedgerKind.SESSION_REFUSED,
            {"code": "flood", "times": 9},
            "原因：短时间内次数过多，合并记录，代表 9 次",
        ),
        (LedgerKind.SESSION_STARTED, {"browser": "curl/8.0"}, "未知浏览器"),
        (LedgerKind.UPLOAD_EXPIRED, {"offset": 0, "length": 2048}, "全长 2.00 KB"),
        (LedgerKind.UPLOAD_REFUSED, {"code": "not_allowed"}, "原因：没有上传权限"),
        (LedgerKind.UNIT_REGISTERED, {"code": "RZ", "pack": "p"}, "单位代码 RZ，条款包 p"),
        (LedgerKind.FILE_REFUSED, {"act": "play"}, "想要播放"),
        (LedgerKind.COPY_ISSUED, {"size_bytes": 1536, "act": "copy"}, "大小 1.50 KB，复制"),
        (LedgerKind.COPY_SEALED, {"size_bytes": 1536}, "大小 1.50 KB"),
        (
            LedgerKind.ACCESS_ASKED,
            {"no": "调阅〔2026〕3号", "requester": "superior_organ", "act": "copy", "items": 2},
            "调阅〔2026〕3号，申请人是上级机关、监督机关，复制，内容 2 项",
        ),
        (
            LedgerKind.ACCESS_GRANTED,
            {"no": "调阅〔2026〕3号", "act": "view", "until": "2026-11-25T00:00:00+08:00"},
            "调阅〔2026〕3号，查阅，到 2026-11-24 24:00 为止",
        ),
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
        (LedgerKind.DEVICE_FAULT_REPORTED, {"device_state": "faulty"}, "设备状态“停用待修”"),
        (
            LedgerKind.DEVICE_ISSUE_REFUSED,
            {"code": "person_left", "device_no": "A1", "person": SOMEBODY},
            f"原因：领用人已经离任，设备编号 A1，人员标识 {SOMEBODY}",
        ),
        (
            LedgerKind.DEVICE_TRANSFERRED,
            {"from_unit": "a", "to_unit": "b", "reason": "x"},
            "调出单位标识 a，调入单位标识 b",
        ),
        (LedgerKind.TERMINAL_ENROLLED, {"made_by": "a", "tokens": 0}, "发码人标识 a"),
        (
            LedgerKind.HOLD_PLACED,
            {"hold": "h", "ground": "audit", "until": "2026-12-01"},
            "到 2026-12-01 为止，冻结事由“审计”，冻结标识 h",
        ),
        (
            LedgerKind.RECORDING_REATTRIBUTED,
            {"device": "d", "officer": "o", "before": {"device": "e"}},
            "设备标识 d，执法人员标识 o",
        ),
        (
            LedgerKind.QUALIFICATION_WITHDRAWN,
            {"person": "p", "revoked_on": "2026-11-21", "as": "revoked", "why": "x"},
            "人员标识 p，已吊销，从 2026-11-21 起失效",
        ),
        (
            LedgerKind.QUALIFICATION_CORRECTED,
            {"person": "p", "before": {"issuer": "x"}, "after": {"issuer": "y"}},
            "人员标识 p，更正 1 项",
        ),
        (LedgerKind.TRAINING_CHANGED, {"entered": ["p", "q"]}, "登记参加人员 2 人"),
        (
            LedgerKind.ROSTER_CHANGED,
            {
                "change": "added",
                "kind": "duty",
                "person": "p",
                "from_at": "2026-11-21T00:00:00+00:00",
                "until_at": "2026-11-21T10:00:00+00:00",
                "note": "x",
            },
            "人员标识 p，排班，从 2026-11-21 08:00 起，到 2026-11-21 18:00 为止，“值班”",
        ),
    ],
)
def test_particulars_are_said_in_words(
    kind: LedgerKind, detail: Mapping[str, Any], words: str
) -> None:
    assert summary_of(line(kind, detail)) == words


def test_what_tells_of_the_content_is_left_out() -> None:
    detail = {"file_name": "张某家中.mp4", "sha256": "ab", "notes": ["x"], "length": 1}

    assert summary_of(line(LedgerKind.UPLOAD_CREATED, detail)) == "全长 1 B"


def test_what_somebody_wrote_freely_is_left_out() -> None:
    detail = {
        "title": "案情研讨",
        "certificate_no": "豫1",
        "reason": "x",
        "remark": "x",
        "note": "x",
        "why": "x",
        "held_on": "2026-11-21",
    }

    assert summary_of(line(LedgerKind.TRAINING_REGISTERED, detail)) == "日期 2026-11-21"


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
