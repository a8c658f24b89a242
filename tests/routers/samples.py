"""One believable page of every kind, for tests that render templates without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.holds.queries import HeldRecording
from app.policy.vocabulary import UploadState
from app.routers.account import AccountPage, SessionRow
from app.routers.duty_cards import ComingRoom, Step
from app.routers.errors import Problem
from app.routers.forms import FieldError
from app.routers.hold_rows import HoldRow
from app.routers.holds import GROUNDS, HoldForm, HoldsPage, RecordingHoldsPage
from app.routers.inbox import InboxPage, InboxRow, Option
from app.routers.inbox_filters import FilterFields
from app.routers.labels import HOLD_STATES
from app.routers.ledger import KINDS, LedgerRow, LedgerView
from app.routers.ledger_filters import LedgerFields
from app.routers.media_words import StreamLine, TimeSource
from app.routers.recordings import (
    FindingLine,
    HistoryLine,
    Keyframe,
    RecordingPage,
)
from app.routers.session import SignInPage
from app.routers.shell import Badge
from app.routers.start import StartPage
from app.routers.submissions import SubmissionRow, SubmissionsPage
from app.routers.supervision import SupervisionPage
from app.routers.uploading import UploadPage
from app.supervision.figures import Figures, UnitFigures
from app.uploads.own import OpenUpload

NOW = datetime(2026, 11, 21, 7, 36, 12, tzinfo=UTC)
ID = UUID("019e4d6a-7c10-7a3e-8d52-5f0b8a3c9e11")
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SM3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

CLERK = Badge(
    name="王秀兰",
    unit_name="长河县水利局",
    rooms=frozenset({"start", "inbox", "upload_page", "submissions", "account"}),
)

STATES = ("received", "sealed", "processed", "damaged", "quarantined")


def inbox_row(number: int, state: str = "processed") -> InboxRow:
    return InboxRow(
        id=UUID(int=ID.int + number),
        file_name=f"BWC-0217_张建国_20261121{14 - number % 6:02d}3012_{number:03d}.mp4",
        kind="video",
        device_no="ZFJLY-0217",
        unit_name="水政监察大队",
        recorded_at=NOW - timedelta(minutes=17 * number + 40),
        duration_ms=312_000 + number * 17_000,
        size_bytes=412_000_000 + number * 91_000_000,
        state=state,
        received_at=NOW - timedelta(minutes=17 * number),
        submitter=None,
        problem="文件不完整" if state in {"damaged", "quarantined"} else "",
        has_thumbnail=state in {"processed", "damaged"},
    )


INBOX = InboxPage(
    rows=(
        *(inbox_row(number, state) for number, state in enumerate(STATES)),
        replace(
            inbox_row(9),
            file_name="现场询问录音-李四-第二次.amr",
            kind="audio",
            device_no=None,
            submitter="陈立",
            has_thumbnail=False,
            recorded_at=None,
            duration_ms=None,
        ),
        *(inbox_row(number) for number in range(10, 26)),
    ),
    version="a1b2",
    filters=FilterFields(state="processed"),
    here="/inbox?state=processed",
    newer="/inbox?before=abc",
    older="/inbox?after=def",
    states=(Option("processed", "待编目"), Option("damaged", "有损坏")),
    kinds=(Option("video", "录像"), Option("audio", "录音")),
    units=(Option("1", "水政监察大队"),),
    problems=(),
)
EMPTY_INBOX = replace(INBOX, rows=(), filters=FilterFields())
NOTHING_FOUND = replace(INBOX, rows=(), problems=("开始日期写错了，没有按它筛选。",))

LEDGER = LedgerView(
    rows=(
        LedgerRow(
            seq=1_048_576,
            at=NOW,
            act="上传完成",
            is_refusal=False,
            who="ZFJLY-0217",
            unit_name="水政监察大队",
            subject_id=ID,
            summary="大小 460 MB",
        ),
        LedgerRow(
            seq=1_048_575,
            at=NOW,
            act="登录被拒绝",
            is_refusal=True,
            who="未登录",
            unit_name="",
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

RECORDING = RecordingPage(
    id=ID,
    file_name="BWC-0217_张建国_20261121143012_003.mp4",
    state="processed",
    kind="video",
    unit_name="长河县水利局水政监察大队",
    device="ZFJLY-0217（执法记录仪）",
    submitter="",
    recorded_at=NOW - timedelta(hours=1),
    recorded_at_source="终端申报",
    time_sources=(TimeSource("文件内部时间", NOW - timedelta(hours=1, seconds=4)),),
    received_at=NOW,
    sealed_at=NOW + timedelta(seconds=8),
    duration_ms=725_400,
    size_bytes=482_110_348,
    container="MP4（mov,mp4,m4a,3gp,3g2,mj2）",
    streams=(
        StreamLine("video", "H.264，1920×1080，25 帧/秒，5.1 Mbit/s"),
        StreamLine("audio", "AAC，48 kHz，单声道"),
    ),
    sha256=SHA256,
    sm3=SM3,
    declared_fits=True,
    findings=(
        FindingLine(
            "warning", "设备时间可疑", "文件内部时间与终端申报时间相差 4 秒，请核对设备时钟。"
        ),
        FindingLine("info", "帧率不固定", "文件名中的设备编号与上传设备一致。"),
    ),
    keyframes=tuple(Keyframe(number, number * 60_000) for number in range(12)),
    has_storyboard=True,
    fps=25.0,
    history=(
        HistoryLine(NOW - timedelta(minutes=6), "张建国", "从设备 ZFJLY-0217 开始上传。"),
        HistoryLine(NOW, "系统", "文件完整收到，共 482,110,348 字节。"),
        HistoryLine(NOW + timedelta(seconds=8), "系统", "回读校验通过，原件已封存。"),
    ),
    play_refusal="",
    play_basis=("调阅监督制度第三条：执法记录信息由保管人员统一管理",),
    not_playable="",
    watermark="王秀兰 长河县水利局 2026-11-21 15:36",
    list_name="待编目",
    list_href="/inbox",
    is_held=True,
    may_know_holds=True,
    shown_at=NOW,
)
REFUSED_RECORDING = replace(
    RECORDING, play_refusal="您的岗位不查看录像内容，因此这里不提供播放。", findings=(), history=()
)
AUDIO_RECORDING = replace(RECORDING, kind="audio", keyframes=(), has_storyboard=False, fps=None)
FRESH_RECORDING = replace(
    RECORDING,
    state="received",
    sealed_at=None,
    sha256="",
    sm3="",
    declared_fits=None,
    recorded_at_source="",
    duration_ms=None,
    recorded_at=None,
    container="",
    streams=(),
    keyframes=(),
    findings=(),
    device="",
    submitter="",
    has_storyboard=False,
    not_playable="校验完成之前不能播放。",
)
PHOTO_RECORDING = replace(AUDIO_RECORDING, kind="photo", duration_ms=None)
SEALED_RECORDING = replace(
    RECORDING, state="sealed", keyframes=(), not_playable="检查完成之前不能播放。"
)
DAMAGED_RECORDING = replace(RECORDING, state="damaged", declared_fits=None)
QUARANTINED_RECORDING = replace(
    RECORDING, state="quarantined", declared_fits=False, not_playable="资料已隔离。"
)

START = StartPage(
    greeting="下午好",
    person_name="王秀兰",
    unit_name="长河县水利局",
    role_names=("内勤",),
    today=NOW,
    steps=(
        Step("待编目", "核对记录时间、设备和人员，然后编目。", 18, href="/inbox", action="去编目"),
        Step(
            "今天收到", "今天零点以来收齐的资料。", 31, href="/inbox?from=2026-11-21", action="查看"
        ),
        Step("已隔离", "校验或内容检查没有通过。", 1, href="/inbox", action="查看", tone="danger"),
        Step("存储剩余", "剩余不足 1.00 GB 时，系统会拒绝新的上传。", "812", unit="GB"),
        Step("有损坏", "请向执法人员了解原因。", 2, href="/inbox", action="查看", tone="warning"),
    ),
    coming=(
        ComingRoom("案卷", "把资料归入案卷，并按案件生成卷内目录。"),
        ComingRoom("调阅登记", "登记来访人员的调阅申请，到期自动收回查看权限。"),
    ),
)

UPLOAD = UploadPage(endpoint="/files", max_bytes=64 * 1024**3)
UPLOAD_WITH_PROBLEM = replace(UPLOAD, problems=("没有选择文件。",))

SUBMISSIONS = SubmissionsPage(
    open_uploads=(
        OpenUpload("执法现场-003.mp4", 812_000_000, 1_290_000_000, UploadState.OPEN, NOW),
        OpenUpload("执法现场-004.mp4", 0, None, UploadState.OPEN, NOW),
    ),
    rows=tuple(
        SubmissionRow(
            id=UUID(int=ID.int + number),
            file_name=f"BWC-0217_张建国_2026112114{number:02d}12.mp4",
            size_bytes=391_000_000,
            state=state,
            received_at=NOW,
            sha256="" if state == "received" else SHA256,
            findings=("文件在第 3 分 12 秒处中断。",) if state == "damaged" else (),
        )
        for number, state in enumerate(STATES)
    ),
    version="c3d4",
    newer=None,
    older="/submissions?older_than=abc",
)
NO_SUBMISSIONS = replace(SUBMISSIONS, open_uploads=(), rows=(), older=None)

ACCOUNT = AccountPage(
    person_name="王秀兰",
    username="wangxiulan",
    unit_name="长河县水利局",
    section_name="水政科",
    post="科员",
    role_names=("资料保管人员", "科室采集人员"),
    sessions=(
        SessionRow(ID, "Chrome 浏览器，Windows", "10.18.4.21", NOW, NOW, is_current=True),
        SessionRow(UUID(int=7), "手机浏览器，Android", "10.18.9.3", NOW, NOW, is_current=False),
    ),
)

SIGN_IN = SignInPage(next="/inbox", username="", errors=())
SIGN_IN_REFUSED = SignInPage(
    next="/",
    username="wangxiulan",
    errors=(
        FieldError(
            "password",
            "用户名或密码不正确。请核对大小写和输入法后重试；连续输错时，等待时间会逐次延长。",
        ),
    ),
)


def problem(status: int) -> Problem:
    return Problem(
        status=status,
        code="sample",
        message="该视音频资料不在您的查看范围内。",
        reference="7F3A2-19C4B",
        basis=("调阅监督制度第五条：确因工作需要查阅的，须经批准",) if status == 403 else (),
    )


HOLD = HoldRow(
    id=ID,
    recording_id=ID,
    unit_name="水政监察大队",
    ground="行政诉讼",
    article="（2026）豫0482行初12号应诉通知书",
    reason="原告对现场执法经过有异议，已提起行政诉讼，判决生效前需要保留全部录像。",
    placed_by="刘敏",
    placed_at=NOW - timedelta(days=3),
    until_on=None,
    state=HOLD_STATES["standing"],
    stands=True,
    lifted_by="",
    lifted_at=None,
    lift_reason="",
)
LIFTED_HOLD = replace(
    HOLD,
    state=HOLD_STATES["lifted"],
    stands=False,
    lifted_by="赵国强",
    lifted_at=NOW,
    lift_reason="原告撤诉",
)
HOLDS = HoldsPage(
    rows=(HOLD, LIFTED_HOLD),
    grounds=GROUNDS,
    text="",
    ground="",
    state="",
    older="/holds?older_than=1",
    sheet="/holds.xlsx",
    is_open=True,
    shown_at=NOW,
)
NO_HOLDS = replace(HOLDS, rows=(), older=None)
RECORDING_HOLDS = RecordingHoldsPage(
    recording=HeldRecording(ID, ID, "水政监察大队", "RZ-JLY-0001", NOW, NOW),
    rows=(HOLD, LIFTED_HOLD),
    disposal="资料已冻结，冻结解除前不得处置：原告已提起行政诉讼（至解除时止）。",
    grounds=GROUNDS,
    form=HoldForm(),
    errors=(),
    may_lift=True,
    knows_recording=True,
)


SUPERVISION = SupervisionPage(
    rows=(
        UnitFigures(ID, "汝州市水利局", 0, Figures(arrived=3, people=7)),
        UnitFigures(
            UUID(int=2),
            "水政监察大队",
            1,
            Figures(
                arrived=482,
                quarantined=2,
                damaged=5,
                unsettled=1,
                uncatalogued=31,
                oldest_uncatalogued_at=NOW - timedelta(days=4),
                people=12,
                certificates_expiring=1,
                certificates_expired=1,
                devices=18,
                devices_out_of_use=2,
                terminals=9,
                terminals_silent=1,
                holds=4,
            ),
        ),
    ),
    total=Figures(arrived=485),
    month="2026-11",
    previous="2026-10",
    following=None,
    basis=("《山西省行政执法全过程记录办法》第五条：指导、协调和监督",),
    shown_at=NOW,
)
