"""Where the product may be reached: refuse what is unsafe, bind before anything slow."""

import errno
import ipaddress
import socket
from typing import Any

from app.embedded.refusal import StartRefusedError

BACKLOG = 2048
IMPLIED = {"http": 80, "https": 443}


def refuse_unsafe(host: str, *, tls: bool, trusted_proxy: str) -> None:
    """Refuse to send passwords and recordings over a network in clear.

    Raises:
        StartRefusedError: TLS is needed, and neither here nor in front of us.
    """
    if not tls and not is_loopback(host) and not trusted_proxy:
        raise StartRefusedError(
            f"监听 {host} 会让密码与音像资料在网络上明文传输，因此没有启动，"
            "请用 bin/serve --tls 提供 HTTPS，或只在本机访问，"
            "或在 TLS 代理之后运行并用 LIUHEN_TRUSTED_PROXY 写明代理地址。"
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can connect to ``host``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; connections queue in it until the API accepts them.

    Raises:
        StartRefusedError: the port is taken, or the address is not of this machine.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        return _listen(socket.socket(family, socket.SOCK_STREAM), address)
    except OSError as error:
        raise StartRefusedError(_why_not(host, port, error)) from error


def _listen(listener: socket.socket, address: Any) -> socket.socket:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket, host: str, scheme: str = "http") -> str:
    """Return the address to type into a browser; the port that a scheme implies is left out."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host.strip("[]"))  # noqa: S104 - shown.
    shown = f"[{name}]" if ":" in name else name
    port = listener.getsockname()[1]
    return f"{scheme}://{shown}" if port == IMPLIED[scheme] else f"{scheme}://{shown}:{port}"


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被其他程序占用，请停止该程序，或用 --port 换一个端口。"
    if error.errno == errno.EACCES:
        return f"当前用户无权使用端口 {port}，请用 --port 换一个 1024 以上的端口。"
    return f"无法监听 {host} 的端口 {port}（{error.strerror or error}），请检查 --host 与 --port。"
