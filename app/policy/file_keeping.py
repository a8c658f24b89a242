"""How long a case file is kept, and who may say so where no text does (案卷保管期限).

Zhangzi's article 11 and Changli's 10 leave the number of years to other rules, and so does Shanxi's
17. Where the agency has set it, that counts for every file and nobody types it. Where it has not,
whoever keeps the files writes it on each file when it is filed, with the rule that it rests on.
"""

from datetime import date

from app.policy.case_words import CaseState
from app.policy.decision import Decision, Ruling, allow, refuse
from app.policy.keeping import CaseFile, KeepingFacts, Kept
from app.policy.law_words import Material
from app.policy.pack import Pack
from app.policy.retaining import period_of_file, rule_keeping
from app.policy.values import Period

_PERIOD = "retention.case_file"
FILED = frozenset({CaseState.CLOSED, CaseState.FILE_BOUND, CaseState.ARCHIVED})
"""States in which a file is made ready and kept here: after closing, before it is handed over."""


def rule_file(pack: Pack, archived_on: date | None, own: Period | None) -> Ruling[Kept]:
    """Return how long one file is kept; ``own`` is what was set for it by itself.

    Source: see ``rule_keeping``.
    """
    return rule_keeping(
        pack,
        KeepingFacts(frozenset({Material.CASE_FILE}), case_file=CaseFile(archived_on, own)),
    )


def decide_setting(pack: Pack, state: CaseState) -> Decision:
    """Return whether the period of a file may be set for it by itself."""
    if period_of_file(pack, None) is not None:
        return refuse(
            "本机关已经规定案卷保存期限，按规定执行，不逐卷填写。规定有变化的，"
            "请系统管理员在“机关设置”中更改。",
            *pack.citation(_PERIOD),
        )
    opening = pack.openings.get(_PERIOD)
    cited = (opening,) if opening else ()
    if state in FILED:
        return allow("适用的规定没有写明年限，由资料保管人员按有关规定逐卷确定。", *cited)
    if state is CaseState.TRANSFERRED:
        return refuse("案卷已经移交，保管期限由接收单位管理，不能在这里更改。", *cited)
    return refuse(
        f"案件现在是“{state.label}”。保管期限在结案以后、立卷归档时确定，请先结案。", *cited
    )
