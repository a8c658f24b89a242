"""Which passwords are good enough, and when one has to be changed.

The numbers, weak words and keyboard rows come from a profile (``app/people/profiles.toml``):
``dengbao`` asks for classes of characters and a change from time to time, as assessors of 等保 do;
``nist`` asks for length alone. Every broken rule is named at once, in a sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_YEAR = re.compile(r"(?=((?:19|20)[0-9][0-9]))")
_DISGUISES = str.maketrans("@$0!|34", "asoiiea")
"""Signs that stand for letters in 'P@ssw0rd'; one for one, so that places stay the same."""


@dataclass(frozen=True, slots=True)
class PasswordProfile:
    """The rules of one installation.

    ``longest_run`` is the length from which a walk along ``rows``, or a repetition of one
    character, counts as weak; ``least_rest`` how many characters must stay beside all weak parts.
    """

    min_length: int
    min_classes: int
    remembered: int
    max_age_days: int | None
    longest_run: int
    least_rest: int
    weak_words: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposedPassword:
    """A password somebody wants, and what it must not resemble.

    ``was_used_before`` is found out by the caller, because only digests are stored.
    """

    text: str
    username: str
    full_name: str
    was_used_before: bool = False


def rules_of(profile: PasswordProfile) -> tuple[str, ...]:
    """Return the rules as people read them before they choose."""
    rules = [f"至少 {profile.min_length} 个字符，可以使用空格和汉字。"]
    if profile.min_classes > 1:
        rules.append(
            "大写字母、小写字母、数字、其他符号（包括汉字）这四类中，"
            f"至少包含 {profile.min_classes} 类。"
        )
    rules.append("不包含用户名或姓名。")
    rules.append("不由常见密码、键盘顺序、连续或重复的字符、年份拼成。")
    if profile.remembered:
        rules.append(f"与最近 {profile.remembered} 次用过的密码都不相同。")
    if profile.max_age_days is not None:
        rules.append(f"每 {profile.max_age_days} 天更换一次，到期后登录时会提示更换。")
    return tuple(rules)


def broken_rules(profile: PasswordProfile, proposed: ProposedPassword) -> tuple[str, ...]:
    """Return a sentence for every rule the password breaks; none means that it is good."""
    text = proposed.text
    broken = []
    if len(text) < profile.min_length:
        broken.append(f"新密码只有 {len(text)} 个字符，至少需要 {profile.min_length} 个。")
    classes = _classes_in(text)
    if classes < profile.min_classes:
        broken.append(
            f"新密码只用了 {classes} 类字符，大写字母、小写字母、数字、其他符号中"
            f"至少需要 {profile.min_classes} 类。"
        )
    if _names_somebody(proposed):
        broken.append("新密码中含有您的用户名或姓名，容易被猜到，请去掉。")
    if text and _rest_of(profile, proposed) < profile.least_rest:
        broken.append(
            "新密码几乎全由常见密码、键盘顺序、连续或重复的字符、年份拼成，容易被猜到，请换一个。"
        )
    if proposed.was_used_before:
        broken.append(f"新密码与最近 {profile.remembered} 次用过的密码相同，请换一个没有用过的。")
    return tuple(broken)


def expires_at(profile: PasswordProfile, changed_at: datetime | None) -> datetime | None:
    """Return the moment from which the password must be changed; ``None`` means never."""
    if profile.max_age_days is None or changed_at is None:
        return None
    return changed_at + timedelta(days=profile.max_age_days)


def _classes_in(text: str) -> int:
    found = {
        "upper"
        if letter.isupper()
        else "lower"
        if letter.islower()
        else "digit"
        if letter.isdecimal()
        else "other"
        for letter in text
    }
    return len(found)


def _names_somebody(proposed: ProposedPassword) -> bool:
    text = proposed.text.casefold()
    return any(name in text for name in _names_of(proposed))


def _names_of(proposed: ProposedPassword) -> tuple[str, ...]:
    names = (proposed.username.strip().casefold(), proposed.full_name.strip().casefold())
    # A single letter as a name would forbid that letter.
    return tuple(name for name in names if len(name) > 1)


def _rest_of(profile: PasswordProfile, proposed: ProposedPassword) -> int:
    """Return how many characters no weak part covers."""
    plain = "".join(_lowered(letter) for letter in proposed.text)
    words = (*profile.weak_words, *_names_of(proposed))
    weak: set[int] = set()
    for reading in (plain, plain.translate(_DISGUISES)):
        weak |= _covered_by_words(reading, words)
        weak |= _covered_by_runs(reading, profile.rows, profile.longest_run)
    weak |= {place for found in _YEAR.finditer(plain) for place in range(*_span_of(found))}
    return len(plain) - len(weak)


def _span_of(found: re.Match[str]) -> tuple[int, int]:
    return found.start(), found.start() + len(found[1])


def _lowered(letter: str) -> str:
    """Lower one character to one character: 'İ' has two in lower case and would move places."""
    low = letter.lower()
    return low if len(low) == 1 else letter


def _covered_by_words(text: str, words: Iterable[str]) -> set[int]:
    covered: set[int] = set()
    for word in words:
        start = text.find(word)
        while start >= 0:
            covered.update(range(start, start + len(word)))
            start = text.find(word, start + 1)
    return covered


def _covered_by_runs(text: str, rows: Iterable[str], longest: int) -> set[int]:
    """Cover walks along a row in either direction, and one character again and again."""
    steps = {(row[i], row[i + 1]) for row in rows for i in range(len(row) - 1)}
    covered: set[int] = set()
    for is_step in (
        lambda a, b: (a, b) in steps,
        lambda a, b: (b, a) in steps,
        lambda a, b: a == b,
    ):
        start = 0
        for place in range(1, len(text) + 1):
            if place < len(text) and is_step(text[place - 1], text[place]):
                continue
            if place - start >= longest:
                covered.update(range(start, place))
            start = place
    return covered
