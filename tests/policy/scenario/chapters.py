"""The questions of the story, chapter by chapter, each answered by the rule that people meet."""

from collections.abc import Iterator
from typing import Any

from app.calendars.load import read_calendar
from app.policy import checking, prohibiting, recording_conduct, recording_duties, stopping
from app.policy.checklists import rows_for
from app.policy.consultation import ConsultFacts
from app.policy.consulting import rule_consultation
from app.policy.decision import Decision, Ruling
from app.policy.disposing import HoldFacts, decide_disposal
from app.policy.keeping import KeepingFacts
from app.policy.law_words import Prohibition, Situation, StopGround
from app.policy.long_term import rule_long_term_carrier
from app.policy.pack import Pack
from app.policy.retaining import rule_keeping
from app.policy.reviewing import review_materials, review_of_coercion, review_of_fine
from app.policy.storing import handover_due, storing_due
from tests.policy.scenario import story

Answer = Ruling[Any] | Decision
Line = tuple[str, Answer]


def patrol(pack: Pack) -> Iterator[Line]:
    yield "巡查是否应当音像记录", recording_duties.obligation_of(pack, [Situation.PATROL])
    yield "使用前检查设备", recording_conduct.precheck_items(pack)
    yield "开机后语音说明", recording_conduct.spoken_points(pack)
    yield "巡查时告知谁正在记录", recording_conduct.notice_due(pack, Situation.PATROL)
    yield "记录的起止", recording_conduct.span_of(pack)
    yield (
        "9月30日10时40分记录结束，何时以前存储",
        storing_due(pack, story.PATROL_STORING, read_calendar()),
    )
    yield "9月的资料何时以前移交", handover_due(pack, story.PATROL_MONTH, read_calendar())
    yield "巡查资料保存多久", rule_keeping(pack, story.PATROL_KEEPING)


def hearing(pack: Pack) -> Iterator[Line]:
    hearing, penalty = Situation.HEARING, Situation.PENALTY
    yield "听证是否应当音像记录", recording_duties.obligation_of(pack, [hearing])
    yield (
        "听证笔录完整，能否不作音像记录",
        recording_duties.decide_text_instead(pack, [hearing], is_complete=True),
    )
    yield "适用清单的哪些事项", rows_for(pack, [penalty, hearing])
    yield "实施处罚时事先告知谁", recording_conduct.notice_due(pack, penalty)
    yield "应当记录的内容", recording_conduct.content_points(pack)
    yield "关键节点拍照", recording_conduct.photos_at_key_points(pack)
    yield "对单位罚款100000元，是否法制审核", review_of_fine(pack, story.FINE)
    yield "法制审核材料", review_materials(pack)
    yield (
        "10月20日17时听证结束，何时以前存储",
        storing_due(pack, story.HEARING_STORING, read_calendar()),
    )
    yield "听证录像（一般程序案件证据）保存多久", rule_keeping(pack, story.HEARING_KEEPING)
    yield "案卷保存多久", rule_keeping(pack, story.FILE_KEEPING)


def seizure(pack: Pack) -> Iterator[Line]:
    seizure, blocked = Situation.SEIZURE, StopGround.OBSTRUCTION
    yield "扣押是否应当音像记录", recording_duties.obligation_of(pack, [seizure])
    yield (
        "现场笔录完整，能否不作音像记录",
        recording_duties.decide_text_instead(pack, [seizure], is_complete=True),
    )
    yield "行政强制措施是否法制审核", review_of_coercion(pack)
    yield "有人阻碍，能否停止记录", stopping.decide_stopping(pack, blocked)
    yield "有人阻碍，能否中止记录", stopping.decide_interrupting(pack, blocked)
    yield "有人阻碍，能否只记录重要环节", stopping.decide_fallback(pack, blocked)
    yield "停止记录的书面说明应写明", stopping.statement_points(pack)
    yield "停止记录的说明由谁审核", stopping.statement_reviewer(pack)
    yield "12分钟后恢复记录，是否语音说明", stopping.owed_after_interruption(pack, is_resumed=True)
    yield (
        "以暴力阻碍记录，如何处理",
        prohibiting.referral_of_obstruction(pack, is_by_force=True),
    )
    yield (
        "交通不便地区执法，10月25日9时30分返回，何时以前存储",
        storing_due(pack, story.SEIZURE_STORING, read_calendar()),
    )
    yield "扣押录像（当事人阻碍执法）保存多久", rule_keeping(pack, story.SEIZURE_KEEPING)
    yield "长期保存的介质、份数和标签", rule_long_term_carrier(pack)


def requests(pack: Pack) -> Iterator[Line]:
    asked: tuple[tuple[str, ConsultFacts], ...] = (
        ("律师只带身份证和执业证，要看整个案卷", story.LAWYER_AT_FIRST),
        ("律师改为只看结论性文件和音像资料", story.LAWYER_MODEST),
        ("律师材料齐全，经核实，由受委托人代批", story.LAWYER_COMPLETE),
        ("律师还要复制", story.LAWYER_COPY),
        ("案件承办人查阅", story.HANDLER),
        ("案件承办人复制", story.HANDLER_COPY),
        ("案件承办人带离档案室", story.HANDLER_TAKE_OUT),
        ("其他人员说明理由查阅，未经批准", story.COLLEAGUE),
        ("其他人员查阅，经副局长批准", story.COLLEAGUE_OF_A_LEADER),
        ("其他人员自己批准自己查阅", story.COLLEAGUE_BY_HIMSELF),
        ("公安机关凭介绍信和证件复制，经核实", story.POLICE),
        ("人民法院来函调取，经核实", story.COURT),
        ("外地执法部门来函索要，经主要负责人批准", story.NEIGHBOUR),
        ("报社要求公开，经负责人批准，未经法定程序", story.PUBLISHING),
    )
    for question, facts in asked:
        yield question, rule_consultation(pack, facts)


def disposal(pack: Pack) -> Iterator[Line]:
    def decide(facts: KeepingFacts, *holds: HoldFacts, **more: Any) -> Decision:
        return decide_disposal(holds, rule_keeping(pack, facts), **more)

    patrol, early, late = story.PATROL_KEEPING, story.AFTER_SIX_MONTHS, story.AFTER_A_YEAR
    yield "2027年3月31日处置巡查资料，已经鉴定", decide(patrol, day=early, is_appraised=True)
    yield "2027年10月8日处置巡查资料，未经鉴定", decide(patrol, day=late, is_appraised=False)
    yield "2027年10月8日处置巡查资料，已经鉴定", decide(patrol, day=late, is_appraised=True)
    yield (
        "同日，巡查资料因诉讼冻结",
        decide(patrol, story.LAWSUIT, day=late, is_appraised=True),
    )
    yield (
        "同日处置听证录像，已经鉴定",
        decide(story.HEARING_KEEPING, day=late, is_appraised=True),
    )
    yield (
        "同日处置扣押录像，已经鉴定",
        decide(story.SEIZURE_KEEPING, day=late, is_appraised=True),
    )
    yield "保存期内销毁记录", prohibiting.ban_on(pack, Prohibition.DESTROY_EARLY)
    yield "剪辑原始记录", prohibiting.ban_on(pack, Prohibition.ALTER)
    yield "可能的处理", prohibiting.foreseen_consequences(pack)
    yield "规定的检查", checking.kinds_of_check(pack)


CHAPTERS = {
    "一、日常巡查": patrol,
    "二、处罚案件和听证": hearing,
    "三、扣押，遇阻碍，记录中止": seizure,
    "四、代理律师和其他人的申请": requests,
    "五、处置和监督": disposal,
}
