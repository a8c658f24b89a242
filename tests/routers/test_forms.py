import pytest

from app.routers.forms import same_site_path

FOREIGN = [
    "https://example.org/",
    "//example.org/",
    "/\\example.org",
    "\\\\example.org",
    "/inbox\n//example.org",
    "/\t/example.org",
    "javascript:alert(1)",
    "inbox",
    "",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_a_target_elsewhere_becomes_the_start_page(target: str) -> None:
    assert same_site_path(target) == "/"


def test_a_path_of_ours_is_kept_with_its_query() -> None:
    assert same_site_path("/inbox?state=damaged&name=巡查") == "/inbox?state=damaged&name=巡查"
