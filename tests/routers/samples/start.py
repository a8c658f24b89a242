"""The start page."""

from app.routers.duty_cards import ComingRoom, Step
from app.routers.start import StartPage
from tests.routers.samples.basics import NOW

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

PAGES = {
    "start": ("start/index.html", START),
}
