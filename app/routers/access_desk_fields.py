"""What is asked of a visitor at the desk: who they are, what they look for, why and how long."""

from uuid import UUID

from app.access.asking import LONGEST_NAME, USUAL_DAYS
from app.access.previewing import Target, acts_at_desk
from app.access.saying import LONGEST
from app.cases.contents import parties_of
from app.policy.case_words import IN_OWN_RIGHT
from app.policy.consulting import FOR_A_PARTY
from app.policy.law_words import ConsultAct, Requester
from app.routers import access_words
from app.routers.access_asking import About
from app.routers.form_page import Field, FieldKind, Group
from app.routers.forms import Option
from app.routers.visit import Visit

YES, NO = "yes", "no"
_EXAMPLES = {
    Requester.LAWYER: "律师执业证 041234",
    Requester.OUTSIDE_ENFORCER: "行政执法证 041234",
    Requester.PUBLIC_ORGAN: "人民警察证 041234",
}
_IDENTITY_CARD = "居民身份证 410482199001010011"


async def fields_of(
    visit: Visit, units: tuple[Option, ...], requester: Requester, about: About
) -> tuple[Field, ...]:
    """Return every field of the form."""
    groups = await groups_of(visit, units, requester, about)
    return tuple(asked for group in groups for asked in group.fields)


async def groups_of(
    visit: Visit, units: tuple[Option, ...], requester: Requester, about: About
) -> tuple[Group, ...]:
    """Return the fields under their headings."""
    unit_id, usual = unit_of(units, about), access_words.ACTS_OF[requester]
    acts = await acts_at_desk(visit.session, unit_id, requester, usual)
    return (
        Group("来访人", _who(requester), is_line=True),
        Group("调阅什么", await _what(visit, units, requester, about)),
        Group("为什么、多久", _why(acts), is_line=False),
    )


def unit_of(units: tuple[Option, ...], about: About) -> UUID:
    """Return by whose law the visitor is told; before anything is named, the keeper's first."""
    return about.target.unit_id if about.target else about.unit_id or UUID(units[0].value)


def _who(requester: Requester) -> tuple[Field, ...]:
    is_party = requester is Requester.COUNTERPART
    return (
        Field("name", "姓名", longest=LONGEST_NAME),
        Field("from_unit", "单位", is_required=not is_party, longest=LONGEST_NAME),
        Field(
            "document",
            "证件名称和号码",
            is_required=False,
            longest=LONGEST_NAME,
            help=f"例如：{_EXAMPLES.get(requester, _IDENTITY_CARD)}",
        ),
        Field("contact", "联系电话", is_required=False, longest=LONGEST_NAME),
    )


async def _what(
    visit: Visit, units: tuple[Option, ...], requester: Requester, about: About
) -> tuple[Field, ...]:
    fields: list[Field] = []
    if not about.has_things:
        own = str(visit.visitor.person.unit_id)
        fields.append(
            Field(
                "unit",
                "哪个单位的资料",
                FieldKind.CHOICE,
                options=units,
                value=own if own in {unit.value for unit in units} else "",
            )
        )
    if requester in FOR_A_PARTY:
        fields += await _party(visit, requester, about.target)
    fields.append(
        Field(
            "material",
            "需要什么资料",
            FieldKind.AREA,
            is_required=not about.has_things,
            longest=LONGEST,
            help="按来访人或者来函的要求写明。",
        )
    )
    return tuple(fields)


async def _party(visit: Visit, requester: Requester, target: Target | None) -> list[Field]:
    """Return whose records they are, and the keeper's finding that they are the party's own."""
    options: tuple[Option, ...] = ()
    if target is not None and target.case_id is not None:
        lines = await parties_of(visit.session, target.case_id)
        options = tuple(
            Option(str(line.id), line.name)
            for line in lines
            if line.struck_at is None and line.role in IN_OWN_RIGHT
        )
    return [
        Field(
            "party",
            access_words.which_party(requester),
            FieldKind.CHOICE,
            is_required=bool(options),
            options=options,
            value=options[0].value if len(options) == 1 else "",
            help="" if options else "填写案号并点“查出案件”以后，从当事人中选择。",
        ),
        Field(
            "about",
            "所查是否该当事人自己的记录",
            FieldKind.CHOICE,
            options=(Option(YES, "是，经核对是其本单位（本人）的记录"), Option(NO, "不是")),
            help="请核对以后选择。不是自己的记录，规定不允许查阅，登记后当场不予办理。",
        ),
    ]


def _why(acts: tuple[ConsultAct, ...]) -> tuple[Field, ...]:
    return (
        Field(
            "act",
            "调阅方式",
            FieldKind.CHOICE,
            options=access_words.act_options(acts),
            value=acts[0].value,
        ),
        Field(
            "days",
            "需要几天",
            FieldKind.CHOICE,
            options=access_words.DAY_OPTIONS,
            value=str(USUAL_DAYS),
        ),
        Field("purpose", "事由", FieldKind.AREA, longest=LONGEST),
    )
