"""The recordings of a case: on its page, on pages of their own, none at all."""

from collections.abc import Mapping
from dataclasses import replace

from app.cataloguing.materials import MaterialLine
from app.policy.case_words import EvidenceKind, MaterialRole
from app.policy.law_words import Stage
from app.policy.vocabulary import MediaKind
from app.routers.case_materials import MaterialsPage, MaterialsPanel
from app.routers.panels import Panel
from tests.routers.samples.basics import ID, NOW
from tests.routers.samples.cases import CASE

EVIDENCE = MaterialLine(
    id=ID,
    recording_id=ID,
    name="BWC-0217_张建国_20261121143012_003.mp4",
    kind=MediaKind.VIDEO,
    recorded_at=NOW,
    received_at=NOW,
    duration_ms=725_400,
    device_no="ZFJLY-0217",
    officer="张建国",
    stage=Stage.INVESTIGATION,
    role=MaterialRole.EVIDENCE,
    evidence_kind=EvidenceKind.AUDIO_VISUAL,
    object_of_proof="与“未经许可在河道采砂”有关的事实和执法过程",
    is_known=True,
    is_kept=True,
)
RECORD = replace(
    EVIDENCE,
    name="",
    kind=MediaKind.PHOTO,
    recorded_at=None,
    duration_ms=None,
    device_no="",
    officer="",
    stage=None,
    role=MaterialRole.PROCESS_RECORD,
    evidence_kind=None,
    object_of_proof="",
    is_known=False,
    is_kept=False,
)
PANEL = MaterialsPanel((EVIDENCE, RECORD), "?after=1", may_change=True, may_put=True)
NONE = MaterialsPanel((), "", may_change=False, may_put=False)
PAGE = MaterialsPage(
    case_id=ID,
    case_no="汝水罚〔2026〕1号",
    title="李大山未经许可在河道采砂案",
    materials=PANEL,
    first="",
    stage="调查取证",
    shown_at=NOW,
)


def _of_case(panel: MaterialsPanel) -> tuple[str, object]:
    return "cases/show.html", replace(CASE, panels=(Panel("materials/_panel.html", panel),))


PAGES: Mapping[str, tuple[str, object]] = {
    "case with recordings": _of_case(PANEL),
    "case with few recordings": _of_case(replace(PANEL, further="", may_change=False)),
    "case without recordings": _of_case(NONE),
    "case without recordings, of a keeper": _of_case(replace(NONE, may_put=True)),
    "recordings of a case": ("materials/index.html", PAGE),
    "recordings of a case, none": ("materials/index.html", replace(PAGE, materials=NONE)),
    "recordings of a case, none further": (
        "materials/index.html",
        replace(PAGE, materials=NONE, first="/cases/1/recordings"),
    ),
}
