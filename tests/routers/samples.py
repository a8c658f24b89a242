"""One believable page of every kind, for tests that render templates without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from app.certificates.published import PublishedAuthority
from app.holds.queries import HeldRecording
from app.people.confirming import Standing
from app.people.credentials import PasswordState
from app.people.second_factor import FactorFacts
from app.policy.vocabulary import DeviceKind, ShiftKind, UploadState
from app.recordings.correcting import Colleague
from app.recordings.set_aside import KnownNumber, SetAsideRow
from app.roster.queries import Shift
from app.routers.account import AccountPage, BrowserRow, HistoryRow, SessionRow
from app.routers.attribution import AttributionPanel, CorrectionFields, CorrectionPage
from app.routers.confirmation import AgainPage, ConfirmPage
from app.routers.duty_cards import ComingRoom, Step
from app.routers.enrolment import EnrolHelpPage
from app.routers.enrolment_panel import TerminalView
from app.routers.errors import Problem
from app.routers.forms import FieldError, Option
from app.routers.hold_rows import HoldRow
from app.routers.holding_panels import PersonDevicesPanel
from app.routers.holds import GROUNDS, HoldForm, HoldsPage, RecordingHoldsPage
from app.routers.inbox import InboxPage, InboxRow
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
from app.routers.roster_week import RosterPage, ShiftFields, days_of, lines_of
from app.routers.session import SignInPage
from app.routers.set_aside import SetAsideList, SettlingFields, SettlingPage
from app.routers.setup import CheckPage, SetupFacts, SetupPage
from app.routers.setup_words import GUIDES
from app.routers.shell import Badge
from app.routers.start import StartPage
from app.routers.step_pages import CodePage, RecoveryCodesPage, enrolment_page, password_page
from app.routers.submissions import SubmissionRow, SubmissionsPage
from app.routers.supervision import SupervisionPage
from app.routers.terminals import (
    CodeView,
    EnrolmentCodePage,
    TerminalPage,
    TerminalRow,
    TerminalsPage,
)
from app.routers.uploading import UploadPage
from app.supervision.figures import Figures, UnitFigures
from app.uploads.own import OpenUpload
from tests.settings import SETTINGS

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
        officer="陈立军",
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
            officer=None,
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

ATTRIBUTION = AttributionPanel(
    device="ZFJLY-0217",
    device_href=f"/devices/{ID}",
    device_words="由这台设备自己上传",
    officer="张建国",
    officer_href="",
    officer_words=(
        "按设备交接记录：2026-11-21 08:12 领用，2026-11-21 18:03 交还；"
        "依据的记录时间是 2026-11-21 09:30（终端申报）"
    ),
    named_device="BWC-0217",
    named_officer="张建国",
    on_duty=(),
    may_correct=True,
)
OPEN_ATTRIBUTION = replace(
    ATTRIBUTION,
    device="",
    device_href="",
    device_words="来源待核，由设备管理员核实",
    officer="",
    officer_words="来源设备核实后认定",
    on_duty=("陈立军（执法一中队，值班）",),
)

RECORDING = RecordingPage(
    id=ID,
    file_name="BWC-0217_张建国_20261121143012_003.mp4",
    state="processed",
    kind="video",
    unit_name="长河县水利局水政监察大队",
    device="ZFJLY-0217（执法记录仪）",
    device_href="",
    submitter="",
    attribution=ATTRIBUTION,
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
    attribution=OPEN_ATTRIBUTION,
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
    browsers=(BrowserRow(ID, "Chrome 浏览器，Windows", "10.18.4.21", NOW, NOW),),
    devices=PersonDevicesPanel((), is_own=True),
    history=(
        HistoryRow(NOW, "登录", False, "", "10.18.4.21", "Chrome 浏览器，Windows"),
        HistoryRow(NOW, "登录被拒绝", True, "短时间内次数过多，合并记录，共 490 次", "", ""),
    ),
    password=PasswordState(NOW, NOW + timedelta(days=90)),
    factor=FactorFacts(NOW, 9, is_possible=True),
    standing=Standing(NOW + timedelta(hours=11), is_fresh=True, asks_code=True),
    idle_minutes=30,
    done="密码已经修改，您在别处的登录都已退出。",
)
PLAIN_ACCOUNT = replace(
    ACCOUNT,
    browsers=(),
    password=PasswordState(None, None),
    factor=FactorFacts(None, 0, is_possible=True),
    done="",
)
KEYLESS_ACCOUNT = replace(PLAIN_ACCOUNT, factor=FactorFacts(None, 0, is_possible=False))

SECOND_STEP = CodePage("/inbox", ())
SECOND_STEP_REFUSED = CodePage("/", (FieldError("code", "动态口令或恢复码不正确。"),))
FIRST_PASSWORD = password_page(
    SETTINGS, action="/sign-in/new-password", username="wangxiulan", why="这是初始密码。", next_="/"
)
PASSWORD = password_page(
    SETTINGS,
    action="/account/password",
    username="wangxiulan",
    asks_old=True,
    back="/account",
    errors=(FieldError("new_password", "新密码只有 6 个字符，至少需要 12 个。"),),
)
ENROLMENT = enrolment_page(
    "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    action="/account/second-factor",
    username="wangxiulan",
    why="启用后，登录时还要输入手机上的六位数字。",
    back="/account",
    is_wrong=True,
)
RECOVERY_CODES = RecoveryCodesPage(
    tuple(f"7K2M-9QTZ-4HVB-{number:04d}" for number in range(10)),
    "/account",
    "王秀兰",
    "wangxiulan",
    NOW,
)
CONFIRM = ConfirmPage("/account/second-factor", "", asks_code=False, username="wangxiulan")
CONFIRM_CODE = ConfirmPage("/people/1", "a=1", asks_code=True, username="wangxiulan")
AGAIN = AgainPage("/people/1", (("role", "officer"), ("role", "leader")))

SETUP_FACTS = SetupFacts(
    public_url="https://192.168.1.5:8000",
    setup_url="http://192.168.1.5:8001",
    authority=PublishedAuthority(
        name="留痕 自建根证书 8F3C21D0", der=b"a root", pem="", until=NOW + timedelta(days=3650)
    ),
)
SETUP = SetupPage("setup/_authority.html", SETUP_FACTS, "/setup/check", GUIDES)
SETUP_AT_THE_DOOR = replace(SETUP, facts=replace(SETUP_FACTS, is_door=True))
SETUP_BY_AGENCY = SetupPage(
    "setup/_agency.html", SetupFacts("https://liuhen.example.cn", "", None), "/setup/check", GUIDES
)
SETUP_IN_CLEAR = SetupPage(
    "setup/_off.html", SetupFacts("http://127.0.0.1:8000", "", None), "/setup/check", GUIDES
)
SETUP_CHECK = CheckPage(is_secure=True)

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
CORRECTION = CorrectionPage(
    id=ID,
    file_name=RECORDING.file_name,
    attribution=OPEN_ATTRIBUTION,
    colleagues=(Colleague(ID, "陈立军", "水政监察大队"),),
    fields=CorrectionFields(officer=str(ID)),
    errors=(),
    basis=RECORDING.play_basis,
)
CORRECTION_WITH_PROBLEM = replace(
    CORRECTION, errors=(FieldError("reason", "请写明理由，例如向谁核实、依据什么。"),)
)

SET_ASIDE = SetAsideList(
    rows=tuple(
        SetAsideRow(
            id=UUID(int=ID.int + number),
            unit_id=ID,
            unit_name="水政监察大队",
            named_device_no="" if number == 2 else "BWC-0999",
            named_officer_no="张建国",
            file_name=f"BWC-0999_张建国_20261121143{number:03d}.mp4",
            size_bytes=391_000_000,
            recorded_at=None if number == 2 else NOW,
            received_at=NOW,
            sender="CJZ-0005",
        )
        for number in range(3)
    ),
    older="/set-aside?older_than=abc",
)
NOTHING_SET_ASIDE = SetAsideList((), None)
SETTLING = SettlingPage(
    row=SET_ASIDE.rows[0],
    alike=2,
    devices=(KnownNumber("ZFJLY-0217", DeviceKind.BODY_CAMERA, "执法记录仪 甲型"),),
    fields=SettlingFields(),
    errors=(),
)
SETTLING_WITH_PROBLEM = replace(
    SETTLING, errors=(FieldError("device", "没有登记这个编号的记录设备。"),)
)

_CHEN = Shift(
    id=ID,
    unit_id=ID,
    section_id=None,
    section_name="执法一中队",
    person_id=ID,
    person_name="陈立军",
    kind=ShiftKind.DUTY,
    from_at=NOW,
    until_at=NOW + timedelta(hours=14),
    note="防汛值守",
)
_MONDAY = date(2026, 11, 16)
ROSTER = RosterPage(
    unit_id=ID,
    unit_name="水政监察大队",
    units=(Option(str(ID), "水政监察大队"), Option(str(UUID(int=1)), "长河县水利局")),
    title="2026-11-16 至 2026-11-22",
    monday="2026-11-16",
    before=f"/roster/{ID}?week=2026-11-09",
    after=f"/roster/{ID}?week=2026-11-23",
    days=days_of(_MONDAY, date(2026, 11, 21)),
    lines=lines_of((_CHEN, replace(_CHEN, from_at=NOW - timedelta(days=9))), _MONDAY),
    may_keep=True,
    fields=ShiftFields(day="2026-11-21"),
    people=(Option(str(ID), "陈立军"),),
    sections=(Option(str(ID), "执法一中队"),),
    kinds=(Option("duty", "值班"),),
    news="已导入 12 班。",
)
EMPTY_ROSTER = replace(ROSTER, lines=(), news="")
ROSTER_TO_READ = replace(EMPTY_ROSTER, may_keep=False, units=())
ROSTER_WITH_PROBLEMS = replace(
    ROSTER,
    news="",
    errors=(FieldError("person", "这名人员在这段时间已经排了班。"),),
    problems=("第 3 行：没有在本单位找到这名人员。",),
)
