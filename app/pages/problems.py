"""Why a document was put into quarantine. A code stands in tables, so it is never renamed."""

from enum import StrEnum


class PaperProblem(StrEnum):
    """Stable names, alphabetical; the words for people stand in ``SENTENCES``."""

    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    FETCHES = "fetches"
    HAS_OBJECT = "has_object"
    HAS_PROGRAM = "has_program"
    TOO_COSTLY = "too_costly"
    TOO_MANY_PAGES = "too_many_pages"


SENTENCES = {
    PaperProblem.DAMAGED: "文件已损坏，无法读出。请找到原件重新扫描或者导出后，另行上传。",
    PaperProblem.ENCRYPTED: "文件设有密码，无法读出。请取消密码后另存，再重新上传。",
    PaperProblem.FETCHES: (
        "文件打开时会自动取用别处的模板或者内容，可能危害电脑和案卷。"
        "请在 Word 里另存为 PDF，再重新上传。"
    ),
    PaperProblem.HAS_OBJECT: (
        "文件里嵌有其他程序的对象或者控件，打开时可能运行程序。请在 Word 里另存为 PDF，再重新上传。"
    ),
    PaperProblem.HAS_PROGRAM: (
        "文件里藏有宏（程序），或者是启用宏的格式。请另存为 PDF 或者不带宏的 DOCX，再重新上传。"
    ),
    PaperProblem.TOO_COSTLY: (
        "读取这份文件需要的内存或者时间异常巨大，可能是恶意构造的文件，已停止读取。"
        "请核对来源；确是正常文书的，请重新扫描成 PDF 后上传。"
    ),
    PaperProblem.TOO_MANY_PAGES: "文件的页数超过系统能够处理的上限。请分成几份后重新上传。",
}
