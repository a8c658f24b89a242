"""Run the whole product on one machine and keep it running.

The order of a start: refuse what cannot work, bind the port, start both services with the API
already loading beside them, migrate, open the gate, say so. The stop runs the other way.
"""

import argparse
import os
import signal
import sys
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
    parser.add_argument("--port", type=int, default=8000, help="监听端口，默认 8000")
    parser.add_argument("--tls", action="store_true", help="由本程序提供 HTTPS")
    parser.add_argument("--verbose", action="store_true", help="把各进程的日志显示在终端")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; return 0 after an orderly end.

    Raises:
        StartRefusedError: with the sentence to show.
    """
    trusted_proxy = os.environ.get("LIUHEN_TRUSTED_PROXY", "")
    refuse_unsafe(options.host, tls=options.tls, trusted_proxy=trusted_proxy)
    # The session, not the terminal, decides how we stop: a closed terminal is a stop as well.
    signal.signal(signal.SIGHUP, signal.SIG_IGN if not sys.stdin.isatty() else signal.SIG_DFL)
    watch = Watch()
    listener = bind(options.host, options.port)
    directory = open_data_directory(options.data)
    if os.geteuid() == 0:
        say("提醒：正以 root 身份运行，数据库与队列将改用系统用户 liuhen，建议改用普通用户启动。")
    product = Product(
        directory, listener, address_of(listener, options.host), verbose=options.verbose
    )
    try:
        watch.interrupt_slow_work(True)
        product.start(demo=options.demo)
        watch.interrupt_slow_work(False)
        print(f"留痕已就绪，请在浏览器打开 {product.address}", flush=True)
        watch.keep(product.children)
    except StopRequestedError:
        pass
    finally:
        watch.interrupt_slow_work(False)
        product.stop()
        directory.close()
    return 0
