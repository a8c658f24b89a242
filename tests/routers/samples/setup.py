"""Setting up a terminal before it trusts us."""

from dataclasses import replace
from datetime import timedelta

from app.certificates.published import PublishedAuthority
from app.routers.setup import CheckPage, SetupFacts, SetupPage
from app.routers.setup_words import GUIDES
from tests.routers.samples.basics import NOW

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

PAGES = {
    "set-up": ("setup/index.html", SETUP),
    "set-up, agency's certificate": ("setup/index.html", SETUP_BY_AGENCY),
    "set-up, check": ("setup/check.html", SETUP_CHECK),
    "set-up, in clear": ("setup/index.html", SETUP_IN_CLEAR),
    "set-up, plain door": ("setup/index.html", SETUP_AT_THE_DOOR),
}
