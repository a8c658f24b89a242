"""How each system installs, and later removes, a root certificate: the words of the set-up page.

Makers rename their menus now and then; the page says so and names what to search for.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """What a system installs: the route that answers it, and what the link says."""

    route: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One system: how to recognise it, what it installs, in which steps, and the way back."""

    key: str
    title: str
    marks: tuple[str, ...]
    """Any of these in a browser's self-description."""
    download: Download
    steps: tuple[str, ...]
    removal: str


CERTIFICATE = Download("setup_authority", "下载根证书（.crt）")
PROFILE = Download("setup_profile", "下载描述文件")

GUIDES = (
    Guide(
        key="android",
        title="安卓手机、执法终端",
        marks=("Android",),
        download=CERTIFICATE,
        steps=(
            "用系统自带的浏览器打开本页，点“下载根证书”，保存到手机。",
            "打开“设置”，搜索“证书”；或进入“安全 → 更多安全设置 → 加密与凭据 → 安装证书”。",
            "选“CA 证书”，看到提示后点“仍然安装”，输入锁屏密码，再选刚才下载的文件。",
            "进入“加密与凭据 → 受信任的凭据 → 用户”，点开它，逐组核对 SHA-256 指纹，不同就移除。",
        ),
        removal="设置 → 安全 → 加密与凭据 → 受信任的凭据 → 用户，点开后选“移除”。",
    ),
    Guide(
        key="harmony",
        title="鸿蒙手机、平板",
        marks=("OpenHarmony", "HarmonyOS"),
        download=CERTIFICATE,
        steps=(
            "用华为浏览器打开本页，点“下载根证书”，保存到本机。",
            (
                "打开“设置”，搜索“证书”；或进入“隐私和安全 → 高级 → 证书与凭据”"
                "（较早的版本为“安全 → 更多安全设置 → 加密和凭据”）。"
            ),
            "选“从存储设备安装 → CA 证书”，确认继续，输入锁屏密码，再选刚才下载的文件。",
            "在“受信任的凭据 → 用户”中点开它，逐组核对 SHA-256 指纹，不同就移除。",
        ),
        removal="在同一处的“受信任的凭据 → 用户”中点开它，选“移除”或“删除”。",
    ),
    Guide(
        key="apple",
        title="苹果手机、平板（iOS、iPadOS）",
        marks=("iPhone", "iPad"),
        download=PROFILE,
        steps=(
            "用 Safari 打开本页，点“下载描述文件”，在提示中点“允许”。",
            "打开“设置”，点“已下载描述文件”；点“更多详细信息”核对 SHA-256 指纹，再点“安装”。",
            (
                "还要打开开关：“设置 → 通用 → 关于本机 → 证书信任设置”，"
                "打开本根证书右侧的开关。不做这一步，证书不起作用。"
            ),
        ),
        removal="设置 → 通用 → VPN 与设备管理，点开描述文件后选“移除描述文件”。",
    ),
    Guide(
        key="windows",
        title="Windows 电脑",
        marks=("Windows",),
        download=CERTIFICATE,
        steps=(
            (
                "点“下载根证书”，双击下载的文件，在“详细信息”中查看指纹"
                "（Windows 显示的是 SHA-1；核对 SHA-256 请运行"
                " certutil -hashfile 文件名 SHA256）。"
            ),
            "在“常规”中点“安装证书”，选“当前用户”，点“下一步”。",
            "选“将所有的证书都放入下列存储”，点“浏览”，选“受信任的根证书颁发机构”，完成安装。",
            "出现安全警告时点“是”，然后重新打开浏览器。",
        ),
        removal="按 Win+R 运行 certmgr.msc，在“受信任的根证书颁发机构 → 证书”中删除它。",
    ),
)


def guides_for(user_agent: str) -> tuple[Guide, ...]:
    """Return all guides, the visitor's own system first.

    Whatever calls itself HarmonyOS may call itself Android as well, so the rarer mark counts.

    >>> [guide.key for guide in guides_for("Mozilla/5.0 (Linux; Android 12; HarmonyOS)")][:2]
    ['harmony', 'android']
    """
    named = [guide for guide in GUIDES if any(mark in user_agent for mark in guide.marks)]
    own = named[-1:]
    return (*own, *(guide for guide in GUIDES if guide not in own))
