"""What each of the five agencies enters to finish its set-up, as a browser sends it."""

from app.packs.load import read_pack
from app.policy.pack_combining import needed_settings

Form = dict[str, str | list[str]]
FIVE = ("changli", "ruzhou", "shanxi", "zhangying", "zhangzi")
ARTICLES = "第四条"
VALUES: dict[str, Form] = {
    "access.answer": {"": "15", "--unit": "working_day"},
    "access.publish": {"": "head_of_organ"},
    "access.view.counterpart": {"": "head_of_organ"},
    "access.view.handler": {"": "bureau_leader"},
    "access.view.other_staff": {"": "head_of_organ"},
    "checklist.rows": {"": "查封场所 | 现场情况 | 调查取证 | 录像"},
    "custodian.role": {"": "record_keeper"},
    "device.keeper.role": {"": "device_keeper"},
    "handover.day": {"": "25"},
    "retention.case_evidence": {"": "as_case_file"},
    "retention.case_file": {"": "fixed", "--months": "360"},
    "retention.other_av": {"": "fixed", "--months": "12"},
    "retention.patrol": {"": "fixed", "--months": "12"},
}


def filled(pack_id: str) -> Form:
    """Return the whole form of an agency under this regulation, with everything needed."""
    needed = needed_settings(read_pack(pack_id))
    form: Form = {
        "pack": pack_id,
        "follows": "",
        "document_name": "执法记录补充规定",
        "document_no": "某水〔2026〕18号",
        "keys": list(needed),
    }
    for key in needed:
        form |= setting(key, VALUES[key])
    return form


def setting(key: str, value: Form) -> Form:
    """Return the controls of one setting."""
    return {
        **{f"{key}{suffix}": text for suffix, text in value.items()},
        f"{key}--article": ARTICLES,
    }


def without(form: Form, key: str) -> Form:
    """Return the form as it is sent when this setting is left empty."""
    return {name: text for name, text in form.items() if not name.startswith(key)}
