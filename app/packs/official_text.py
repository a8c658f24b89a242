"""Split an agency's own copy of a regulation into its articles, and say what does not fit.

The file is plain text as it came from the issuing office: UTF-8 or GB18030, with or without the
marks of Markdown, of one regulation or of several that one notice issues together. Clauses stay
word for word; only marks and empty lines go.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.packs.load import read_text, shipped_packs
from app.policy.pack import Pack

MOST_BYTES = 1024 * 1024
MOST_OF_A_CLAUSE = 20_000
_LONGEST_HEADING = 60
_DIGITS = "〇一二三四五六七八九"
# Words that refer to an article go on like this, and begin none.
_REFERS = r"(?!第|、|和第|规定|的|所|之)"
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百]+|\d{1,3})条" + _REFERS + r"\s*")
_CHAPTER = re.compile(r"第[〇零一二三四五六七八九十百\d]+[编章节](?:[\s　]|$)")
_ANNEX = re.compile(r"附件[\s　]*(\d+|[一二三四五六七八九十]+)(?![\s　]*[、.])")
_MARKS = re.compile(r"^[\s　#>*-]+|[*\s　]+$|\*\*")
_SPACE = re.compile(r"[\s　#*]+")
_SENTENCE = re.compile(r"[，。；：]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class TextError(ValueError):
    """The file cannot be used; the message is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class OfficialText:
    """What a file holds of a regulation, by the pack's own numbers of articles.

    ``missing`` stand in the pack and not in the file, ``unknown`` the other way round. What is
    ``repeated`` or ``empty`` is in none of ``clauses``: nobody can say which words count.
    """

    clauses: Mapping[str, str]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    is_named: bool = True
    """Whether the regulation's title stands before the first article."""

    def mismatches(self) -> Iterator[str]:
        """Yield what people should look at, in words."""
        said = (
            (self.missing, "条款包中有、文件中没有找到"),
            (self.unknown, "文件中有、条款包中没有"),
            (self.repeated, "在文件中出现不止一次，没有载入"),
            (self.empty, "在文件中没有内容，没有载入"),
        )
        if not self.is_named:
            yield "第一条之前没有出现规定的名称，请核对是不是这份规定"
        for numbers, what in said:
            if numbers:
                yield f"{what}：{'、'.join(numbers)}"


