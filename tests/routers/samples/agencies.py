"""The set-up of an agency."""

from dataclasses import replace

from app.agencies.queries import AdoptionLine, AgencyLine
from app.packs.load import read_pack, shipped_packs
from app.policy.pack_combining import needed_settings
from app.routers.agencies import (
    AgenciesPage,
    AgencyPage,
    PreviewPage,
    RegulationPage,
    SettingsPage,
    titles_of_packs,
)
from app.routers.agency_fields import addable, field_of
from app.routers.agency_views import view_of
from app.routers.forms import FieldError
from tests.routers.samples.basics import ID, NOW, SHA256

TITLES = titles_of_packs()
RUZHOU, ZHANGZI = read_pack("ruzhou"), read_pack("zhangzi")
SHOWN = AgencyPage(
    unit_id=ID,
    unit_name="汝州市水利局",
    agency_name="汝州市水利局",
    pack=view_of(RUZHOU, TITLES),
    history=(
        AdoptionLine(
            ID, "ruzhou", 2, SHA256, "执法记录补充规定", "汝水〔2026〕18号", NOW, None, "孙浩"
        ),
        AdoptionLine(
            ID, "shanxi", 1, SHA256, "执法记录暂行规定", "汝水〔2025〕3号", NOW, NOW, "孙浩"
        ),
    ),
    titles=TITLES,
    may_adopt=True,
    is_set_up=True,
)
KEYS = (
    *needed_settings(ZHANGZI),
    "store.deadline.normal",
    "content.points",
    "custodian.name",
)
SETTINGS = SettingsPage(
    unit_id=ID,
    unit_name="长子县水利局",
    pack_id="zhangzi",
    pack=view_of(ZHANGZI, TITLES),
    document_name="",
    document_no="",
    follows="",
    fields=tuple(
        field_of(
            ZHANGZI,
            key,
            {"content.points": ("time", "place"), "retention.case_file": ("fixed",)},
            TITLES,
        )
        for key in KEYS
    ),
    addable=addable(KEYS),
)
PREVIEW = PreviewPage(
    unit_id=ID,
    unit_name="汝州市水利局",
    pack=view_of(RUZHOU, TITLES),
    own=replace(view_of(RUZHOU, TITLES), groups=view_of(RUZHOU, TITLES).groups[:1]),
    document_name="执法记录补充规定",
    document_no="汝水〔2026〕18号",
    hidden=(("pack", "ruzhou"), ("keys", "access.publish")),
)

PAGES = {
    "agencies": (
        "agencies/index.html",
        AgenciesPage(
            (
                AgencyLine(ID, "汝州市水利局", "ruzhou", "《补充规定》（汝水〔2026〕18号）", NOW),
                AgencyLine(ID, "长子县水利局", "zhangzi", "", None),
            ),
            TITLES,
        ),
    ),
    "agencies, none": ("agencies/index.html", AgenciesPage((), TITLES)),
    "agency": ("agencies/show.html", SHOWN),
    "agency, open": (
        "agencies/show.html",
        replace(SHOWN, history=(), is_set_up=False, pack=view_of(ZHANGZI, TITLES)),
    ),
    "agency, a unit within": ("agencies/show.html", replace(SHOWN, unit_name="大队")),
    "agency, regulation": (
        "agencies/regulation.html",
        RegulationPage(
            ID,
            "汝州市水利局",
            tuple(view_of(read_pack(pack_id), TITLES) for pack_id in shipped_packs()),
            shipped_packs(),
            "ruzhou",
        ),
    ),
    "agency, settings": ("agencies/settings.html", SETTINGS),
    "agency, settings with errors": (
        "agencies/settings.html",
        replace(
            SETTINGS,
            errors=(
                FieldError("document_name", "请填写文件名称。"),
                FieldError("handover.day", "还没有设定“每月移交的最后日期”。"),
            ),
        ),
    ),
    "agency, preview": ("agencies/preview.html", PREVIEW),
    "agency, preview without own settings": (
        "agencies/preview.html",
        replace(PREVIEW, own=replace(PREVIEW.own, groups=())),
    ),
}
