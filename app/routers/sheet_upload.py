"""Read one posted workbook into memory, under a limit that is small enough for that."""

from fastapi import Request

from app.documents.package import MOST_BYTES
from app.errors import InvalidInputError
from app.routers.multipart import file_parts
from app.uploads.errors import BodyBrokenError


class SheetMissingError(InvalidInputError):
    """The form came without a file."""

    code = "sheet_missing"
    message = "没有选择文件。请先选择填好的 .xlsx 文件，再提交。"


class SheetTooLargeError(InvalidInputError):
    """The file is larger than a form to import can be."""

    code = "sheet_too_large"
    message = "文件过大，没有读取。请去掉图片和多余的工作表，或分成几份后重新上传。"


class SheetBrokenError(InvalidInputError):
    """The sender went away in the middle; nothing was kept."""

    code = "sheet_broken"
    message = "文件没有传完，没有导入任何内容。请检查网络后重新上传。"


async def read_sheet_upload(
    request: Request, field: str = "file", limit_bytes: int = MOST_BYTES
) -> bytes:
    """Return the bytes of the file that was chosen in ``field`` of a multipart form.

    Raises:
        SheetMissingError: no file was chosen in this field.
        SheetTooLargeError: more than ``limit_bytes``; the rest is not read.
        SheetBrokenError: the body ended early.
        InvalidInputError: this is no such form.
    """
    try:
        async for part in file_parts(request):
            if part.field != field:
                continue
            content = bytearray()
            async for piece in part.stream:
                content += piece
                if len(content) > limit_bytes:
                    raise SheetTooLargeError
            return bytes(content)
    except BodyBrokenError as error:
        raise SheetBrokenError from error
    raise SheetMissingError
