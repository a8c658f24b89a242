"""Write the values of the five regulations as a table that a jurist can read and compare."""

from app.packs.load import read_pack, read_text
from app.policy.pack import Pack, Provision
from app.policy.pack_combining import needed_settings
from app.policy.pack_keys import KEYS
from app.policy.values import Choice, Clock, Keeping, Period, Row, Rows, Several, Term, Value

COLUMNS = {
    "长子本文": read_text("zhangzi"),
    "长子": read_pack("zhangzi"),
    "昌黎": read_pack("changli"),
    "汝州": read_pack("ruzhou"),
    "山西": read_pack("shanxi"),
    "张营本文": read_text("zhangying"),
    "张营": read_pack("zhangying"),
}
SHANXI = "《山西省行政执法全过程记录办法》"

PLAIN = {
    "agency": "本机关",
    "agency_budget": "本级财政预算",
    "all": "全部",
    "allowed": "允许",
    "appraisal": "鉴别后清除无保存意义的",
    "audio_recorder": "录音机",
    "battery": "电量",
    "body_camera": "执法记录仪",
    "camcorder": "摄像机",
    "clock": "日期和时间",
    "custodian": "保管单位",
    "device_keeper": "设备管理员",
    "dock_station": "采集存储设备",
    "figures": "统计情况",
    "fixed_video": "视频监控",
    "forbidden": "禁止",
    "free": "不收费",
    "handheld_terminal": "手持执法终端",
    "handover_time": "交接时间",
    "higher_law": "从上位规定",
    "included": "适用",
    "kept": "应当",
    "key_segments_and_text": "录下重要环节并做文书记录",
    "law_enforcement": "须有执法资格",
    "main_handler": "案件主办人",
    "monthly": "每月",
    "not_reimbursed": "不予报销",
    "promptly": "及时",
    "provincial": "省统一考试取得的执法证件",
    "public_security": "移交公安机关",
    "record_keeper": "资料保管人员",
    "recorded_content": "记录内容",
    "regular": "应当",
    "required": "应当",
    "still_camera": "照相机",
    "stop_and_report": "停用并报告",
    "storage": "存储空间",
    "user": "使用人员",
    "water_supervision": "水利部水政监察证件",
    "works": "设备性能",
}


def cell(pack: Pack, key: str) -> str:
    """Return what a regulation says on a key: the value, then the articles."""
    if key in pack.provisions:
        return _told(key, pack.provisions[key])
    if key in pack.openings:
        return f"未写明，由机关设定 | {_short(pack.openings[key].article)}"
    return "由机关设定" if key in needed_settings(pack) else ""


def _told(key: str, provision: Provision) -> str:
    cited = [_short(each.article) for each in provision.citations]
    return " | ".join([_words(key, provision.value), *cited])


def _short(article: str) -> str:
    return article.replace(SHANXI, "山西")


def _words(key: str, value: Value) -> str:
    match value:
        case Term():
            return _time(value)
        case Period():
            return _keeping(value)
        case tuple():
            return "；".join(_item(key, each) for each in value)
        case _:
            return _label(key, str(value))


def _time(term: Term) -> str:
    if term.clock is Clock.HOUR:
        return f"{term.count}小时"
    return f"{term.count}个工作日" if term.count else "当日"


def _keeping(period: Period) -> str:
    return {
        Keeping.FIXED: f"{period.months}个月",
        Keeping.AT_LEAST: f"不少于{period.months}个月",
        Keeping.AS_CASE_FILE: "与案卷相同",
        Keeping.LONG_TERM: "长期",
    }[period.keeping]


def _item(key: str, item: str | Row) -> str:
    if isinstance(item, str):
        return _label(key, item)
    return "/".join(_label(key, each) for each in item)


def _label(key: str, word: str) -> str:
    kind = KEYS[key].kind
    known: tuple[str, ...] = ()
    if isinstance(kind, Choice | Several):
        known = kind.words
    elif isinstance(kind, Rows):
        known = kind.last_words
    found = next((each for each in known if each == word), word)
    return getattr(found, "label", "") or PLAIN.get(word, word)
