"""The audit ledger."""

from dataclasses import replace

from app.routers.ledger import KINDS, LedgerRow, LedgerView
from app.routers.ledger_filters import LedgerFields
from tests.routers.samples.basics import ID, NOW

LEDGER = LedgerView(
    rows=(
        LedgerRow(
            seq=1_048_576,
            at=NOW,
            act="上传完成",
            is_refusal=False,
            who="ZFJLY-0217",
            unit_name="水政监察大队",
            subject="音像资料（2026-11-21 10:00 收到，设备 ZFJLY-0217）",
            subject_id=ID,
            summary="大小 460 MB，设备 ZFJLY-0217",
            ids=(("设备", ID),),
        ),
        LedgerRow(
            seq=1_048_575,
            at=NOW,
            act="登录被拒绝",
            is_refusal=True,
            who="未登录",
            unit_name="",
            subject="",
            subject_id=None,
            summary="来自 10.18.4.21",
        ),
        LedgerRow(
            1,
            NOW,
            "登记单位",
            is_refusal=False,
            who="系统",
            unit_name="",
            subject="",
            subject_id=None,
            summary="",
        ),
    ),
    filters=LedgerFields(),
    kinds=KINDS,
    newer=None,
    older="/ledger?older_than=1",
    problems=(),
    scope="长河县水利局",
    shown_at=NOW,
)
EMPTY_LEDGER = replace(LEDGER, rows=())
NOTHING_IN_LEDGER = replace(
    EMPTY_LEDGER, filters=LedgerFields(who="张"), problems=("开始日期写错了，没有按它筛选。",)
)

PAGES = {
    "ledger": ("ledger/index.html", LEDGER),
    "ledger, empty": ("ledger/index.html", EMPTY_LEDGER),
    "ledger, nothing found": ("ledger/index.html", NOTHING_IN_LEDGER),
}
