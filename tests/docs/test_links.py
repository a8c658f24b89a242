"""Links between documents lead somewhere; letters used in the code are explained."""

import re
from pathlib import Path

import pytest

from app.settings import PROJECT_ROOT

DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "bench/*.md")
    for path in PROJECT_ROOT.glob(pattern)
)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:)(?P<target>[^)#]*)(?:#(?P<anchor>[^)]*))?\)")
DECISIONS = PROJECT_ROOT / "docs" / "decisions"
CODE = ("alembic", "app", "bin", "tests")
INDEX = (DECISIONS / "README.md").read_text(encoding="utf-8")


def anchors_of(text: str) -> set[str]:
    """Return the anchors that headings get: lower case, spaces as hyphens, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def leads_somewhere(document: Path, link: re.Match[str]) -> bool:
    target = document.parent / link["target"] if link["target"] else document
    if not target.exists() or not link["anchor"]:
        return target.exists()
    return link["anchor"] in anchors_of(target.read_text(encoding="utf-8"))


def in_code(pattern: str) -> set[str]:
    """Return the letters with numbers in everything that the pattern finds in code and tests."""
    files = [path for folder in CODE for path in (PROJECT_ROOT / folder).rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    found = "\n".join(match[0] for match in re.finditer(pattern, text))
    return set(re.findall(r"[DP][0-9]+", found))


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT_ROOT).as_posix()
)
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link for link in LINK.finditer(text) if not leads_somewhere(document, link)]

    assert [link[0] for link in links] == []


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT_ROOT).as_posix()
)
def test_every_file_of_ours_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:app|bin|docs|requirements|tests)/[\w./-]+)`", text)

    assert [name for name in named if not (PROJECT_ROOT / name).exists()] == []


def test_every_module_that_a_decision_names_exists() -> None:
    modules = {path.name for path in (PROJECT_ROOT / "app").rglob("*.py")}
    text = "".join(path.read_text(encoding="utf-8") for path in DECISIONS.glob("0*.md"))

    assert set(re.findall(r"`(\w+\.py)`", text)) <= modules


def test_every_decision_is_in_the_index() -> None:
    pages = {path.name for path in DECISIONS.glob("0*.md")}

    assert pages == set(re.findall(r"\((0[\w.-]+\.md)\)", INDEX))


@pytest.mark.parametrize("page", sorted(DECISIONS.glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    parts = re.findall(r"^\*\*(\w+)\.\*\*", page.read_text(encoding="utf-8"), re.M)

    assert parts == ["Context", "Decision", "Consequences", "Alternatives"]


def test_decisions_named_by_letter_are_in_the_index() -> None:
    assert in_code(r"\b[Dd]ecision D[0-9]+|\(D[0-9]+(, [DP][0-9]+)*\)") <= set(
        re.findall(r"\b[DP][0-9]+", INDEX)
    )


def test_promises_named_by_number_are_explained() -> None:
    named = in_code(r"\b[Pp]romises? P[0-9]+|\(P[0-9]+(, P[0-9]+)*\)")

    assert named <= set(re.findall(r"^\| (P[0-9]+) ", INDEX, re.M))


def test_the_files_that_hold_a_promise_exist() -> None:
    files = re.findall(r"`(tests/[\w/.]+)`", INDEX)

    assert [name for name in files if not (PROJECT_ROOT / name).exists()] == []
