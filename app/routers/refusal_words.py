"""Why something was refused, in words: the stable codes of the ledger's refusals."""

from collections.abc import Mapping
from types import MappingProxyType

from app.policy.issuing import IssueProblem

SIGN_IN_REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "flood": "短时间内次数过多，合并记录",
        "needed": "岗位要求使用，不能停用",
        "other_address": "登录凭证在别的地址使用",
        "other_browser": "登录凭证在别的浏览器使用",
        "rules": "新密码不符合要求",
        "too_soon": "没有等到可以重试的时间",
        "unreadable": "系统无法校验",
        "used": "口令已经用过",
        "enrolment": "启用时口令不一致",
        "wrong": "输入不正确",
        "wrong_old": "原密码不正确",
    }
)
UPLOAD_REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        "body_broken": "内容没有发送完整",
        "checksum_mismatch": "收到的内容与校验和不符",
        "checksum_unknown": "校验和的算法不受支持或格式不正确",
        "conflict": "与上传的现状不符",
        "error": "服务器没有办成",
        "invalid_input": "上传请求的内容不正确",
        "length_fixed": "更改已经确定的总长度",
        "metadata_malformed": "上传说明格式不正确",
        "not_allowed": "没有上传权限",
        "not_owner": "这次上传是别人的",
        "not_found": "没有这次上传",
        "offset_mismatch": "续传位置与服务器已保存的位置不一致",
        "request_malformed": "上传请求的标头缺失或格式不正确",
        "revoked_upload_ended": "令牌已撤销，补传期限已过",
        "revoked_upload_full": "令牌已撤销，可补传的总量已用完",
        "sender_silent": "长时间没有收到内容",
        "storage_failure": "存储出现故障",
        "storage_full": "存储空间不足",
        "too_large": "超出声明的长度或本系统的上限",
        "upload_gone": "上传已取消或已过期",
        "upload_kept": "上传已完成，不能删除",
        "upload_locked": "另一个请求正在写入",
        "writer_replaced": "另一个请求已接手",
    }
)
ISSUE_REFUSALS: Mapping[IssueProblem, str] = MappingProxyType(
    {
        IssueProblem.CERTIFICATE_EXPIRED: "执法证件已过期",
        IssueProblem.CERTIFICATE_MISSING: "没有登记执法证件",
        IssueProblem.CERTIFICATE_NOT_YET_VALID: "执法证件尚未生效",
        IssueProblem.CERTIFICATE_REVOKED: "执法证件已失效",
        IssueProblem.DEVICE_FIXED: "设备固定使用，不发给个人",
        IssueProblem.DEVICE_HELD: "设备已有人领用",
        IssueProblem.DEVICE_NOT_SERVICEABLE: "设备停用",
        IssueProblem.PERSON_LEFT: "领用人已经离任",
        IssueProblem.PERSON_OUTSIDE: "领用人不是本单位人员",
    }
)
REFUSAL_REASONS: Mapping[str, str] = MappingProxyType(
    {
        **SIGN_IN_REFUSALS,
        **UPLOAD_REFUSALS,
        **{problem.value: words for problem, words in ISSUE_REFUSALS.items()},
    }
)
"""All of them; a test holds that no two families give one code different words."""
