"""When the keeper may answer in words that something described was not found (查找答复).

No text speaks of it. Shanxi and Zhangying, article 18(1), have a counterpart's request handled, so
it is not left lying; Ruzhou's consultation rule, articles 6 and 7, has papers and verification come
first, and whoever has not shown them is not told what there is or is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.policy.access_words import AccessState, LookupResult
from app.policy.asking import named
from app.policy.consultation import Missing
from app.policy.decision import Decision, allow, refuse

_STATES = {
    LookupResult.NOT_FOUND: frozenset({AccessState.OPEN}),
    LookupResult.PARTLY_FOUND: frozenset(
        {AccessState.OPEN, AccessState.WAITING, AccessState.QUESTIONED, AccessState.GRANTED}
    ),
}


@dataclass(frozen=True, slots=True)
class LookupFacts:
    """A request in which something was looked for; ``items`` are the things that were found."""

    state: AccessState
    is_described: bool
    items: int
    missing: Missing


def decide_lookup(result: LookupResult, facts: LookupFacts) -> Decision:
    """Return whether this may be answered to a request now; if not, what comes first."""
    for barrier in _barriers(result, facts):
        return refuse(barrier)
    return allow(f"可以答复“{result.label}”。")


def results_open(facts: LookupFacts) -> tuple[LookupResult, ...]:
    """Return what may be answered to a request now."""
    return tuple(each for each in LookupResult if decide_lookup(each, facts).allowed)


def _barriers(result: LookupResult, facts: LookupFacts) -> Iterator[str]:
    """Yield what stands against an answer, the first thing to do first."""
    if not facts.is_described:
        yield "这份申请直接列明了资料，没有要查找的内容，不需要答复查找的结果。"
    if facts.state not in _STATES[result]:
        yield f"这份申请{facts.state.label}，不能答复“{result.label}”。请刷新页面查看。"
    if facts.missing.papers:
        yield f"还不能答复：应提供{named(facts.missing.papers)}。请先登记所出示的材料。"
    if facts.missing.verification:
        yield "还不能答复：来访人和材料尚未核实。请先核实。"
    if result is LookupResult.NOT_FOUND and facts.items:
        yield (
            "申请中已有查到的资料，不能答复“查无此件”。只缺一部分的，请选择“部分查到”；"
            "查到的不是所要的，请先把它去掉。"
        )
    if result is LookupResult.PARTLY_FOUND and not facts.items:
        yield (
            "申请中还没有查到的资料，不能答复“部分查到”。请先添加查到的资料；"
            "一件也没有查到的，请选择“查无此件”。"
        )
