from datetime import datetime

import pytest

from app.devices.overview import TerminalFigures
from app.jobs.queries import WorkFigures
from app.ledger.reading import LedgerFigures
from app.people.overview import AccountFigures
from app.routers.administrator_cards import (
    StorageRoom,
    account_steps,
    ledger_steps,
    system_steps,
)
from tests.world import NOW

GIB = 1024**3
IDLE = WorkFigures(0, 0, None)
NO_TERMINALS = TerminalFigures(0, None)


@pytest.mark.parametrize(
    ("free", "count", "tone", "words"),
    [
        pytest.param(500 * GIB, "500", "normal", "请提前扩充", id="plenty"),
        pytest.param(2 * GIB, "2.00", "normal", "请提前扩充", id="twice the reserve"),
        pytest.param(2 * GIB - 1, "2.00", "danger", "拒绝新的上传", id="less than that"),
        pytest.param(0, "0", "danger", "请尽快扩充存储", id="nothing"),
        pytest.param(None, None, "danger", "请立即检查存储设备", id="a disk that does not answer"),
    ],
)
def test_room_is_shown_with_what_happens_and_what_to_do(
    free: int | None, count: str | None, tone: str, words: str
) -> None:
    step = system_steps(StorageRoom(free, GIB), IDLE, NO_TERMINALS)[0]

    assert (step.count, step.tone) == (count, tone)
    assert words in step.text


def test_work_that_keeps_failing_is_a_card_of_its_own_that_names_the_log() -> None:
    work = WorkFigures(unfinished=3, stubborn=2, waiting_since=NOW)

    titles = {step.title: step for step in system_steps(StorageRoom(GIB, 0), work, NO_TERMINALS)}

    assert titles["后台任务"].count == 3
    assert "2026-11-21 10:00" in titles["后台任务"].text
    assert titles["反复失败的任务"].count == 2
    assert "日志" in titles["反复失败的任务"].text


def test_without_trouble_there_is_no_card_about_it() -> None:
    steps = system_steps(StorageRoom(GIB, 0), IDLE, NO_TERMINALS)

    assert [step.title for step in steps] == ["存储剩余", "后台任务", "终端"]


@pytest.mark.parametrize(
    ("heard", "words"),
    [(NOW, "最近一次联系：2026-11-21 10:00"), (None, "还没有终端与系统联系过")],
    ids=["heard", "never heard"],
)
def test_terminals_are_shown_with_their_last_sign_of_life(
    heard: datetime | None, words: str
) -> None:
    step = system_steps(StorageRoom(GIB, 0), IDLE, TerminalFigures(4, heard))[-1]

    assert step.count == 4
    assert words in step.text


@pytest.mark.parametrize(("refused", "tone"), [(0, "muted"), (3, "warning")])
def test_refused_sign_ins_call_for_a_look(refused: int, tone: str) -> None:
    steps = account_steps(AccountFigures(active=6, signed_in=2), refused)

    assert [step.count for step in steps] == [6, 2, refused]
    assert steps[2].tone == tone


def test_the_ledgers_cards_lead_to_the_day_and_to_its_refusals() -> None:
    steps = ledger_steps(LedgerFigures(events=40, refusals=1), NOW)

    assert [step.count for step in steps] == [40, 1]
    assert [step.href for step in steps] == [
        "/ledger?from=2026-11-21",
        "/ledger?from=2026-11-21&kind=refused",
    ]
