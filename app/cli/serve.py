"""Run the whole product on one machine and keep it running.

The order of a start: refuse what cannot work, bind the port, start both services with the API
already loading beside them, migrate, open the gate, say so. The stop runs the other way.
"""

import argparse
import importlib
import os
import socket
from pathlib import Path

from app.cli.children import StopRequestedError, Watch, say
from app.cli.door import Way, setup_port
from app.cli.listener import address_of, bind, refuse_unsafe
from app.cli.product import Product
from app.cli.surroundings import read_setting
from app.embedded.directory import DataDirectory, open_data_directory
from app.embedded.refusal import StartRefusedError

ONLY_WITH_TLS = ("LIUHEN_TLS_CERTIFICATE", "LIUHEN_TLS_KEY", "LIUHEN_TLS_NAMES")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``bin/serve``."""
    parser.add_argument("--demo", action="store_true", help="载入演示单位、人员与短片")
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    parser.add_argument("--port", type=port_number, default=8000, help="监听端口，默认 8000")
    parser.add_argument(
        "--tls",
        action="store_true",
        help="提供 HTTPS：自建根证书并签发服务器证书，或使用 LIUHEN_TLS_CERTIFICATE 指定的证书",
    )
    parser.add_argument(
        "--setup-port",
        type=setup_port,
        default=argparse.SUPPRESS,
        help="终端设置页（HTTP，只提供根证书）的端口，默认为监听端口加 1；off 表示不开设",
    )
    parser.add_argument("--verbose", action="store_true", help="把各进程的日志显示在终端")


def port_number(word: str) -> int:
    """Parse a port; 0 lets the system choose a free one."""
    if word.isdecimal() and int(word) < 2**16:
        return int(word)
    raise argparse.ArgumentTypeError("端口应是 0 到 65535 之间的整数")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; return 0 after an orderly end.

    Raises:
        StartRefusedError: with the sentence to show.
    """
    refuse_unsafe(
        options.host, tls=options.tls, trusted_proxy=os.environ.get("LIUHEN_TRUSTED_PROXY", "")
    )
    watch = Watch()
    listener = bind(options.host, options.port)
    directory = open_data_directory(options.data)
    try:
        if os.geteuid() == 0:
            say(
                "提醒：正以 root 身份运行，数据库与队列将改用系统用户 liuhen，"
                "建议改用普通用户启动。"
            )
        way = find_way(options, directory, listener)
        product = Product(directory, listener, way, verbose=options.verbose)
        keep_running(watch, product, demo=options.demo)
    finally:
        directory.close()
    return 0


def keep_running(watch: Watch, product: Product, *, demo: bool) -> None:
    """Start, say where, and look after everything until a stop is requested."""
    way = product.way
    try:
        with watch.interrupting():
            product.start(demo=demo)
        print(f"留痕已就绪，请在浏览器打开 {way.address}", flush=True)
        chores = []
        if way.certificate is not None:
            print("\n".join(importlib.import_module("app.cli.banner").lines_below(way)), flush=True)
            tls = importlib.import_module("app.cli.tls")
            chores.append(tls.chore_of(way, product.take_up_certificate))
        watch.keep(product.children, chores)
    except StopRequestedError:
        pass
    finally:
        product.stop()


def find_way(options: argparse.Namespace, directory: DataDirectory, listener: socket.socket) -> Way:
    """Return how people will reach the product, certificates prepared.

    Raises:
        StartRefusedError: a certificate cannot be used, or TLS is half asked for.
    """
    if options.tls:
        # ``cryptography`` takes a moment to load, which only this kind of start has to wait for.
        way: Way = importlib.import_module("app.cli.tls").prepare_way(options, directory, listener)
        return way
    if "setup_port" in options:
        raise StartRefusedError(
            "--setup-port 只与 --tls 一起使用，请加上 --tls，或去掉 --setup-port。"
        )
    for name in ONLY_WITH_TLS:
        if read_setting(name):
            raise StartRefusedError(
                f"已设置 {name}，但没有要求提供 HTTPS，因此没有启动，请加上 --tls，或取消这个变量。"
            )
    return Way(address_of(listener, options.host))
