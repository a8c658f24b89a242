"""A browser's self-description in words, so that people recognise their own sign-ins.

It is a hint, never a rule: anybody may claim to be any browser.
"""

_BROWSERS = (
    ("MicroMessenger", "微信内置浏览器"),
    ("360", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "Firefox 浏览器"),
    ("Chrome", "Chrome 内核浏览器"),
    ("Safari", "Safari 浏览器"),
)
_SYSTEMS = (
    ("OpenHarmony", "鸿蒙"),
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def browser_words(user_agent: str) -> str:
    """Return browser and system.

    >>> browser_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36")
    'Chrome 内核浏览器，Windows 电脑'
    >>> browser_words("curl/8.0")
    '未知浏览器'
    """
    browser = next((words for mark, words in _BROWSERS if mark in user_agent), "未知浏览器")
    system = next((words for mark, words in _SYSTEMS if mark in user_agent), "")
    return f"{browser}，{system}" if system else browser
