"""Checking a regulation, or an agency's own settings, before anybody lives by it."""

from pathlib import Path

import pytest

from app.packs.load import shipped_packs
from app.settings import PROJECT_ROOT
from tests.cli.running import in_a_process, liuhen

HEAD = """
[pack]
id = "own"
title = "长子县水利局执法记录补充规定"
issuer = "长子县水利局"
document_no = "长水〔2026〕1号"
version = 1
"""


RATHER = "只能从严，或者补充未规定的事项。"


def written(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("pack_id", shipped_packs())
def test_a_shipped_regulation_can_be_used(pack_id: str) -> None:
    done = liuhen("pack", "check", PROJECT_ROOT / "app" / "packs" / f"{pack_id}.toml")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("可以使用：")


def test_it_says_what_a_regulation_leaves_to_the_agency() -> None:
    done = liuhen("pack", "check", PROJECT_ROOT / "app" / "packs" / "changli.toml")

    assert "上位规定“河北省行政执法全过程记录实施办法”（河北省）的文本没有提供" in done.stdout
    assert (
        "本单位其他人员查阅的批准（access.view.other_staff）：第十四条没有写明，由机关设定。"
        in done.stdout
    )


def test_a_shorter_period_than_that_of_the_text_above_is_told(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        HEAD.replace("version = 1", 'version = 1\nparents = ["zhangzi"]')
        + """
[provisions."retention.patrol"]
value = { keeping = "at_least", months = 3 }
article = "第一条"
summary = "巡查资料保存3个月"

[[articles]]
number = "第一条"
summary = "巡查资料保存3个月"
""",
    )

    done = liuhen("pack", "check", file)

    assert done.returncode == 0
    assert (
        "日常巡查音像资料保存期限（retention.patrol）：第一条比"
        "《长子县水利局行政执法全过程记录实施办法》第十一条第二款宽，不起作用，从严适用后者。"
    ) in done.stdout
    assert done.stdout.count("不起作用") == 1


def test_every_problem_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        HEAD
        + """
[provisions."retention.patrol"]
value = { keeping = "at_least", months = 3 }
article = "第二条"
summary = "巡查资料保存3个月"

[provisions."store.deadline.normal"]
value = { count = 1, unit = "week" }
article = "第三条"
summary = "一周内存储"

[provisions."retention.other_av"]
value = { keeping = "fixed", months = 12 }
summary = "其他资料保存12个月"

[provisions."retention.everything"]
value = 1
""",
    )

    done = liuhen("pack", "check", file, "--under", "zhangzi")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"{file} 不能使用，共 4 处问题：",
        "- store.deadline.normal 的取值不对：单位 'week' 不在可选值（hour、working_day）之中",
        "- retention.other_av 缺少 article",
        "- retention.everything 不是已知的条款键",
        f"- 日常巡查音像资料保存期限（retention.patrol）比第十一条第二款的规定宽，{RATHER}",
    ]


def test_settings_within_the_law_are_counted_with_it(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        HEAD
        + """
[provisions."retention.other_av"]
value = { keeping = "fixed", months = 12 }
article = "第二条"
summary = "其他资料保存12个月，到期鉴定"
""",
    )

    bare, settled = (
        liuhen("pack", "check", file),
        liuhen("pack", "check", file, "--under", "zhangzi"),
    )

    assert (bare.returncode, settled.returncode) == (0, 0)
    assert "retention.other_av" not in settled.stdout
    assert "handover.day" in settled.stdout


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[pack]\nid = \n", "第 2 行第 6 列不符合 TOML 的写法"),
        (b'[pack]\nid = "x', "文件末尾不符合 TOML 的写法"),
        ("[pack]\nid = '某局'".encode("gb18030"), "文件不是 UTF-8 编码的文字"),
    ],
    ids=["a value is missing", "it breaks off", "another encoding"],
)
def test_a_file_that_is_no_toml_is_told_with_the_place(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(content)

    done = liuhen("pack", "check", file)

    assert done.returncode == 1
    (told,) = done.stderr.splitlines()[1:]
    assert told.startswith(f"- {problem}")


def test_a_parent_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = liuhen("pack", "check", written(tmp_path, HEAD + 'parents = ["atlantis"]\n'))

    assert done.returncode == 1
    assert "- own 的上位规定 atlantis 不存在" in done.stderr


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    done = in_a_process("pack", "check", tmp_path / "nowhere.toml")

    assert done.returncode == 1
    assert "读不到文件" in done.stderr


def test_the_template_is_a_file_that_passes_the_check(tmp_path: Path) -> None:
    file = written(tmp_path, in_a_process("pack", "template").stdout)

    assert liuhen("pack", "check", file, "--under", "ruzhou").returncode == 0
