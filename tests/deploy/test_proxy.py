import re

import pytest

from app.settings import PROJECT_ROOT

CONFIG = (PROJECT_ROOT / "deploy" / "nginx.conf").read_text()


@pytest.mark.parametrize(
    "directive",
    [
        "client_max_body_size 0;",
        "proxy_request_buffering off;",
        "proxy_buffering off;",
        "proxy_http_version 1.1;",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ],
)
def test_uploads_pass_through_unbuffered_and_forwarded_headers_are_our_own(directive: str) -> None:
    assert directive in CONFIG


def test_slow_headers_have_an_end() -> None:
    assert re.search(r"client_header_timeout \d+s;", CONFIG)


def test_braces_are_balanced() -> None:
    assert CONFIG.count("{") == CONFIG.count("}")
