"""The register of processing: what personal information there is, whose, why, on what basis, who sees it, and for how long it is kept.

Every table with a person's name, telephone or the like stands here, or a test fails.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Processing:
    """One activity. `tables` are where it lies; `term` is the code of a rule of models/retention.py, or says in words how long."""

    name: str
    what: str
    whose: str
    why: str
    basis: str
    seen_by: str
    term: str
    tables: tuple[str, ...]
    sensitive: bool = False
    given_to: str = "不给别人"


DUTY = "履行法定职责（个人信息保护法第13条第3项）"
AGREED = "本人同意"

ACTIVITIES = (
    Processing("住户登记", "门牌、联系人、电话、居住情况、备注", "住户", "走访和办事", DUTY, "本网格的网格员、社区", "在册期间", ("household",)),
    Processing(
        "关爱标签",
        "独居、残疾等类别",
        "重点关爱的住户",
        "定走访频次",
        "登记时写明：同意、名单或职责",
        "本网格的网格员、社区，每次看都有记录",
        "keep_cares",
        ("care",),
        True,
        "不给别人；不上纸",
    ),
    Processing(
        "走访记录",
        "哪天、见到谁、聊了什么、记一句",
        "住户",
        "记下需要、到期再访",
        DUTY,
        "走访人、本网格的网格员、社区",
        "台账长期保存；本人要求可删",
        ("visit", "draft", "stray", "proposal"),
        True,
    ),
    Processing(
        *("诉求", "怎么回事、在哪里、联系人、电话", "提诉求的居民", "办事和回话", f"{DUTY}；给办事单位联系方式要本人同意"),
        *("网格员、社区；办事单位只看派给它的，办完就看不到联系方式", "keep_contacts", ("concern", "step")),
        given_to="物业、部门：只给办这件事要的",
    ),
    Processing("调解", "双方的话", "当事人", "化解矛盾", AGREED, "办的人和社区，每次看都有记录", "keep_contacts", ("concern",), True, "不进任何名单、表格和纸"),
    Processing(
        *("志愿者登记", "姓名、电话、编号、出生年份、会什么、监护人", "志愿者", "派活、记时长、开证明", "志愿服务条例第7、19条；公开姓名要本人同意，可以收回"),
        *("本队队长、社区", "在册期间；本人要求可删", ("volunteer", "membership", "pairing", "merit", "certificate", "service_hours", "sheet")),
        True,
        "全国志愿服务系统：由社区导出上报",
    ),
    Processing(
        *("志愿者报名和签到", "姓名、电话、来和走的时间", "报名的人", "提醒、登记时长", AGREED, "本队队长、社区"),
        *("和登记的时长一起保存；本人要求可删", ("sign_up",)),
    ),
    Processing(
        "任职和名册",
        "姓名、职务、承诺、电话",
        "组织里任职的人、名册上的人",
        "公示谁负责",
        DUTY,
        "本区的工作人员",
        "任期内和以后的台账",
        ("post", "place", "organization", "station"),
    ),
    Processing(
        "账号和登录",
        "姓名、登录名、密码的摘要、登录的设备",
        "工作人员",
        "登录和安全",
        "网络安全法第21、24条",
        "社区和系统管理员；密码谁也看不到",
        "停用以后留名字；登录三十天失效",
        ("user", "session", "second_factor", "attempt"),
    ),
    Processing(
        "谁看过",
        "谁在什么时候看了哪一户的标签、哪件调解、导出了谁的信息",
        "工作人员",
        "个人信息保护法第51、54条",
        "法定义务",
        "社区",
        "keep_readings",
        ("reading",),
    ),
    Processing(
        "修改记录",
        "谁在什么时候改了什么",
        "工作人员和被改的人",
        "网络安全法第21条；谁也改不了、删不了",
        "法定义务",
        "看得到那一条的人；删除以后不再显示以前的",
        "长期保存",
        ("change",),
    ),
    Processing("个人信息申请", "谁提的、怎么联系、要什么", "提申请的人", "个人信息保护法第44至50条", "法定义务", "社区", "keep_requests", ("inquiry",)),
    Processing("导入的表格", "表格里的住户、志愿者、账号", "住户、志愿者、工作人员", "成批登记", DUTY, "导入的人和社区", "三十天", ("import",)),
)
