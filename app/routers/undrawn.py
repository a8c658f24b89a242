"""What stands in the place of a page that cannot be drawn: a picture that says so, and what to do.

The place is that of a picture, where no browser shows words of a page; an SVG needs no font here.
"""

from fastapi import Response

from app.media.marking import MarkProblem

_COSTLY = frozenset({"timeout", "too_costly", "too_large"})
_WHY_COSTLY = "这一页的画面过于复杂，在规定的时间内画不出来。"
_WHY_BROKEN = "这一页的内容已损坏，或者写法不合规范，画不出来。"
_NEXT = "请记下页码，请资料保管人员打开原件核对，打印这一页查阅；"
_ELSE = "需要时重新扫描成 PDF 后归入案卷，再申请查阅。"
_LINE_POINTS = 40


def undrawn(number: int, problem: MarkProblem) -> Response:
    """Answer the page of this number with why it is not shown, with status 409."""
    why = _WHY_COSTLY if problem.name in _COSTLY else _WHY_BROKEN
    lines = "".join(
        f'<text x="297" y="{360 + _LINE_POINTS * at}" font-size="{size}">{text}</text>'
        for at, (text, size) in enumerate(
            ((f"第 {number} 页不能显示", 26), (why, 17), (_NEXT, 17), (_ELSE, 17))
        )
    )
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842" width="1414" height="2000">'
        '<rect width="595" height="842" fill="#fff"/>'
        f'<g text-anchor="middle" fill="#1b2733" font-family="sans-serif">{lines}</g></svg>'
    )
    return Response(picture, 409, media_type="image/svg+xml")
