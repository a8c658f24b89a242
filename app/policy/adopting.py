"""Who decides by which regulation an agency lives, and which of its settings contradict each other.

The system administrator keeps parameters; what a setting rests on is a document of the agency.
Whether a setting is lawful says ``pack_overlay``; here stands what makes no sense together.
"""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from app.policy.acts import Act
from app.policy.grounds import Ground, Reach, Rule
from app.policy.law_words import Approver, Requester
from app.policy.pack import Pack
from app.policy.pack_keys import KEYS
from app.policy.values import Keeping
from app.policy.viewing import CUSTODIAN
from app.policy.vocabulary import LEADERS, Role

_SYSTEM = Ground(
    Reach.BELOW,
    "您是系统管理员，负责机关的参数设置。",
    roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
)
_READERS = Ground(
    Reach.BELOW,
    "您可以查看本机关适用的规定和设定。",
    roles=LEADERS | {Role.RECORD_KEEPER},
)

RULES: Mapping[Act, Rule] = MappingProxyType(
    {
        Act.AGENCY_ADOPT: Rule(
            (_SYSTEM,), "适用规定和机关设定由系统管理员办理，您不能办理。请联系系统管理员。"
        ),
        Act.AGENCY_READ: Rule(
            (_SYSTEM, _READERS, CUSTODIAN),
            "机关设置只向系统管理员、单位领导和资料保管人员开放。",
        ),
    }
)

_FILE = "retention.case_file"
_NORMAL, _EXCEPTION = "store.deadline.normal", "store.deadline.exception"
_GROUNDS, _PERIOD, _DAY = "store.exception.grounds", "handover.period", "handover.day"


def contradictions(pack: Pack, own: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return the settings that contradict what is otherwise in force, each with the reason.

    ``pack`` is the regulation with the settings upon it, ``own`` are the keys that were set; what
    the regulations themselves say is not judged.
    """
    found = [*_periods(pack), *_deadlines(pack), *_halves(pack), *_copies(pack)]
    return tuple((key, why) for key, others, why in found if {key, *others} & set(own))


def _periods(pack: Pack) -> Iterator[tuple[str, tuple[str, ...], str]]:
    period = pack.period(_FILE)
    if period and period.keeping is Keeping.AS_CASE_FILE:
        yield _FILE, (), "案卷的保存期限不能写作“与案卷相同”，请写明月数或者长期。"


def _deadlines(pack: Pack) -> Iterator[tuple[str, tuple[str, ...], str]]:
    normal, exception = pack.term(_NORMAL), pack.term(_EXCEPTION)
    if normal and exception and normal.clock is exception.clock and exception.count < normal.count:
        yield (
            _EXCEPTION,
            (_NORMAL,),
            f"{KEYS[_EXCEPTION].label}比{KEYS[_NORMAL].label}还短，两项设定互相矛盾。",
        )


def _halves(pack: Pack) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Yield what starts a time that nobody has given a length, so that it would never end."""
    if pack.items(_GROUNDS) and pack.term(_EXCEPTION) is None:
        yield _GROUNDS, (), _half(_GROUNDS, _EXCEPTION)
    if pack.word(_PERIOD) and pack.number(_DAY) is None and _DAY not in pack.openings:
        yield _PERIOD, (), _half(_PERIOD, _DAY)


def _half(key: str, other: str) -> str:
    label, missing = KEYS[key].label, KEYS[other].label
    return f"设定了{label}，没有设定{missing}，期限无法计算。请增加“{missing}”这一项。"


def _copies(pack: Pack) -> Iterator[tuple[str, tuple[str, ...], str]]:
    ranks = {approver.value: rank for rank, approver in enumerate(Approver)}
    for who in Requester:
        view, copy = f"access.view.{who}", f"access.copy.{who}"
        seen, copied = pack.word(view), pack.word(copy)
        if seen and copied and ranks[copied] < ranks[seen]:
            yield (
                copy,
                (view,),
                f"{KEYS[copy].label}比{KEYS[view].label}还宽：不得查阅的，也不能复制。",
            )
