"""How a recording is made (音像记录的要求): before, at the beginning, during and at the end.

Shanxi's articles 12 to 14 and 16; Ruzhou's management rule, articles 7 to 11; Zhangzi's articles
17 to 19. Each question is one provision of the pack; a pack that is silent asks for nothing.
"""

from app.policy.asking import Standing, distinct, duty_of, list_of, named, silence, word_of
from app.policy.decision import Ruling
from app.policy.law_words import Addressee, ContentPoint, Situation, Span, SpokenPoint
from app.policy.pack import Pack
from app.policy.recording_duties import and_wider
from app.policy.vocabulary import PrecheckItem

_PRECHECK = "device.precheck.items"
_NOTICE_TO = "notice.to"
_NOTICE_SITUATIONS = "notice.situations"


def precheck_items(pack: Pack) -> Ruling[tuple[PrecheckItem, ...]]:
    """Return what is looked at before a device is used, in the regulation's own order."""
    items = tuple(PrecheckItem(item) for item in pack.items(_PRECHECK))
    if not items:
        return silence(pack, _PRECHECK, ())
    return Ruling(items, f"使用设备前应当逐项检查，共 {len(items)} 项。", pack.citation(_PRECHECK))


def spoken_points(pack: Pack) -> Ruling[tuple[SpokenPoint, ...]]:
    """Return what is said aloud when the recording begins."""
    return list_of(pack, "voice.fields", SpokenPoint)


def notice_due(pack: Pack, situation: Situation) -> Ruling[tuple[Addressee, ...]]:
    """Return who is told that recording is on; nobody where the pack does not ask for it.

    A pack that names no situation asks for it whenever something is recorded.
    """
    told = list_of(pack, _NOTICE_TO, Addressee)
    listed = pack.items(_NOTICE_SITUATIONS)
    found = next((each for each in and_wider(situation) if each in listed), None)
    if not told.outcome or (listed and found is None):
        return Ruling((), f"本单位适用的条款没有规定“{situation.label}”时的告知。")
    where = pack.citation_of_item(_NOTICE_SITUATIONS, found) if found else ()
    return Ruling(
        told.outcome,
        f"“{situation.label}”时应当告知{named(told.outcome)}正在音像记录。",
        distinct((*where, *told.citations)),
    )


def bystander_notice(pack: Pack) -> Ruling[Standing]:
    """Return whether officers have to speak to others who film (对他人拍摄的告知)."""
    return duty_of(
        pack,
        "bystander.notice",
        "相对人或者现场其他人员拍照、录音、录像的，应当明确告知：应符合规定，不得妨碍执法，"
        "如实记录，不得随意编辑；涉及国家秘密、商业秘密、个人隐私的除外。",
    )


def span_of(pack: Pack) -> Ruling[Span | None]:
    """Return from when to when a recording runs."""
    return word_of(pack, "record.span", Span)


def uninterrupted(pack: Pack) -> Ruling[Standing]:
    """Return whether a recording has to run without a break."""
    return duty_of(pack, "record.uninterrupted", "语音说明和告知之后，应当不间断记录。")


def unbroken(pack: Pack) -> Ruling[Standing]:
    """Return whether a recording is expected from the first file of a sitting to the last.

    Where nothing is said of breaks, the span says it: a whole course has none.
    """
    found = uninterrupted(pack)
    if found.outcome is Standing.REQUIRED:
        return found
    span = span_of(pack)
    if span.outcome is None:
        return Ruling(Standing.NOT_REGULATED, span.reason, span.citations)
    cited = distinct((*span.citations, *pack.citation("record.fallback")))
    return Ruling(Standing.REQUIRED, span.reason, cited)


def content_points(pack: Pack) -> Ruling[tuple[ContentPoint, ...]]:
    """Return what a recording has to show."""
    return list_of(pack, "content.points", ContentPoint)


def photos_at_key_points(pack: Pack) -> Ruling[Standing]:
    """Return whether photographs are taken of evidence and at key points besides the recording."""
    return duty_of(
        pack, "photo.key_points", "过程记录之外，还应当对相关证据和关键执法节点拍摄照片。"
    )
