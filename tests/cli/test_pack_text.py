"""Loading an agency's own official text beside a running product. The text is invented."""

from pathlib import Path

import pytest

from app.packs.load import read_text
from tests.cli.running import in_a_process, liuhen, running

TEXT = f"{read_text('shanxi').title}\n第一条 试验一。\n第二条 试验二。\n"


def test_a_text_is_loaded_once_and_what_is_wrong_is_told(tmp_path: Path, data: Path) -> None:
    file, wrong = tmp_path / "law.txt", tmp_path / "wrong.txt"
    file.write_text(TEXT, encoding="gb18030")
    wrong.write_bytes(b"PK\x03\x04")
    with running(data):
        first = in_a_process("pack", "text", file, "--pack", "shanxi", "--data", data)
        again = liuhen("pack", "text", file, "--pack", "shanxi", "--data", data)
        other = liuhen("pack", "text", file, "--pack", "zhangzi", "--data", data)
        refused = liuhen("pack", "text", wrong, "--pack", "shanxi", "--data", data)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("已载入《山西省行政执法全过程记录办法》2 条。\n请核对：")
    assert (again.returncode, again.stdout) == (1, "")
    assert "不需要再次载入" in again.stderr
    assert "文件是《山西省行政执法全过程记录办法》" in other.stderr
    assert "文件不是纯文本" in refused.stderr


@pytest.mark.parametrize("name", ["nowhere.txt", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    done = liuhen("pack", "text", tmp_path / name, "--pack", "shanxi", "--data", tmp_path)

    assert done.returncode == 1
    assert "读不到文件" in done.stderr


def test_coverage_ends_with_its_counts() -> None:
    done = liuhen("pack", "coverage")

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("共 95 行：")
