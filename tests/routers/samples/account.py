"""One's own account."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.people.confirming import Standing
from app.people.credentials import PasswordState
from app.people.second_factor import FactorFacts
from app.routers.account import AccountPage, BrowserRow, HistoryRow, SessionRow
from app.routers.holding_panels import PersonDevicesPanel
from tests.routers.samples.basics import ID, NOW

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

PAGES = {
    "account": ("account/index.html", ACCOUNT),
    "account, nothing set up": ("account/index.html", PLAIN_ACCOUNT),
    "account, no key": ("account/index.html", KEYLESS_ACCOUNT),
}
