"""Check a regulation or an agency's own settings before they are used; show how to write them.

For that nothing is written, and nothing needs to run. Everything wrong is told at once. ``text``
loads an official text into the running product, ``coverage`` tells what is still to come.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from app.cli import pack_text
from app.embedded.refusal import StartRefusedError
from app.packs.load import (
    read_document,
    read_pack,
    settings_template,
    shipped_packs,
    under_its_parents,
)
from app.packs.requirements import coverage_lines, requirements_document
from app.policy.pack import Pack
from app.policy.pack_combining import needed_settings, overruled
from app.policy.pack_keys import KEYS
from app.policy.pack_overlay import overlay, unlawful_settings
from app.policy.pack_parsing import PackError, parse, read_sound_part
from app.policy.pack_problems import problems_of


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done with a pack."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="操作")
    check = acts.add_parser("check", help="检查规定或者机关设定的文件，一次列出全部问题")
    check.add_argument("file", type=Path, help="TOML 文件")
    check.add_argument(
        "--under", choices=shipped_packs(), help="文件是机关自己的设定，检查它是否比这一规定宽"
    )
    text = acts.add_parser("text", help="载入规定的正式文本，此后引用条款时可对照原文")
    pack_text.add_options(text)
    coverage = acts.add_parser("coverage", help="列出尚待落实的要求")
    coverage.add_argument("--document", action="store_true", help="显示全部要求的表格")
    acts.add_parser("template", help="显示机关设定的样本，可存为文件后修改")


def run(options: argparse.Namespace) -> int:
    """Do one act; 1 says that the file cannot be used.

    Raises:
        StartRefusedError: the file cannot be read, or nothing runs that could take it.
    """
    match options.act:
        case "template":
            print(settings_template(), end="")
            return 0
        case "text":
            return pack_text.run(options)
        case "coverage":
            lines = [requirements_document()] if options.document else coverage_lines()
            print("\n".join(lines).rstrip("\n"))
            return 0
    return _check(options)


def _check(options: argparse.Namespace) -> int:
    try:
        print("\n".join(_told(*_checked(options.file, options.under))))
    except PackError as error:
        print(f"{options.file} 不能使用，共 {len(error.problems)} 处问题：", file=sys.stderr)
        print("\n".join(f"- {problem}" for problem in error.problems), file=sys.stderr)
        return 1
    return 0


def _checked(file: Path, under: str | None) -> tuple[Pack, Pack]:
    """Return what the file says by itself, and what is in force with all that stands above it.

    Raises:
        PackError: with every problem.
        StartRefusedError: the file cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise StartRefusedError(f"读不到文件 {file}，请核对路径和权限。") from error
    document = read_document(content)
    if under is None:
        alone = parse(document)
        return alone, under_its_parents(alone)
    regulation = read_pack(under)
    unlawful = unlawful_settings(regulation, read_sound_part(document))
    problems = [*problems_of(document), *unlawful]
    if problems:
        raise PackError(problems)
    own = parse(document)
    return own, overlay(regulation, own)


def _told(alone: Pack, pack: Pack) -> Iterator[str]:
    """Yield what an agency should know of a file that can be used."""
    yield f"可以使用：{pack.title}，{len(pack.provisions)} 项取值，{len(pack.articles)} 条条款。"
    for missing in pack.missing_parents:
        yield f"上位规定“{missing.title}”（{missing.region}）的文本没有提供，其要求没有计入。"
    for key in overruled(alone, pack):
        own, other = alone.provisions[key].citation.article, pack.provisions[key].citation.article
        yield f"{KEYS[key].label}（{key}）：{own}比{other}宽，不起作用，从严适用后者。"
    for conflict in pack.conflicts:
        own, other = conflict.own.citation.article, conflict.other.citation.article
        yield f"{KEYS[conflict.key].label}（{conflict.key}）：{own}与{other}不一致，由机关择一。"
    disputed = {conflict.key for conflict in pack.conflicts}
    for key in needed_settings(pack):
        if key not in disputed:
            cited = pack.openings.get(key)
            why = f"{cited.article}没有写明" if cited else "没有规定"
            yield f"{KEYS[key].label}（{key}）：{why}，由机关设定。"
