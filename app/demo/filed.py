"""What the documents of the demonstration's cases say; people and facts are invented."""

from dataclasses import dataclass
from enum import StrEnum

SAND, HEAP, PIER, METER = "北汝河采砂案", "堆放物料案", "违建码头案", "取水计量设施案"
"""By the end of its title each case is known."""
SEE = "本文书由演示数据生成，人物和事实均为虚构。"


class Form(StrEnum):
    """What kind of file a document is; a scan has a page for each part of its text."""

    PDF = "pdf"
    PICTURE = "jpg"
    SCAN = "tif"
    WORD = "docx"


@dataclass(frozen=True, slots=True)
class Filed:
    """One document: in which case, of which kind, made so many days after the case was opened.

    ``text`` has a line for each paragraph and an empty one between pages; ``name`` is its title,
    where that is not its kind.
    """

    case: str
    kind: str
    after_days: int
    text: str
    form: Form = Form.PDF
    name: str = ""
    document_no: str = ""
    is_final: bool = True

    @property
    def file_name(self) -> str:
        """Return how the file is named by whoever hands it in."""
        return f"{self.name or self.kind}.{self.form}"


FILED = (
    Filed(
        HEAP,
        "立案审批表",
        0,
        """案由：在河道管理范围内堆放物料。
当事人赵小军在汝河骑岭乡段左岸堆放建筑渣土约80立方米，影响行洪。
承办人意见：建议立案。　　负责人意见：同意立案。""",
    ),
    Filed(
        HEAP,
        "现场检查笔录",
        1,
        """检查地点：汝河骑岭乡段左岸。检查时使用执法记录仪全程记录。
检查情况：左岸滩地上堆放渣土一处，长20米，宽8米，高约0.5米，未见许可文件。
当事人到场，确认上述情况属实。""",
    ),
    Filed(
        HEAP,
        "询问笔录",
        2,
        """被询问人：赵小军。
问：请说明堆放渣土的经过。
答：月初从工地运来，准备转运。

问：是否取得许可？
答：没有。我愿意在三日内清理。
以上笔录我看过，属实。""",
        form=Form.SCAN,
        name="询问笔录（赵小军）",
    ),
    Filed(
        HEAP,
        "证据登记保存清单",
        2,
        """一、现场照片6张。
二、执法记录仪视频2段，由承办人提取，原始文件已上传并封存。
三、渣土运输单据复印件3份。""",
    ),
    Filed(
        HEAP,
        "行政处罚告知书",
        3,
        """赵小军：你在河道管理范围内堆放物料，本机关拟责令限期清除，并处罚款。
你有陈述、申辩的权利，可以在收到本告知书之日起五日内提出。""",
    ),
    Filed(
        HEAP,
        "行政处罚决定书",
        3,
        """当事人：赵小军。
本机关查明，当事人在汝河骑岭乡段左岸河道管理范围内堆放渣土约80立方米。
以上事实有现场检查笔录、询问笔录、现场照片和执法记录仪视频为证。
本机关决定：责令三日内清除，并处罚款人民币二千元。
不服本决定的，可以依法申请行政复议或者提起行政诉讼。
汝州市水利局""",
        document_no="汝水罚决〔2026〕29号",
    ),
    Filed(
        HEAP,
        "送达回证",
        4,
        """送达文书：行政处罚决定书一份。
受送达人：赵小军（签收）。
送达方式：直接送达。""",
        form=Form.PICTURE,
    ),
    Filed(
        SAND,
        "立案审批表",
        0,
        """案由：未经许可在河道采砂。
李大山在北汝河温泉镇段使用采砂船采砂。
负责人意见：同意立案。""",
    ),
    Filed(
        SAND,
        "询问笔录",
        1,
        """被询问人：李大山。
问：采砂船是谁的？
答：是向汝州市河道砂石有限公司租的。""",
        form=Form.WORD,
        name="询问笔录（李大山）",
        is_final=False,
    ),
    Filed(
        PIER,
        "行政强制措施决定书",
        0,
        """当事人：汝州市河道砂石有限公司。
责令立即停止修建，并在五日内自行拆除。""",
        document_no="汝水强决〔2026〕4号",
    ),
    Filed(
        METER,
        "行政处罚决定书",
        0,
        """当事人：王𬭩。
未安装取水计量设施，处警告，责令十日内安装。""",
        name="当场处罚决定书",
        document_no="汝水简决〔2026〕12号",
    ),
)
