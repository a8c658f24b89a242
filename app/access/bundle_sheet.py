"""清单.html: what a bundle holds, to read and print without this product."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = (
    "body{font:14px/1.6 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}"
    "h1{font-size:20px;text-align:center}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #555;padding:4px 6px;text-align:left;vertical-align:top}"
    "code{overflow-wrap:anywhere}"
    "@page{size:A4;margin:15mm}"
)
_NOTES = (
    "<p>“原样”的文件与保存的原件逐字节相同。“标记件”由原件制成，画面、页面或者文件信息中带有"
    "复制件标识，表中另列原件的摘要；原件没有改动。核对时计算每个文件的 SHA-256 或者 SM3 摘要，"
    "与上表比较。原件和本复制件的留存件由保管单位保存。</p>"
    "<p>电脑自带的程序就能计算 SHA-256，在存放文件的文件夹中执行（把“文件名”换成上表的名称）："
    "Windows：<code>certutil -hashfile 文件名 SHA256</code>；"
    "macOS：<code>shasum -a 256 文件名</code>；Linux：<code>sha256sum 文件名</code>。"
    "算出的 64 个字符与上表完全相同的，文件没有改动；有一个字符不同的，请联系保管单位。</p>"
    "<p>接收人对国家秘密、商业秘密、个人隐私负有保密责任，不得擅自再行复制、"
    "对外提供或者发布。</p>"
)


def sheet_of(manifest: Mapping[str, Any]) -> bytes:
    """Return the list of a manifest as a page without any script."""
    left_out = manifest["left_out"]
    parts = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>复制件清单 {escape(manifest['request_no'])}</title><style>{_STYLE}</style></head>",
        "<body><h1>复制件清单</h1>",
        _table(_facts(manifest)),
        "<h2>所附资料</h2>",
        _files(manifest["files"]),
        _left_out(left_out) if left_out else "",
        _NOTES,
        "</body></html>\n",
    )
    return "".join(parts).encode()


def _facts(manifest: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    law = manifest["regulation"]
    return (
        ("申请编号", manifest["request_no"]),
        ("方式", f"{manifest['act']}（{manifest['medium']}，{manifest['copies']} 份）"),
        ("接收人", " ".join(filter(None, (manifest["taker"], manifest["taker_unit"])))),
        ("保管单位", manifest["unit"]),
        ("发放人", manifest["issued_by"]),
        ("发放时间", manifest["issued_at"]),
        ("复制件标识", manifest["code"]),
        ("适用规定", f"{law['title']}（第 {law['version']} 版，摘要 {law['sha256']}）"),
        ("依据", "；".join(manifest["articles"]) or "无"),
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(
        f'<tr><th scope="row">{escape(key)}</th><td>{escape(str(value))}</td></tr>'
        for key, value in rows
    )
    return f"<table>{body}</table>"


def _files(files: Iterable[Mapping[str, Any]]) -> str:
    body = "".join(
        f"<tr><td>{number}</td><td>{escape(file['title'])}<br><code>{escape(file['name'])}</code>"
        f"<br>{escape(file['kind'])}，{_form(file)}</td><td>{file['size_bytes']:,} 字节</td>"
        f"<td>{_digests(file)}{_origin(file)}</td></tr>"
        for number, file in enumerate(files, start=1)
    )
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("序号", "资料", "大小", "摘要"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _form(file: Mapping[str, Any]) -> str:
    if "mark" not in file:
        return f"原样。{escape(file.get('unmarked', ''))}"
    mark = file["mark"]
    where = "、".join(map(escape, mark["burnt_in"])) or "只写在文件信息中"
    return f"标记件（{where}）。{escape(mark['tool'])}"


def _digests(file: Mapping[str, Any]) -> str:
    return f"SHA-256 <code>{file['sha256']}</code><br>SM3 <code>{file['sm3']}</code>"


def _origin(file: Mapping[str, Any]) -> str:
    return f"<br>原件 {_digests(file['mark']['original'])}" if "mark" in file else ""


def _left_out(lines: Iterable[Mapping[str, Any]]) -> str:
    body = "".join(
        f"<li>申请的第 {line['number']} 项：{escape(line['reason'])}</li>" for line in lines
    )
    return f"<h2>没有附上的资料</h2><ul>{body}</ul>"
