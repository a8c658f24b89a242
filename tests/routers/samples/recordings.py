"""Recordings in every state, and the correction of one."""

from dataclasses import replace
from datetime import timedelta

from app.cataloguing.links import LinkLine
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.decision import Citation
from app.policy.vocabulary import MediaKind, RecordingState
from app.recordings.naming import Colleague
from app.routers.attribution import AttributionPanel, CorrectionFields, CorrectionPage, DutyChoice
from app.routers.catalogue_panel import CataloguePanel, FieldLine
from app.routers.forms import FieldError
from app.routers.keeping_panel import KeepingPanel
from app.routers.media_words import StreamLine, TimeSource
from app.routers.recordings import FindingLine, HistoryLine, Keyframe, RecordingPage
from tests.routers.samples.basics import ID, NOW, SHA256, SM3
from tests.routers.samples.deadlines import LATE
from tests.routers.samples.keeping import PANEL

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
    on_duty=(
        DutyChoice("陈立军", "执法一中队，值班", "/recordings/1/attribution?officer=1"),
        DutyChoice("郭志强", "值班", ""),
    ),
)
CATALOGUE = CataloguePanel(
    fields=(
        FieldLine("科室名称", "执法一中队", "执法人员所在科室", is_missing=False),
        FieldLine("设备编号", "ZFJLY-0217", "资料登记", is_missing=False),
        FieldLine("执法人员", "张建国", "资料登记", is_missing=False),
        FieldLine("使用时间", "2026-11-21 14:36:12", "资料登记", is_missing=False),
        FieldLine("当事人", "李大山、汝州市河道砂石有限公司", "所在案件", is_missing=False),
        FieldLine("案由", "未经许可在河道采砂", "所在案件", is_missing=False),
    ),
    situation="调查取证",
    place="北汝河温泉镇段",
    note="",
    links=(
        LinkLine(
            id=ID,
            recording_id=ID,
            file_name="BWC-0217.mp4",
            kind=MediaKind.VIDEO,
            state=RecordingState.PROCESSED,
            recorded_at=NOW,
            duration_ms=725_400,
            case_id=ID,
            case_no="长水罚〔2026〕17号",
            case_title="李大山未经许可在河道采砂案",
            case_revision=3,
            role=MaterialRole.EVIDENCE,
            evidence_kind=EvidenceKind.AUDIO_VISUAL,
            object_of_proof="与“未经许可在河道采砂”有关的事实和执法过程",
            making_method="现场录像",
            made_at=NOW - timedelta(hours=1),
            maker="张建国",
            linked_by="王秀兰",
            linked_at=NOW,
            is_open=True,
            is_bound=False,
        ),
    ),
    is_catalogued=True,
    missing="",
    basis=(),
    why_not="",
)
UNCATALOGUED = replace(
    CATALOGUE,
    fields=(
        *CATALOGUE.fields[:4],
        FieldLine("当事人", "", "未填", is_missing=True),
        FieldLine("案由", "", "未填", is_missing=False),
    ),
    links=(),
    is_catalogued=False,
    missing="分类存储的项目不完整，还缺：当事人。请补充后再提交。",
    basis=(Citation("zhangzi", "第十六条", "声像资料按六个项目分类存储"),),
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
    play_basis=(Citation("ruzhou", "调阅监督制度第三条", "执法记录信息由保管人员统一管理"),),
    not_playable="",
    watermark="王秀兰 长河县水利局 2026-11-21 15:36",
    list_name="待编目",
    list_href="/inbox",
    is_held=True,
    may_know_holds=True,
    deadline=LATE,
    no_deadline="",
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
RECORDING_TO_RELEASE = replace(QUARANTINED_RECORDING, may_release=True)
CORRECTION = CorrectionPage(
    id=ID,
    file_name=RECORDING.file_name,
    attribution=OPEN_ATTRIBUTION,
    colleagues=(Colleague(ID, "陈立军", "水政监察大队"),),
    is_officer_unfit=False,
    fields=CorrectionFields(officer=str(ID)),
    errors=(),
    basis=RECORDING.play_basis,
)
CORRECTION_WITH_PROBLEM = replace(
    CORRECTION, errors=(FieldError("reason", "请写明理由，例如向谁核实、依据什么。"),)
)

PAGES = {
    "recording": ("recordings/show.html", RECORDING),
    "recording, catalogued": ("recordings/show.html", replace(RECORDING, catalogue=CATALOGUE)),
    "recording, to be catalogued": (
        "recordings/show.html",
        replace(RECORDING, catalogue=UNCATALOGUED),
    ),
    "recording, not to be catalogued": (
        "recordings/show.html",
        replace(RECORDING, catalogue=replace(UNCATALOGUED, why_not="这份资料已隔离。")),
    ),
    "recording, kept": ("recordings/show.html", replace(RECORDING, keeping=PANEL)),
    "recording, not kept yet": (
        "recordings/show.html",
        replace(RECORDING, keeping=KeepingPanel(None, "原件封存之后，开始计算保存期限。")),
    ),
    "recording, audio": ("recordings/show.html", AUDIO_RECORDING),
    "recording, photo": ("recordings/show.html", PHOTO_RECORDING),
    "recording, fresh": ("recordings/show.html", FRESH_RECORDING),
    "recording, refused": ("recordings/show.html", REFUSED_RECORDING),
    "recording, sealed": ("recordings/show.html", SEALED_RECORDING),
    "recording, damaged": ("recordings/show.html", DAMAGED_RECORDING),
    "recording, quarantined": ("recordings/show.html", QUARANTINED_RECORDING),
    "recording, correction": ("recordings/attribution.html", CORRECTION),
    "recording, correction, problem": ("recordings/attribution.html", CORRECTION_WITH_PROBLEM),
    "recording, to be released": (
        "recordings/show.html",
        replace(QUARANTINED_RECORDING, may_release=True),
    ),
}
