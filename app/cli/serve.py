"""Run the whole product on one machine and keep it running.

The order of a start: refuse what cannot work, bind the port, start both services with the API
already loading beside them, migrate, open the gate, say so. The stop runs the other way.
"""

import argparse
import os
from pathlib import Path

from app.cli.children import StopRequestedError, Watch, say
from app.cli.listener import address_of, bind, refuse_unsafe
from app.cli.product import Product
from app.embedded.directory import open_data_directory


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``bin/serve``."""
    parser.add_argument("--demo", action="store_true", help="载入演示单位、人员与短片")
    parser.add_argument("--data", type=Path, default=Path("data"), help="数据目录，默认 ./data")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    parser.add_argument("--port", type=port_number, default=8000, help="监听端口，默认 8000")
    parser.add_argument("--tls", action="store_true", help="由本程序提供 HTTPS（本版本尚未提供）")
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
    trusted_proxy = os.environ.get("LIUHEN_TRUSTED_PROXY", "")
    refuse_unsafe(options.host, tls=options.tls, trusted_proxy=trusted_proxy)
    watch = Watch()
    listener = bind(options.host, options.port)
    directory = open_data_directory(options.data)
    if os.geteuid() == 0:
        say("提醒：正以 root 身份运行，数据库与队列将改用系统用户 liuhen，建议改用普通用户启动。")
    product = Product(
        directory, listener, address_of(listener, options.host), verbose=options.verbose
    )
    try:
        with watch.interrupting():
            product.start(demo=options.demo)
        print(f"留痕已就绪，请在浏览器打开 {product.address}", flush=True)
        watch.keep(product.children)
    except StopRequestedError:
        pass
    finally:
        product.stop()
        directory.close()
    return 0
