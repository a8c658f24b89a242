"""What can be wrong with a posted sheet as a whole; single rows have ``RowProblem``."""

from app.errors import InvalidInputError


class UnreadableSheetError(InvalidInputError):
    """The file is no workbook of ours to read; the message says which and what to do."""

    code = "sheet_unreadable"
    message = (
        "这个文件无法作为表格读取，没有导入任何内容。"
        "请用 Excel 或 WPS 打开后另存为“Excel 工作簿（*.xlsx）”，再重新上传。"
    )
