"""The forms of the acts on a person: correct, move, leave, return."""

from collections.abc import Mapping

from app.clock import day_of
from app.people.admitting import MAX_TEXT
from app.people.authority import extent_of
from app.people.career import postings_of, roles_of
from app.people.finding import PersonDetail
from app.policy.acts import Act
from app.routers import labels
from app.routers.deps import NowDep, SessionDep
from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.people_choices import EMPLOYMENTS, section_choices, unit_choices
from app.routers.visitor import Visitor

POST = Field("post", "职务", is_required=False, longest=MAX_TEXT)
KEPT = "keep_"
"""What the name of a box begins with that keeps a role; the assignment's id follows."""


def facts_of(detail: PersonDetail) -> dict[str, str]:
    """Return the facts as the form holds them."""
    return {
        "full_name": detail.full_name,
        "username": detail.username,
        "section": str(detail.section_id or ""),
        "post": detail.post,
        "employment": detail.employment.value,
        "officer_no": detail.officer_no or "",
    }


def place_of(detail: PersonDetail, now: NowDep) -> dict[str, str]:
    """Return the place of today, from today on."""
    return {
        "unit": str(detail.unit_id),
        "section": str(detail.section_id or ""),
        "post": detail.post,
        "from": str(day_of(now)),
    }


async def facts_form(
    session: SessionDep, _visitor: Visitor, detail: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form that corrects what was entered wrongly."""
    here = (Option(str(detail.unit_id), detail.unit_name),)
    sections = await section_choices(session, here, with_closed=True)
    fields = (
        Field("full_name", "姓名", longest=MAX_TEXT),
        Field("username", "用户名", longest=MAX_TEXT),
        section_field(sections),
        POST,
        Field("employment", "人员性质", FieldKind.CHOICE, options=EMPLOYMENTS),
        Field("officer_no", "执法人员编号", is_required=False, longest=MAX_TEXT),
        await _since_field(session, detail),
    )
    return _form(
        detail,
        values,
        "更正登记",
        "用于改正登记时填错的内容。单位、科室或职务有实际变动的，请办理调动，以保留任职经历。",
        (Group("", fields),),
        path="facts",
        submit="保存更正",
    )


async def _since_field(session: SessionDep, detail: PersonDetail) -> Field:
    """Return the first day of the posting of today: who records has to have served by then."""
    newest = next(iter(await postings_of(session, detail.id)), None)
    known = f"现在登记的是 {newest.from_on}。" if newest else ""
    return Field(
        "since",
        "现在的任职开始日期",
        FieldKind.DAY,
        is_required=False,
        help=f"{known}不填的，不更改。登记晚了的，这一天以前的资料不能核定为其记录。",
    )


async def move_form(
    session: SessionDep, visitor: Visitor, detail: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form for another unit, section or post, with the roles that may be kept."""
    roles = [
        Field(
            f"{KEPT}{line.id}",
            f"{labels.ROLES[line.role]}（{line.from_on} 起）",
            FieldKind.CHECK,
            is_required=False,
        )
        for line in await roles_of(session, detail.id)
        if line.unit_id == detail.unit_id and line.until_on is None
    ]
    groups: tuple[Group, ...] = (await _place_group(session, visitor),)
    if roles:
        groups += (Group(f"调离“{detail.unit_name}”时保留的岗位", tuple(roles)),)
    return _form(
        detail,
        values,
        "办理调动",
        "现在的任职到前一天为止，新的任职从开始日期起；以前的任职经历和姓名保留不变。",
        groups,
        path="move",
        submit="办理调动",
        notes=(
            "离开本单位时，没有勾选保留的岗位一并终止，承办的原单位案件同时退出。",
            "在同一单位内调整科室或职务不影响岗位和承办的案件。",
        ),
    )


async def return_form(
    session: SessionDep, visitor: Visitor, detail: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form for coming back into service."""
    return _form(
        detail,
        values,
        "办理重新任职",
        "恢复任职后，岗位需要重新设置，登录需要重新发放初始密码。以前的经历保留不变。",
        (await _place_group(session, visitor),),
        path="return",
        submit="办理重新任职",
    )


async def departure_form(
    _session: SessionDep, _visitor: Visitor, detail: PersonDetail, values: Mapping[str, str]
) -> FormPage:
    """Return the form for the end of service."""
    fields = (
        Field("until", "最后一天", FieldKind.DAY),
        Field("why", "离任事由", help="例如：调出、退休、辞职、合同期满", longest=MAX_TEXT),
    )
    return _form(
        detail,
        values,
        "办理离任",
        "离任后账号停用，岗位终止，正在使用的登录立即退出。姓名和历史记录保留不变。",
        (Group("", fields),),
        path="departure",
        submit="确认离任",
        notes=(
            "名下还有设备没有交回的，不能办理离任。",
            "承办的案件在离任时退出；由其主办的案件，请及时确定新的主办人。",
        ),
        is_grave=True,
    )


async def _place_group(session: SessionDep, visitor: Visitor) -> Group:
    reach = await extent_of(session, visitor.actor, Act.PERSON_REGISTER)
    units = await unit_choices(session, reach.units)
    sections = await section_choices(session, units)
    return Group(
        "新的任职",
        (
            Field("unit", "单位", FieldKind.CHOICE, options=units),
            section_field(sections),
            POST,
            Field("from", "开始日期", FieldKind.DAY),
        ),
    )


def section_field(sections: tuple[Option, ...]) -> Field:
    """Return the choice of a section; a person may belong to none."""
    return Field(
        "section",
        "科室",
        FieldKind.CHOICE,
        is_required=False,
        options=sections,
        blank="不设科室",
    )


def _form(
    detail: PersonDetail,
    values: Mapping[str, str],
    title: str,
    lead: str,
    groups: tuple[Group, ...],
    *,
    path: str,
    submit: str,
    notes: tuple[str, ...] = (),
    is_grave: bool = False,
) -> FormPage:
    home = f"/people/{detail.id}"
    return FormPage(
        title=f"{title}：{detail.full_name}",
        lead=lead,
        trail=(("首页", "/"), ("人员名册", "/people"), (detail.full_name, home)),
        action=f"{home}/{path}",
        groups=groups,
        submit=submit,
        back=home,
        notes=notes,
        is_grave=is_grave,
        values=values,
    )
