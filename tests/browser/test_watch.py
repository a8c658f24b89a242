"""What the rules are good for: a page that breaks one is found out, on its second look as well."""

import pytest

from tests.browser.conftest import PHONE, Hall

BREAKS = [
    ("document.querySelector('h1').outerHTML = '<h4>1</h4>'", "page-has-heading-one"),
    ("document.querySelector('label').style.color = '#eee'", "color-contrast"),
    ("document.querySelector('h1').style.width = '2000px'", "px wider"),
    ("document.querySelector('h1').innerHTML = '<b style=\"color: red\">1</b>'", "style-src"),
    ("console.error('broken')", "broken"),
]


@pytest.mark.parametrize(("act", "found"), BREAKS, ids=[found for _, found in BREAKS])
async def test_a_page_that_breaks_a_rule_is_not_clean(hall: Hall, act: str, found: str) -> None:
    desk = await hall.desk(PHONE)
    await desk.open("/sign-in")
    await desk.watch.is_clean()

    await desk.page.evaluate(act)

    with pytest.raises(AssertionError, match=found):
        await desk.watch.is_clean()
