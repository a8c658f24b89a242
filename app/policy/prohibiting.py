"""Which acts are forbidden, what the regulations foresee, and when obstruction is referred.

The system records what was found and which consequences the regulations foresee; what follows
from it, a person decides. Sources: Zhangzi's article 23, Ruzhou's consultation rule, articles 9
and 12, and management rule, article 18, Shanxi's articles 20, 22 and 23.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.asking import distinct, list_of, named, silence
from app.policy.decision import Citation, Ruling
from app.policy.law_words import Consequence, Prohibition, Word
from app.policy.pack import Pack

_ACTS, _CONSEQUENCES = "prohibited.acts", "consequences"
_REFERRAL = "obstruction.referral"
_ALSO: Mapping[Prohibition, str] = MappingProxyType(
    {
        # These have a provision of their own besides, or instead of, a line in the list.
        Prohibition.DESTROY_EARLY: "retention.early_destruction",
        Prohibition.LEND: "device.outsiders",
        Prohibition.UNRELATED: "device.unrelated",
    }
)


class Ban(Word):
    """Whether a pack forbids an act (禁止与否)."""

    FORBIDDEN = "forbidden", "明文禁止"
    CATCH_ALL = "catch_all", "可能属于其他违反规定的行为"
    NOT_NAMED = "not_named", "条款没有列举"


class Referral(Word):
    """What becomes of obstruction (妨碍记录的处理)."""

    PUBLIC_SECURITY = "public_security", "移交公安机关"
    NOT_REGULATED = "not_regulated", "未规定"


def ban_on(pack: Pack, act: str) -> Ruling[Ban]:
    """Return whether the pack forbids ``act``, a value of ``Prohibition``.

    An act that is not named is not thereby allowed; the reason says so.
    """
    if act not in set(Prohibition):
        return Ruling(Ban.NOT_NAMED, f"“{act}”不是已知的行为，请从列出的行为中选择。")
    known = Prohibition(act)
    cited = _forbidden_by(pack, known)
    if cited:
        return Ruling(Ban.FORBIDDEN, f"条款禁止：{known.label}。{_A_PERSON_DECIDES}", cited)
    if Prohibition.OTHER in pack.items(_ACTS):
        return Ruling(
            Ban.CATCH_ALL,
            f"条款没有列举“{known.label}”，但可能属于“{Prohibition.OTHER.label}”。"
            f"{_A_PERSON_DECIDES}",
            pack.citation_of_item(_ACTS, Prohibition.OTHER),
        )
    return Ruling(
        Ban.NOT_NAMED,
        f"本单位适用的条款没有列举“{known.label}”；没有列举不等于允许。{_A_PERSON_DECIDES}",
    )


def prohibited_acts(pack: Pack) -> Ruling[tuple[Prohibition, ...]]:
    """Return every act that the pack forbids, those with a provision of their own included."""
    acts = tuple(act for act in Prohibition if _forbidden_by(pack, act))
    if not acts:
        return silence(pack, _ACTS, ())
    cited = distinct(cited for act in acts for cited in _forbidden_by(pack, act))
    return Ruling(acts, f"条款禁止的行为：{named(acts)}。", cited)


def foreseen_consequences(pack: Pack) -> Ruling[tuple[Consequence, ...]]:
    """Return what the regulations foresee, from the mildest on. The system applies none."""
    listed = list_of(pack, _CONSEQUENCES, Consequence)
    if not listed.outcome:
        return listed
    graded = tuple(each for each in Consequence if each in listed.outcome)
    cited = distinct(c for each in graded for c in pack.citation_of_item(_CONSEQUENCES, each))
    return Ruling(
        graded, f"条款规定的处理方式，由轻到重：{named(graded)}。{_A_PERSON_DECIDES}", cited
    )


def referral_of_obstruction(pack: Pack, *, is_by_force: bool) -> Ruling[Referral]:
    """Return whether obstruction of recording is handed over to public security.

    ``is_by_force``: by violence, threats or the like. Source: Shanxi's article 23.
    """
    if not pack.word(_REFERRAL):
        return silence(pack, _REFERRAL, Referral.NOT_REGULATED)
    cited = pack.citation(_REFERRAL)
    if not is_by_force:
        return Ruling(
            Referral.NOT_REGULATED,
            "条款只规定以暴力、胁迫等方法妨碍、阻挠记录的移交公安机关；其他情形请如实记录。",
            cited,
        )
    return Ruling(
        Referral.PUBLIC_SECURITY,
        "以暴力、胁迫等方法妨碍、阻挠记录的，移交公安机关处理；移交由本单位办理并登记。",
        cited,
    )


_A_PERSON_DECIDES = "系统只作登记，是否成立以及如何处理由有权的人员决定。"


def _forbidden_by(pack: Pack, act: Prohibition) -> tuple[Citation, ...]:
    listed = pack.citation_of_item(_ACTS, act) if act in pack.items(_ACTS) else ()
    own = pack.citation(_ALSO[act]) if act in _ALSO else ()
    return distinct((*listed, *own))
