"""The fields of the form of a step: its day, how it ended, under which number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.fields import LONGEST
from app.cases.moving import StepFacts
from app.policy.case_step_forms import StepForm
from app.routers.form_page import Field, FieldKind, Group

_DAY_HELP = "实际办理的日期，不早于上一步，不晚于今天。不填的，按今天登记。"


def step_groups(form: StepForm, today: date) -> tuple[Group, ...]:
    """Return what is asked of a step, nothing where the system itself takes it."""
    fields = step_fields(form, today)
    return (Group("", fields),) if fields else ()


def step_fields(
    form: StepForm, on: date, *, result: str = "", number: str = "", help_: str = _DAY_HELP
) -> tuple[Field, ...]:
    """Return the fields of a step with what stands in them."""
    asked = (("result", form.result, result), ("number", form.number, number))
    fields = [
        Field(name, label, is_required=False, longest=LONGEST, value=value)
        for name, label, value in asked
        if label
    ]
    if form.day:
        day = Field(
            "on", form.day, FieldKind.DAY, is_required=False, value=on.isoformat(), help=help_
        )
        fields.insert(0, day)
    return tuple(fields)


def step_in(values: Mapping[str, Any]) -> StepFacts:
    """Return what was typed of a step; what its form does not ask stays open."""
    return StepFacts(values.get("on"), values.get("result", ""), values.get("number", ""))
