"""How records are classed, filed, kept together and kept secret (分类、归档、保管、保密).

Zhangzi's articles 8, 9 and 16; Ruzhou's consultation rule, articles 3 and 10, and management rule,
article 14; Shanxi's articles 3, 6 and 17.
"""

from collections.abc import Collection

from app.policy.asking import Standing, decide_complete, duty_of, list_of, silence, text_of
from app.policy.decision import Decision, Ruling
from app.policy.law_words import IndexField, Stage
from app.policy.pack import Pack
from app.policy.vocabulary import Role

_CUSTODIAN, _CUSTODIAN_NAME = "custodian.role", "custodian.name"


def index_fields(pack: Pack) -> Ruling[tuple[IndexField, ...]]:
    """Return by what recordings are classed and found."""
    return list_of(pack, "index.fields", IndexField)


def decide_classed(pack: Pack, given: Collection[str]) -> Decision:
    """Return whether a recording is fully classed; if not, which fields are missing."""
    return decide_complete(index_fields(pack), given, "分类存储的项目")


def stages_of_process(pack: Pack) -> Ruling[tuple[Stage, ...]]:
    """Return the stages of enforcement that are recorded."""
    return list_of(pack, "process.stages", Stage)


def custodian(pack: Pack) -> Ruling[Role | None]:
    """Return which role keeps all records together; its name in the text is the reason."""
    role = pack.role(_CUSTODIAN)
    if role is None:
        return silence(pack, _CUSTODIAN, None)
    name = text_of(pack, _CUSTODIAN_NAME).outcome or "资料保管岗位"
    return Ruling(role, f"案卷和音像资料由{name}统一保管。", pack.citation(_CUSTODIAN))


def secrecy(pack: Pack) -> Ruling[Standing]:
    """Return whether the keepers owe secrecy by this text."""
    return duty_of(pack, "secrecy", "涉及国家秘密、商业秘密、个人隐私的记录应当保密。")


def text_filing(pack: Pack) -> Ruling[Standing]:
    """Return whether text records have to be filed promptly after completion."""
    return duty_of(pack, "text.filing", "文字记录完成后，应当及时归档、存储。")


def standard_of_files(pack: Pack) -> Ruling[str | None]:
    """Return the standard by which case files are made and bound."""
    return text_of(pack, "file.standard")


def retraceable(pack: Pack) -> Ruling[Standing]:
    """Return whether the whole process has to leave traces that can be followed back."""
    return duty_of(pack, "traceability", "执法过程应当留痕，并可回溯管理。")
