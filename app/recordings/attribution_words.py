"""The words for what can be wrong with device and officer: what it means and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.policy.attributing import AttributionFinding
from app.policy.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class AttributionWords:
    """How loudly a finding speaks, a short label for lists, and a sentence."""

    severity: Severity
    label: str
    sentence: str


ATTRIBUTION_WORDS: Mapping[AttributionFinding, AttributionWords] = MappingProxyType(
    {
        AttributionFinding.ATTRIBUTION_UNCERTAIN: AttributionWords(
            Severity.WARNING,
            "领用人不确定",
            "这台设备先后由几个人领用，而记录时间不可靠，无法确定当时由谁领用。"
            "请内勤向有关人员核实后，在“设备与执法人员”中核定。",
        ),
        AttributionFinding.DEVICE_CONFLICT: AttributionWords(
            Severity.WARNING,
            "设备编号不一致",
            "文件或终端写明的设备编号，与实际上传的设备不是同一台，系统以上传设备为准。"
            "如写明的是出厂编号或国标编号，请设备管理员补登；否则请查明文件是否来自另一台设备。",
        ),
        AttributionFinding.DEVICE_UNKNOWN: AttributionWords(
            Severity.WARNING,
            "来源设备待核",
            "没有登记这样的设备，或者文件没有写明由哪台设备记录。"
            "资料已完整收下，列入“来源待核”，由设备管理员核实。",
        ),
        AttributionFinding.HOLDER_CONFLICT: AttributionWords(
            Severity.WARNING,
            "领用人有冲突",
            "文件自带的另一个时间落在别人领用这台设备的期间，按不同的时间会认定不同的执法人员。"
            "请内勤向双方核实实际执法时间和当时的领用人，再在“设备与执法人员”中核定并说明理由。",
        ),
        AttributionFinding.OFFICER_CONFLICT: AttributionWords(
            Severity.WARNING,
            "执法人员不一致",
            "文件或终端写明的执法人员，与交接记录或上传人不是同一人，系统没有采用文件中的写法。"
            "请内勤向双方核实：确有换人的，请补登设备交接；写错的，请核定并说明理由。",
        ),
        AttributionFinding.OFFICER_UNKNOWN: AttributionWords(
            Severity.WARNING,
            "执法人员待定",
            "没有交接记录能说明当时由谁记录。"
            "请设备管理员补登当时的领用，或由内勤核定执法人员并说明理由。",
        ),
        AttributionFinding.OFFICER_UNQUALIFIED: AttributionWords(
            Severity.SERIOUS,
            "记录人员无有效证件",
            "领用或者上传的人员在记录当天没有有效的执法证件，或者不属于可以记录的人员，"
            "按所适用的规定不能作为记录主体，系统没有把资料归到其名下。"
            "证件漏登的，请先补登证件，再在“设备与执法人员”中重新核定；确由他人记录的，请核定实际人员。",
        ),
        AttributionFinding.RECORDED_BEFORE_DEVICE: AttributionWords(
            Severity.WARNING,
            "早于设备登记",
            "记录时间早于这台设备的购置、首次领用和登记，时钟可能不准。请核对实际执法时间；"
            "设备当时确已在用的，请设备管理员更正购置日期或补登当时的领用。",
        ),
        AttributionFinding.RECORDED_TIME_DIFFERS: AttributionWords(
            Severity.WARNING,
            "记录时间不一致",
            "同一份资料写明的时间互不相符，设备或终端的时钟可能不准。"
            "请内勤向执法人员核实实际执法时间，必要时填写情况说明，并由设备管理员校准时钟。",
        ),
        AttributionFinding.RECORDED_TIME_DOUBTFUL: AttributionWords(
            Severity.WARNING,
            "记录时间不可信",
            "记录时间早于设备可能的年代，或者晚于收到的时间，不能据以查对交接记录。"
            "请核对实际执法时间，并由设备管理员校准设备时钟。",
        ),
        AttributionFinding.RECORDED_TIME_MISSING: AttributionWords(
            Severity.WARNING,
            "没有记录时间",
            "终端、文件内部和文件名都没有写明记录时间，系统不以收到的时间代替。"
            "请核对实际执法时间，必要时填写情况说明。",
        ),
        AttributionFinding.RECORDED_TIME_SHIFTED: AttributionWords(
            Severity.WARNING,
            "设备时区可能设置有误",
            "两个时间相差整小时，设备时区可能设置有误，或者设备把北京时间当作世界时写入了文件。"
            "请内勤核实实际执法时间，并由设备管理员检查设备的时区和时钟。",
        ),
        AttributionFinding.SPANS_HANDOVER: AttributionWords(
            Severity.INFO,
            "跨越设备交接",
            "记录还没有结束，设备就办理了交接或归还。系统以开始记录时的领用人为准，"
            "请核对交接时间是否登记准确。",
        ),
    }
)