def decode(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        TextError: it is empty, too large, not plain text, or in neither encoding.
    """
    if not content.strip():
        raise TextError("文件是空的，没有载入。请核对是不是选错了文件。")
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1024
        raise TextError(f"文件超过 {most} KB，不像一份规定的纯文本，没有载入。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise TextError("文件不是纯文本（可能是 Word 或 PDF 文件）。请另存为纯文本后再载入。")
        return text
    raise TextError("文件的编码既不是 UTF-8 也不是 GB18030。请另存为其中一种后再载入。")


def split(text: str, pack: Pack) -> OfficialText:
    """Split a text by the articles of ``pack``, the regulation alone without its parents.

    Raises:
        TextError: none of the pack's articles is in it, it is named as another regulation, or
            one article has no end.
    """
    is_named = _is_named(text, pack)
    known = {article.number for article in pack.articles}
    found = list(_sections(text.splitlines(), _parts(known), _preface(known)))
    numbers = [number for number, _ in found]
    repeated = tuple(dict.fromkeys(each for each in numbers if numbers.count(each) > 1))
    bodies = {number: clause for number, clause in found if number not in repeated}
    empty = tuple(number for number, clause in bodies.items() if _is_empty(clause))
    clauses = {
        number: clause
        for number, clause in bodies.items()
        if number in known and number not in empty
    }
    if not clauses:
        raise TextError(
            f"文件中没有找到《{pack.title}》的任何条款，没有载入。请核对文件和 --pack 是否对应。"
        )
    _refuse_endless(clauses)
    return OfficialText(
        clauses,
        missing=tuple(each.number for each in pack.articles if each.number not in numbers),
        unknown=tuple(dict.fromkeys(each for each in numbers if each not in known)),
        repeated=repeated,
        empty=empty,
        is_named=is_named,
    )


def _is_named(text: str, pack: Pack) -> bool:
    """Return whether the head of a text has the title of its regulation.

    Raises:
        TextError: it has that of another one that ships with the product.
    """
    head = _SPACE.sub("", text.partition("第一条")[0])
    if _has_title(head, pack):
        return True
    for other in map(read_text, shipped_packs()):
        if other.id != pack.id and _has_title(head, other):
            raise TextError(
                f"文件是《{other.title}》，不是《{pack.title}》，没有载入。请核对文件和 --pack。"
            )
    return False


def _has_title(head: str, pack: Pack) -> bool:
    return all(part in head for part in pack.title.split("、"))


def _sections(
    lines: Iterable[str], parts: tuple[str, ...], preface: str
) -> Iterator[tuple[str, str]]:
    """Yield each article with its words, as often as it begins; headings end the one before."""
    part, number, held = "", preface, list[str]()
    for line in lines:
        plain = _MARKS.sub("", line)
        heading = next((each for each in parts if each and _is_title(plain, each)), None)
        begins = _number(plain, part)
        if heading is None and not begins and not _CHAPTER.match(plain):
            held += [plain] if plain else []
            continue
        if number and held:
            yield number, "\n".join(held)
        part = heading if heading is not None else part
        number, held = begins, [plain] if begins else []
    if number and held:
        yield number, "\n".join(held)


def _number(line: str, part: str) -> str:
    """Return the number of the article that begins with a line, nothing for any other line."""
    annex = _ANNEX.match(line)
    if annex:
        return f"附件{_arabic(annex[1])}"
    article = _ARTICLE.match(line)
    return f"{part}第{_chinese(article[1])}条" if article else ""


def _is_title(line: str, part: str) -> bool:
    """Whether a line is the title of a part: short, no sentence, and ends with its name."""
    is_short = len(line) <= _LONGEST_HEADING
    return is_short and not _SENTENCE.search(line) and line.endswith(part)


def _is_empty(clause: str) -> bool:
    """Whether there is nothing after the number itself."""
    return not _ANNEX.sub("", _ARTICLE.sub("", clause, count=1), count=1).strip()


def _refuse_endless(clauses: Mapping[str, str]) -> None:
    for number, clause in clauses.items():
        if len(clause) > MOST_OF_A_CLAUSE:
            raise TextError(
                f"{number}超过 {MOST_OF_A_CLAUSE} 字，后面的条款可能没有另起一行，没有载入。"
            )


def _parts(known: set[str]) -> tuple[str, ...]:
    """Return what stands before 第…条 in the pack's numbers, the longest first."""
    found = {number.split("第")[0] for number in known if number.endswith("条")}
    return tuple(sorted(found, key=len, reverse=True))


def _preface(known: set[str]) -> str:
    """Return the pack's name for what stands before the first article, such as the notice."""
    others = [each for each in known if not each.endswith("条") and not each.startswith("附件")]
    return others[0] if len(others) == 1 else ""


def _chinese(number: str) -> str:
    """Return a number below a thousand as the articles write it.

    >>> _chinese("21"), _chinese("10"), _chinese("105"), _chinese("二十")
    ('二十一', '十', '一百〇五', '二十')
    """
    if not number.isdecimal():
        return number
    hundreds, rest = divmod(int(number), 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += _DIGITS[0]
    return words + (_DIGITS[ones] if ones else "")


def _arabic(number: str) -> str:
    """Return the number of an annex in digits.

    >>> _arabic("三"), _arabic("十二"), _arabic("4")
    ('3', '12', '4')
    """
    if number.isdecimal():
        return number
    tens, ten, ones = number.rpartition("十")
    value = (_DIGITS.find(tens) if tens else 1) * 10 if ten else 0
    return str(value + (_DIGITS.find(ones) if ones else 0))
