"""Whether a permit opens one thing to whoever sits before it now (promise P7).

Asked at the first byte and again all along. An approval looks at what was known when it was given;
so whatever has changed since closes the thing again: the viewer moved off the case, the thing
became more secret, the permit was taken back. Ruzhou's consultation rule: article 4 keeps viewing
in the archive room, article 7 limits a party and a lawyer to concluding documents and recordings,
article 10 keeps secrets above every approval.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.policy.case_words import SecurityClass
from app.policy.clocks import SHANGHAI, end_in_words
from app.policy.closing import STATE_SECRETS
from app.policy.law_words import ConsultAct, Requester, Scope

_CLASSES = tuple(SecurityClass)
_TAKE_OUT, _SECRECY = "access.take_out", "secrecy"


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """A permit, the sitting under it and one thing, as they stand at the moment ``at``.

    ``credential_id`` and ``terminal_id`` are what the sitting is bound to. ``is_in_place``: the
    reading terminal is in service and the request comes from it, at an allowed address, or none is
    needed. ``is_at_address``: the request comes from the address from which the sitting began.
    ``is_in_page``: it is asked for to be shown in the page of the sitting, not by itself.
    ``is_still_who``: a handler still handles the case, other staff still belong to the
    unit. ``security_class`` is the highest of the cases in which the thing lies now.
    """

    at: datetime
    from_at: datetime
    until_at: datetime
    asked_as: Requester
    ceiling: SecurityClass
    security_class: SecurityClass = SecurityClass.NONE
    limit: Scope | None = None
    credential_id: UUID | None = None
    terminal_id: UUID | None = None
    is_permit_ended: bool = False
    is_sitting_ended: bool = False
    is_item_granted: bool = True
    is_item_there: bool = True
    is_document: bool = False
    is_concluding: bool = False
    is_draft: bool = False
    is_in_place: bool = True
    is_at_address: bool = True
    is_in_page: bool = True
    is_still_who: bool = True


def permit_problem(facts: PermitFacts) -> str:
    """Return why the permit does not open the thing, as a sentence; nothing when it does."""
    return _problem(facts).said


def permit_keys(facts: PermitFacts) -> tuple[str, ...]:
    """Return the keys of the pack on which a refusal rests, that of the asker's own row first.

    Out of the room, or out of its page, it is the sentence that keeps everything in the room; for
    what became secret it is the one on secrets, which stands above every row (汝州调阅 10).
    """
    row = f"access.view.{facts.asked_as}"
    if _problem(facts).is_secrecy:
        return (_SECRECY, row)
    return (row, _TAKE_OUT) if facts.is_in_place and facts.is_in_page else (_TAKE_OUT, row)


class _Problem(NamedTuple):
    """Why a permit may not open something, and whether it rests on the sentence on secrets."""

    is_so: bool
    said: str
    is_secrecy: bool = False


def _problem(facts: PermitFacts) -> _Problem:
    """Return the first problem there is; one that says nothing when there is none."""
    found = (_Problem(*each) for each in _problems(facts))
    return next((each for each in found if each.is_so), _Problem(is_so=False, said=""))


def _problems(facts: PermitFacts) -> tuple[tuple[bool, str] | tuple[bool, str, bool], ...]:
    secret = _CLASSES.index(facts.security_class) > _CLASSES.index(facts.ceiling)
    return (
        (facts.is_permit_ended, "准予查阅已经收回或者办结，不能继续查阅。需要查阅的，请重新申请。"),
        (
            facts.at < facts.from_at,
            f"准予查阅从{_moment(facts.from_at)}开始，现在还不能查阅。",
        ),
        (
            facts.at >= facts.until_at,
            f"准予查阅的期限到{end_in_words(facts.until_at)}为止，已经届满。需要继续查阅的，请重新申请。",
        ),
        # Before what a new sitting would mend: whoever was moved off the case may begin none.
        (not facts.is_still_who, _MOVED[facts.asked_as is Requester.HANDLER]),
        (
            facts.is_sitting_ended,
            "这次查阅已经结束。期限未满、次数没有用完的，可以在申请页面重新开始查阅。",
        ),
        (
            not facts.is_item_granted or not facts.is_item_there,
            "这一项不在准予查阅的内容之内。",
        ),
        (facts.is_draft, "这份文书还是草稿，定稿以后才能查阅。请向承办人了解。"),
        (
            facts.security_class in STATE_SECRETS,
            "这一项按照保密规定另行管理，不在本系统中查阅。确因工作需要的，请与资料保管人员联系。",
            True,
        ),
        (secret, "这一项的密级在准予之后提高，原来的准予不再适用。确有需要的，请重新报批。", True),
        (
            _beyond(facts),
            "准予的范围限于结论性文件和音像资料，这份文书不是结论性文件，不能查阅。",
        ),
        (
            not facts.is_in_place,
            "案卷和音视频资料不得带离档案室，请到阅览室的阅览终端上查阅。",
        ),
        (not facts.is_at_address, _ELSEWHERE),
        (
            not facts.is_in_page,
            "查阅的内容只在查阅页面里显示，不能单独打开、保存或者打印。请回到查阅页面。",
        ),
    )


_ELSEWHERE = (
    "这次查阅是从另一个网络地址开始的，在这里不能继续。请回到原来的地方继续查阅；"
    "要从这里查阅的，请在申请页面先结束这次查阅，再重新开始。"
)
_MOVED = {
    True: "您已不是本案的承办人，不能再以承办人身份查阅。确有需要的，请重新申请。",
    False: "您已不在本单位任职，原来的准予不再适用。",
}


def _beyond(facts: PermitFacts) -> bool:
    """Return whether a document lies outside the scope; recordings belong to every scope."""
    if facts.limit is Scope.NOTHING:
        return True
    return facts.limit is Scope.CONCLUDING and facts.is_document and not facts.is_concluding


def beginning_problem(act: ConsultAct, uses: int, uses_allowed: int | None) -> str:
    """Return why no further sitting can begin under a permit; nothing when one can.

    ``uses`` counts the sittings so far; ``None`` allows any number of them.
    """
    if act is not ConsultAct.VIEW:
        return f"这项准予是{act.label}，不是查阅。需要查阅的，请另行申请。"
    if uses_allowed is not None and uses >= uses_allowed:
        return f"准予查阅的{uses_allowed}次已经用完。需要继续查阅的，请重新申请。"
    return ""


def has_run_out(facts: PermitFacts) -> bool:
    """Return whether nothing more will ever be seen in this sitting.

    Of ``is_still_who`` the caller says how it stands with the whole request, not with one item.
    """
    return facts.is_permit_ended or facts.at >= facts.until_at or not facts.is_still_who


def scope_of(documents: tuple[bool, ...]) -> Scope:
    """Return the narrowest scope that covers these items.

    ``documents`` holds for each document that is asked for whether it is a concluding one.

    >>> scope_of((True, True))
    <Scope.CONCLUDING: 'concluding'>
    """
    return Scope.CONCLUDING if all(documents) else Scope.WHOLE


def _moment(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M}"
