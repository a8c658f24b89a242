"""What the form of a training or a check of officers asks, as data."""

from collections.abc import Mapping
from uuid import UUID

from app.routers.form_page import Field, FieldKind, FormPage, Group
from app.routers.forms import Option
from app.routers.qualification_words import TRAINING_KINDS

_KIND = Field("kind", "类别", FieldKind.CHOICE, options=TRAINING_KINDS)
_FIELDS = (
    Field("title", "主题", help="例如：执法记录仪使用和资料上传", longest=80),
    Field("held_on", "日期", FieldKind.DAY),
    Field("hours", "学时", is_required=False, help="可以不填；最多一位小数", longest=6),
    Field("organiser", "组织单位", longest=60),
    Field("note", "内容或检查情况", FieldKind.AREA, is_required=False, longest=2000),
)


def new_form(units: Mapping[UUID, str], values: Mapping[str, str]) -> FormPage:
    """Return the form of a new record, for one of these units."""
    options = sorted((Option(str(key), name) for key, name in units.items()), key=_by_text)
    unit = Field("unit", "登记单位", FieldKind.CHOICE, options=tuple(options))
    return _form(
        "登记培训或监督检查",
        "/training",
        (_KIND, unit, *_FIELDS),
        submit="登记",
        back="/training",
        values=values,
    )


def correction_form(training_id: UUID, values: Mapping[str, str]) -> FormPage:
    """Return the form that mends a record; its unit is settled."""
    address = f"/training/{training_id}"
    return _form(
        "更正培训或监督检查记录",
        f"{address}/correction",
        (_KIND, *_FIELDS),
        submit="保存更正",
        back=address,
        values=values,
    )


def _form(
    title: str,
    action: str,
    fields: tuple[Field, ...],
    *,
    submit: str,
    back: str,
    values: Mapping[str, str],
) -> FormPage:
    return FormPage(
        title=title,
        lead="登记后，在记录的页面上填写参加的人员和结果。改动前后的内容都记入台账。",
        trail=(("首页", "/"), ("培训和监督检查", "/training")),
        groups=(Group("", fields),),
        submit=submit,
        back=back,
        action=action,
        values=values,
    )


def _by_text(option: Option) -> str:
    return option.text
