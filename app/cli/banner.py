"""What the person who started the product with ``--tls`` reads below the address."""

from collections.abc import Iterator

from app.certificates.published import read_authority
from app.cli.door import Way

GROUPS_A_LINE = 8


def lines_below(way: Way) -> Iterator[str]:
    """Return the other addresses, the set-up page and the fingerprint to compare."""
    certificate = way.certificate
    if certificate is None:
        return
    port = way.address.rpartition(":")[2]
    suffix = f":{port}" if port.isdecimal() else ""
    others = [f"[{host}]" if ":" in host else host for host in certificate.hosts()]
    if others:
        yield "也可以使用：" + "，".join(f"https://{host}{suffix}" for host in others)
    if certificate.authority is None:
        return
    setup = f"{way.door.address}（不加密，只提供根证书）" if way.door else "未开设"
    yield f"终端首次使用前须安装根证书，设置页：{setup}"
    authority = read_authority(certificate.authority)
    yield f"根证书“{authority.name}”的 SHA-256 指纹，请与终端上显示的逐组核对："
    groups = authority.fingerprint
    for start in range(0, len(groups), GROUPS_A_LINE):
        yield "  " + " ".join(groups[start : start + GROUPS_A_LINE])
