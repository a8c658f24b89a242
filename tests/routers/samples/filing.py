"""归档信息: how a case ended and how long its file is kept."""

from dataclasses import replace
from datetime import date

from app.cases.filing import Filing
from app.cases.stages import StageLine
from app.policy.decision import Citation, Ruling
from app.policy.keeping import Afterwards, Kept
from app.policy.law_words import Stage
from app.policy.values import Keeping, Period
from app.routers.case_filing import FilingPanel
from app.routers.case_stages import StagesPanel
from tests.routers.samples.basics import ID

_ARTICLE = Citation(
    "zhangzi", "全过程记录办法第十一条第一款", "案卷的保存期限依照有关规定，本办法未写明年限"
)
FILING = Filing(
    outcome="罚款五万元，没收违法所得（汝水罚决〔2026〕7号）；执行情况：已经全部缴纳",
    archive_no="2026-水政-017",
    closed_on=date(2026, 11, 20),
    archived_on=date(2026, 11, 21),
    period=Period(Keeping.FIXED, 360),
    basis="《机关文件材料归档范围和文书档案保管期限表》第 12 项",
    ruling=Ruling(
        Kept(Keeping.FIXED, Afterwards.APPRAISAL, 360, date(2056, 11, 21)),
        "本案卷设定的保存期限360个月，自案卷归档之日2026-11-21起算，最后一日为2056-11-21。",
        (_ARTICLE,),
    ),
)
OPEN_FILING = replace(
    FILING,
    outcome="",
    archive_no="",
    closed_on=None,
    archived_on=None,
    period=None,
    basis="",
    ruling=Ruling(
        Kept(None, Afterwards.NEVER),
        "“案卷保存期限”由本单位自行规定，本单位尚未设置。期限未确定，不得处置。",
        (_ARTICLE,),
    ),
)
FILING_PANEL = FilingPanel(
    ID, FILING, "30 年", 1, reads_file=True, set_href=f"/cases/{ID}/file/keeping"
)
OPEN_PANEL = FilingPanel(ID, OPEN_FILING, "", 1, reads_file=False, set_href="")
STAGES = StagesPanel(
    ID,
    (
        StageLine(Stage.INITIATION, 2, 0),
        StageLine(Stage.INVESTIGATION, 7, 1_204, 3),
        StageLine(None, 1, 0),
    ),
    (_ARTICLE,),
)
