"""Terminals and their enrolment."""

from dataclasses import replace
from uuid import UUID

from app.routers.enrolment import EnrolHelpPage
from app.routers.enrolment_panel import TerminalView
from app.routers.forms import FieldError
from app.routers.terminals import (
    CodeView,
    EnrolmentCodePage,
    TerminalPage,
    TerminalRow,
    TerminalsPage,
)
from tests.routers.samples.basics import ID, NOW

TERMINAL_ENROLLED = TerminalView(
    device_id=ID,
    state="enrolled",
    enrolled_at=NOW,
    enrolled_by="徐海涛",
    last_seen_at=NOW,
    last_seen_words="刚刚",
    last_address="10.18.9.7",
    version="4.2.1",
    model="DSJ-9",
    serial_no="SN-2031",
    serial_differs=True,
    registered_serial_no="SN-2030",
    revoked_at=None,
    revoked_by="",
    revoked_for="",
    revoked_note="",
    may_enrol=True,
)
TERMINAL_REVOKED = replace(
    TERMINAL_ENROLLED,
    state="revoked",
    revoked_at=NOW,
    revoked_by="孙浩",
    revoked_for="丢失",
    revoked_note="巡查途中遗失",
)
TERMINAL_REVOKE_FAILED = replace(
    TERMINAL_ENROLLED, errors=(FieldError("reason", "请选择撤销令牌的原因。"),), note="遗失"
)
TERMINAL = TerminalPage(ID, "ZFJLY-0217", "执法记录仪", "水政监察大队", TERMINAL_ENROLLED)
CODE_STATES = {
    state: CodeView(ID, UUID(int=9), state, 14) for state in ("waiting", "used", "ended", "expired")
}
CODE = EnrolmentCodePage(
    device_id=ID,
    device_no="ZFJLY-0217",
    picture="data:image/svg+xml,%3Csvg%3E%3C/svg%3E",
    groups=("7K3MQ", "02XY1"),
    server="https://liuhen.example.gov.cn",
    expires_at=NOW,
    minutes=15,
    code=CODE_STATES["waiting"],
)
TERMINALS = TerminalsPage(
    rows=tuple(
        TerminalRow(
            device_id=UUID(int=ID.int + number),
            device_no=f"ZFJLY-02{number:02d}",
            kind="执法记录仪",
            unit_name="水政监察大队",
            state=state,
            is_silent=state == "enrolled",
            last_seen_at=NOW if state != "never" else None,
            last_seen_words="9 天前",
            version="4.2.1",
        )
        for number, state in enumerate(("enrolled", "revoked", "never"))
    ),
    text="",
    is_cut=True,
)
NO_TERMINALS = TerminalsPage(rows=(), text="", is_cut=False)
NO_SUCH_TERMINAL = TerminalsPage(rows=(), text="ZF-9", is_cut=False)
ENROL_HELP = EnrolHelpPage("https://liuhen.example.gov.cn")

PAGES = {
    "terminal": ("terminals/show.html", TERMINAL),
    "terminal, revoked": ("devices/_terminal.html", TERMINAL_REVOKED),
    "terminal, not revoked": ("devices/_terminal.html", TERMINAL_REVOKE_FAILED),
    "terminal, code": ("terminals/code.html", CODE),
    "terminal, scanned by a telephone": ("terminals/scanned.html", ENROL_HELP),
    "terminals": ("terminals/index.html", TERMINALS),
    "terminals, none": ("terminals/index.html", NO_TERMINALS),
    "terminals, not found": ("terminals/index.html", NO_SUCH_TERMINAL),
} | {
    f"terminal, code {state}": ("terminals/_code_state.html", view)
    for state, view in CODE_STATES.items()
}
