"""Our own faults around reading media; bad media is never an error but a finding."""

from app.errors import LiuhenError


class SandboxUnavailableError(LiuhenError):
    """This machine cannot confine a decoder, and the settings demand that it does."""

    code = "sandbox_unavailable"
    message = (
        "本机无法建立媒体解析沙箱，因此没有打开任何上传的文件。"
        "请系统管理员检查内核是否支持 seccomp，或者容器是否禁止了它。"
    )


class MediaReaderError(LiuhenError):
    """Our own reader did not start; nothing can be said about the file, so try again later."""

    code = "media_reader"
    message = (
        "媒体解析程序未能启动，文件已完整保存，系统稍后会重新检查。如反复出现，请联系系统管理员。"
    )
