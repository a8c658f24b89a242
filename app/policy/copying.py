"""Whether a copy may leave the house under a permit, and which of its items go with it (复制发放).

An approval looks at what was known when it was given, so everything is looked at once more when
the bytes are about to leave: Ruzhou's consultation rule, articles 4, 6 to 8 and 10; Changli's 13
and Zhangzi's 14, by which one office supplies and keeps a copy; Shanxi's 18 and 20.
"""

from dataclasses import dataclass
from datetime import datetime

from app.policy.access_words import CopyForm
from app.policy.asking import distinct
from app.policy.case_words import SecurityClass
from app.policy.clocks import SHANGHAI, end_in_words
from app.policy.closing import STATE_SECRETS
from app.policy.consultation import Consultation
from app.policy.decision import Citation, Decision, Ruling, allow, refuse
from app.policy.law_words import ConsultAct, Requester, Scope
from app.policy.pack import Pack

COPYING = frozenset({ConsultAct.COPY, ConsultAct.SUPPLY, ConsultAct.PUBLISH})
"""What lets a copy leave the house."""
_CLASSES = tuple(SecurityClass)
_MAIL_OUT, _BY_MAIN_HANDLER = "access.mail_out", "main_handler"
_RECEIPT = "access.receipt"
_KEEP_COPY, _REGISTER = "access.supply.keep_copy", "access.register"


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """A permit as it stands when a copy is asked of it at the moment ``at``.

    ``is_own``: whoever issues is the one who asked. ``has_left``: one of the staff asked and has
    left since. ``ruling`` is what the rule of requests says
    of it now, the approval it was given included.
    """

    at: datetime
    act: ConsultAct
    from_at: datetime
    until_at: datetime
    ruling: Ruling[Consultation]
    is_ended: bool = False
    uses: int = 0
    uses_allowed: int | None = None
    is_own: bool = False
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class IssuedItem:
    """One item as it stands now. ``is_there``: not struck out; ``is_fit``: it may be opened."""

    security_class: SecurityClass = SecurityClass.NONE
    is_granted: bool = True
    is_there: bool = True
    is_fit: bool = True
    is_document: bool = False
    is_concluding: bool = False
    is_draft: bool = False


def rule_issue(pack: Pack, facts: IssueFacts) -> Decision:
    """Return whether a copy may be issued under a permit now."""
    kept = pack.citation(_KEEP_COPY) if facts.act is ConsultAct.SUPPLY else ()
    cited = distinct((*facts.ruling.citations, *kept, *pack.citation(_REGISTER)))
    problem = next((said for is_so, said in _problems(facts) if is_so), "")
    return refuse(problem, *cited) if problem else allow(facts.ruling.reason, *cited)


def item_problem(item: IssuedItem, ceiling: SecurityClass, limit: Scope | None) -> str:
    """Return why an item does not go into the copy, as a sentence; nothing when it does."""
    beyond = limit is Scope.CONCLUDING and item.is_document and not item.is_concluding
    said = (
        (not item.is_granted, "审批时已经去掉，不在准予的内容之内。"),
        (not item.is_there, "准予以后已经划去，不再列入卷内目录。"),
        # The list leaves the house with the copy, so it does not tell of a secret file.
        (item.security_class in STATE_SECRETS, "按照保密规定另行管理，不提供复制件。"),
        (
            _CLASSES.index(item.security_class) > _CLASSES.index(ceiling),
            "密级在准予以后提高，原来的准予不再适用。",
        ),
        (beyond or limit is Scope.NOTHING, "不在规定允许提供的范围之内。"),
        (item.is_draft, "还是草稿，没有定稿的文书不提供复制件。"),
        (not item.is_fit, "正在检查或者已被隔离，不能复制。"),
    )
    return next((reason for is_so, reason in said if is_so), "")


def form_problem(form: CopyForm, *, is_marked_only: bool) -> str:
    """Return why copies of this form are not given under a permit; nothing when they are."""
    if is_marked_only and form is not CopyForm.MARKED:
        return "审批时限定只给标记件，不给原样复制件。请选择标记件。"
    return ""


def receipt_problem(pack: Pack, *, has_scan: bool) -> str:
    """Return why a copy is not noted as taken; nothing when it is.

    None of the five texts asks for more than the line of the register, so the signed receipt is
    offered; an agency may require its scan (汝州调阅 3 leaves it to build up its register).
    """
    if has_scan or pack.word(_RECEIPT) is None:
        return ""
    return (
        "本单位要求签收单签字后扫描上传，请选择扫描件。没有扫描的，请先打印签收单，由签收人签字。"
    )


def receipt_citations(pack: Pack) -> tuple[Citation, ...]:
    """Return by what the scan of the signed receipt is required; nothing where it is offered."""
    return pack.citation(_RECEIPT)


def mails_out(pack: Pack, requester: Requester) -> bool:
    """Return whether the main handler of a case makes, takes and mails the copies for somebody.

    So the regulation has it of what a body from elsewhere asks for by letter (汝州调阅 8). The
    record keeper may as well, and nobody else.
    """
    from_elsewhere = requester is Requester.OUTSIDE_ENFORCER
    return from_elsewhere and pack.word(_MAIL_OUT) == _BY_MAIN_HANDLER


def mail_citations(pack: Pack) -> tuple[Citation, ...]:
    """Return the article by which copies are mailed."""
    return pack.citation(_MAIL_OUT)


def _problems(facts: IssueFacts) -> tuple[tuple[bool, str], ...]:
    left = facts.uses_allowed is None or facts.uses < facts.uses_allowed
    return (
        (facts.is_own, "这是您本人的申请，复制件应当由其他资料保管人员发放。"),
        (facts.has_left, "申请人已不在职，原来的准予不再适用。"),
        (
            facts.act not in COPYING,
            f"这项准予是{facts.act.label}，不能复制。需要复制的，请另行申请。",
        ),
        (facts.is_ended, "准予已经收回或者办结，不能再发放。需要复制的，请重新申请。"),
        (facts.at < facts.from_at, f"准予从{_moment(facts.from_at)}开始，现在还不能发放。"),
        (
            facts.at >= facts.until_at,
            f"准予的期限到{end_in_words(facts.until_at)}为止，已经届满。需要复制的，请重新申请。",
        ),
        (not left, f"准予的{facts.uses_allowed}次已经用完。需要再次复制的，请重新申请。"),
        (
            not facts.ruling.outcome.is_granted,
            f"按现在的情况不能发放：{facts.ruling.reason}",
        ),
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
