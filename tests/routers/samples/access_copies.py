"""A copy that was issued, and the sheets that go with it."""

from dataclasses import replace
from datetime import timedelta

from app.access.issued import IssueDetail, IssueLine
from app.access.orders import OrderDetail, OrderLine
from app.policy.access_words import CopyForm, CopyMedium, CopyOrderState
from app.policy.law_words import ConsultAct
from app.routers.access_copies import CopyOrderPage, CopyPage
from tests.routers.samples.basics import ID, NOW

LINE = IssueLine(
    id=ID,
    code="7K3QD-0M9XW",
    act=ConsultAct.COPY,
    medium=CopyMedium.DISC,
    copies=2,
    files=1,
    left_out=1,
    issued_by="刘敏",
    issued_at=NOW,
    taker_name="马警官",
    taker_document="警官证 041022",
    received_at=NOW + timedelta(minutes=20),
    has_receipt=True,
    mail_to="",
    mail_no="",
    mailed_on=None,
    mailed_by="",
)
DETAIL = IssueDetail(
    line=LINE,
    request_id=ID,
    request_no="调阅〔2026〕3号",
    manifest={
        "articles": ["调阅监督制度第六条"],
        "files": [
            {
                "kind": "录像",
                "name": "资料/0001-录像 2026-11-20 09.12.00.mp4",
                "record_id": str(ID),
                "sha256": "a" * 64,
                "size_bytes": 2_305_843_009,
                "sm3": "b" * 64,
                "title": "录像 2026-11-20 09.12.00",
            },
            {
                "kind": "录像",
                "mark": {
                    "burnt_in": ["7K3QD-0M9XW", "马警官（汝州市公安局） 2026-11-21"],
                    "original": {"sha256": "a" * 64, "size_bytes": 2_305_843_009, "sm3": "b" * 64},
                    "parameters": {"is_whole": False},
                },
                "name": "资料/0001-标记件 录像 2026-11-20 09.12.00.mp4",
                "record_id": str(ID),
                "sha256": "f" * 64,
                "size_bytes": 805_843_009,
                "sm3": "0" * 64,
                "title": "录像 2026-11-20 09.12.00",
            },
            {
                "kind": "录音",
                "mark": {
                    "burnt_in": [],
                    "original": {"sha256": "a" * 64, "size_bytes": 9, "sm3": "b" * 64},
                    "parameters": {"is_whole": True},
                },
                "name": "资料/0002-标记件 录音 2026-11-20 09.12.00.m4a",
                "record_id": str(ID),
                "sha256": "f" * 64,
                "size_bytes": 8,
                "sm3": "0" * 64,
                "title": "录音 2026-11-20 09.12.00",
            },
            {
                "kind": "询问笔录",
                "name": "资料/0003-询问笔录.docx",
                "record_id": str(ID),
                "sha256": "f" * 64,
                "size_bytes": 8,
                "sm3": "0" * 64,
                "title": "询问笔录",
                "unmarked": "这种文件不能加标记。",
            },
        ],
        "left_out": [{"number": 2, "record_id": str(ID), "reason": "准予以后已经划去。"}],
        "regulation": {"title": "汝州市水利局行政执法记录信息调阅监督制度", "version": 2},
        "taker": "马警官",
        "taker_unit": "汝州市公安局",
        "unit": "水政监察大队",
    },
    manifest_sha256="c" * 64,
    size_bytes=2_305_845_120,
    sha256="d" * 64,
    sm3="e" * 64,
    openings=1,
    is_keeper=True,
    may_hand_out=True,
    receipt_basis=(),
)
PAGE = CopyPage(detail=DETAIL, today="2026-11-21", typed={}, errors=(), shown_at=NOW)
ORDER = OrderDetail(
    line=OrderLine(
        id=ID,
        form=CopyForm.BOTH,
        medium=CopyMedium.DISC,
        copies=2,
        state=CopyOrderState.WAITING,
        problem="",
        done_bytes=1_000_000_000,
        total_bytes=4_611_686_018,
        ordered_by="刘敏",
        ordered_at=NOW,
    ),
    request_id=ID,
    request_no="调阅〔2026〕3号",
)


def _order(state: CopyOrderState, **said: object) -> CopyOrderPage:
    return CopyOrderPage(replace(ORDER, line=replace(ORDER.line, state=state, **said)))  # type: ignore[arg-type]


PAGES = {
    "a copy that is made": ("access/copy_order.html", CopyOrderPage(ORDER)),
    "a copy that has not begun": (
        "access/copy_order.html",
        _order(CopyOrderState.WAITING, done_bytes=0, form=CopyForm.EXACT),
    ),
    "a copy that is sealed": ("access/copy_order.html", _order(CopyOrderState.ISSUED)),
    "a copy that was not made": (
        "access/copy_order.html",
        _order(CopyOrderState.FAILED, problem="存储空间不足，复制件没有生成，也没有发放。"),
    ),
    "a copy": ("access/copy.html", PAGE),
    "the receipt of a copy": ("access/copy_slip.html", PAGE),
    "the letter with a copy": ("access/copy_dispatch.html", PAGE),
}
