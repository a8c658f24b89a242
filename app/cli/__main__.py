"""The command line: one subcommand each, imported only when it is asked for.

``python -m app.cli`` and ``bin/liuhen`` are the same program.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from app.cli.loading import loading
from app.embedded.refusal import StartRefusedError

COMMANDS = {
    "serve": "启动整个产品：数据库、队列、网页服务与后台任务",
    "migrate": "把数据库更新到本程序需要的结构",
    "prepare-database": "在已有的 PostgreSQL 上建立三个角色与数据库",
    "api": "只启动网页服务（生产环境的一个进程）",
    "worker": "只启动后台任务（生产环境的一个进程）",
    "register": "登记单位、人员、设备，或重设密码",
    "enrol": "登记终端并显示其令牌，或撤销终端的令牌",
    "calendar": "导入一年的节假日安排",
    "index": "重建查找用的索引",
    "pack": "检查规定和机关设定的文件",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="liuhen", description="留痕：行政执法音像记录与案卷管理")
    commands = parser.add_subparsers(dest="command", required=True, metavar="子命令")
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        # The first word decides, so that the other subcommands need not be imported.
        if words[:1] == [name]:
            with loading():
                module = importlib.import_module(f"app.cli.{name.replace('-', '_')}")
            module.add_options(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(words)
    try:
        status: int = options.run(options)
    except StartRefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
