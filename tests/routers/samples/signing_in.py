"""The steps of signing in, and the proofs of identity."""

from dataclasses import replace

from app.routers.confirmation import AgainPage, ConfirmPage
from app.routers.forms import FieldError
from app.routers.session import SignInPage
from app.routers.step_pages import CodePage, RecoveryCodesPage, enrolment_page, password_page
from app.routers.unsent import UnsentPage
from tests.routers.samples.basics import NOW
from tests.settings import SETTINGS

SECOND_STEP = CodePage("/inbox", ())
SECOND_STEP_REFUSED = CodePage("/", (FieldError("code", "动态口令或恢复码不正确。"),))
FIRST_PASSWORD = password_page(
    SETTINGS, action="/sign-in/new-password", username="wangxiulan", why="这是初始密码。", next_="/"
)
PASSWORD = password_page(
    SETTINGS,
    action="/account/password",
    username="wangxiulan",
    asks_old=True,
    back="/account",
    errors=(FieldError("new_password", "新密码只有 6 个字符，至少需要 12 个。"),),
)
ENROLMENT = enrolment_page(
    "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    action="/account/second-factor",
    username="wangxiulan",
    why="启用后，登录时还要输入手机上的六位数字。",
    back="/account",
    is_wrong=True,
)
RECOVERY_CODES = RecoveryCodesPage(
    tuple(f"7K2M-9QTZ-4HVB-{number:04d}" for number in range(10)),
    "/account",
    "王秀兰",
    "wangxiulan",
    NOW,
)
CONFIRM = ConfirmPage("/account/second-factor", "", asks_code=False, username="wangxiulan")
CONFIRM_CODE = ConfirmPage("/people/1", "a=1", asks_code=True, username="wangxiulan")
UNSENT = UnsentPage("/cases/new", (("cause", "非法采砂"),))
AGAIN = AgainPage("/people/1", (("role", "officer"), ("role", "leader")))
SIGN_IN = SignInPage(next="/inbox", username="", errors=())
SIGN_IN_REFUSED = SignInPage(
    next="/",
    username="wangxiulan",
    errors=(
        FieldError(
            "password",
            "用户名或密码不正确。请核对大小写和输入法后重试；连续输错时，等待时间会逐次延长。",
        ),
    ),
)

PAGES = {
    "confirmation": ("session/confirm.html", CONFIRM),
    "confirmation, code": ("session/confirm.html", CONFIRM_CODE),
    "confirmation, form": ("session/again.html", AGAIN),
    "unsent, fields": ("session/unsent.html", UNSENT),
    "unsent, files": ("session/unsent.html", replace(UNSENT, fields=None)),
    "enrolment": ("session/enrolment.html", ENROLMENT),
    "password": ("session/new_password.html", PASSWORD),
    "password, first": ("session/new_password.html", FIRST_PASSWORD),
    "recovery codes": ("session/recovery_codes.html", RECOVERY_CODES),
    "second step": ("session/second_step.html", SECOND_STEP),
    "second step, refused": ("session/second_step.html", SECOND_STEP_REFUSED),
    "sign in": ("session/sign_in.html", SIGN_IN),
    "sign in, refused": ("session/sign_in.html", SIGN_IN_REFUSED),
}
