"""Certificates: who has one that is due, and a single one."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from app.people.certificate_standing import CertificateState
from app.people.scans import Scan
from app.policy.vocabulary import QualificationEnd
from app.routers.certificates import CertificatePage, HistoryLine
from app.routers.forms import Option
from app.routers.qualification_filters import DAY_CHOICES, STATE_CHOICES, ExpiryFields
from app.routers.qualification_words import ENDS, STATES, CertificateLine
from app.routers.qualifications import ExpiryLine, ExpiryView
from tests.routers.samples.basics import ID, NOW, SHA256

_DUE = ExpiryLine(
    person_id=ID,
    full_name="陈立军",
    unit_name="水政监察大队",
    section_name="执法一中队",
    certificate_id=ID,
    kind="行政执法证（省统一）",
    certificate_no="豫D0217",
    valid_from=date(2021, 12, 1),
    valid_until=date(2026, 11, 30),
    tag=STATES[CertificateState.EXPIRING],
    words="还有 9 天",
    may_register=True,
)
_MISSING = replace(
    _DUE,
    full_name="马晓东",
    section_name="",
    certificate_id=None,
    kind="",
    certificate_no="",
    valid_from=None,
    valid_until=None,
    tag=STATES[CertificateState.MISSING],
    words="没有登记执法证件",
)
QUALIFICATIONS = ExpiryView(
    rows=(_MISSING, _DUE),
    filters=ExpiryFields(),
    states=STATE_CHOICES,
    units=(Option(str(ID), "水政监察大队"),),
    keeps_others=True,
    may_import=True,
    days=DAY_CHOICES,
    next_page="/qualifications?place=abc",
    export="/qualifications.xlsx",
    scope="水政监察大队",
    shown_at=NOW,
)
NOTHING_DUE = replace(QUALIFICATIONS, rows=(), next_page="")
NO_SUCH_QUALIFICATION = replace(NOTHING_DUE, filters=ExpiryFields(name="李", unit=str(ID)))
OWN_QUALIFICATIONS = replace(
    QUALIFICATIONS, rows=(_DUE,), keeps_others=False, may_import=False, units=(), next_page=""
)
NO_OWN_QUALIFICATION = replace(OWN_QUALIFICATIONS, rows=())

QUALIFICATION = CertificatePage(
    line=CertificateLine(
        id=ID,
        kind="行政执法证（省统一）",
        certificate_no="豫D0217",
        issuer="河南省人民政府",
        valid_from=date(2021, 12, 1),
        valid_until=date(2026, 11, 30),
        tag=STATES[CertificateState.EXPIRING],
        words="还有 9 天",
    ),
    person_id=ID,
    person_name="陈立军",
    unit_name="水政监察大队",
    ended=None,
    ended_on=None,
    ended_why="",
    registered_at=NOW - timedelta(days=40),
    registered_by="林慧",
    scans=(
        Scan(
            id=UUID(int=3),
            qualification_id=ID,
            storage_key="scan",
            media_type="image/jpeg",
            size_bytes=812_000,
            sha256=SHA256,
            width=1654,
            height=1169,
            uploaded_by_id=ID,
            uploaded_at=NOW,
        ),
    ),
    history=(HistoryLine(NOW - timedelta(days=40), "林慧", "登记执法证件"),),
    may_keep=True,
    may_withdraw=True,
    may_renew=True,
    problems=("文件是空的，没有保存。请重新扫描或拍照后上传。",),
)
ENDED_QUALIFICATION = replace(
    QUALIFICATION,
    ended=ENDS[QualificationEnd.REVOKED],
    ended_on=date(2026, 11, 2),
    ended_why="（2026）3 号决定书",
    scans=(),
    may_keep=False,
    may_withdraw=False,
    may_renew=False,
    problems=(),
)

PAGES = {
    "qualifications": ("qualifications/index.html", QUALIFICATIONS),
    "qualifications, nothing due": ("qualifications/index.html", NOTHING_DUE),
    "qualifications, nothing found": ("qualifications/index.html", NO_SUCH_QUALIFICATION),
    "qualifications, one's own": ("qualifications/index.html", OWN_QUALIFICATIONS),
    "qualifications, none of one's own": ("qualifications/index.html", NO_OWN_QUALIFICATION),
    "qualification": ("qualifications/show.html", QUALIFICATION),
    "qualification, ended": ("qualifications/show.html", ENDED_QUALIFICATION),
}
