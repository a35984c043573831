"""The commercial compounds that the source names. Texts say no more than the source; a method that it only names has none."""

from models.areas import Mode
from models.demo.places import Body, Doors, Happening, House, Offer, Place, Troop

BRANCH = ("书记", "组织委员", "宣传委员")
COMMITTEE = ("主任", "副主任", "委员", "委员", "委员", "委员", "委员")
COMPANY = ("项目经理", "客服主管", "工程主管")
CHERRY = "“小樱花”红色管家志愿服务队"
CARE = "特殊困难群体重点关注"

YINGHUAYU = Place(
    *("银海樱花语小区", "太和街道", "永平路社区", Mode.COMMERCIAL, 2012),
    Doors(1204, 11, 2, 14, 4, ("樱花院", "海棠院", "玉兰院", "紫薇院", "桂花院")),
    pilot=True,
    programmes=(
        (CHERRY, "物业公司成立，每名管家与 10 户居民结成对子。"),
        (CARE, "红色管家对特殊困难群体重点关注。"),
        ("入户帮扶", "物业工作人员到老弱住户家里，询问需求，排忧解难。"),
    ),
    bodies=(
        Body("银海樱花语小区党支部", "branch", BRANCH),
        Body("银海樱花语物业服务中心", "company", COMPANY),
        Body("银海樱花语小区业主委员会", "committee", COMMITTEE),
    ),
    troops=(
        Troop(CHERRY, "steward", 111, 7, (20, 28), ("上门看望结对户", "帮老人买菜取药", "楼道安全检查", "接送放学的孩子"), CHERRY),
        Troop("银龄巡逻队", "patrol", 24, 7, (5, 8), ("傍晚巡逻", "消防通道检查")),
        Troop("垃圾分类宣讲队", "service", 16, 14, (6, 9), ("垃圾分类桶边值守", "上门讲分类"), "垃圾分类宣讲", 90, draft=True),
        Troop("樱花合唱团", "arts", 20, 14, (3, 5), ("帮邻里节布置场地", "教老人唱歌")),
    ),
    houses=(
        House("银海樱花语物业党群服务中心", "centre", "党员报到、志愿登记、物业咨询、代办代跑"),
        House("业主党群活动驿站", "owners", "义诊、法律援助、书法、绘画", "每天 9:00–20:30"),
        House("物业党群活动服务驿站", "service", "报修、缴费、收发快递", "每天 8:30–18:00"),
    ),
    happenings=(
        Happening("邻里节", "樱花邻里节", 1.6, (90, 180), "中心花园", CHERRY, CHERRY, 15, 180),
        Happening("百家宴", "一家一道菜", 1, (80, 150), "中心花园", starts=17),
        Happening("义诊", "社区医院来义诊", 2.5, (30, 60), "业主党群活动驿站", CARE, CHERRY, 9),
        Happening("书画课", "周末书画课", 3.5, (12, 25), "业主党群活动驿站", starts=9),
        Happening("儿童课堂", "四点半课堂", 2, (15, 30), "业主党群活动驿站", starts=16),
        Happening("法律援助", "律师坐班", 1, (6, 15), "业主党群活动驿站", starts=19, minutes=90),
        Happening("跳蚤市集", "旧物换新市集", 1, (60, 140), "东门广场", starts=10, minutes=180),
        Happening("文艺晚会", "樱花树下唱起来", 0.4, (120, 220), "中心花园", team="樱花合唱团", starts=19),
        Happening("垃圾分类宣讲", "桶边讲分类", 1.5, (20, 45), "三栋楼下", "垃圾分类宣讲", "垃圾分类宣讲队", 18, 60),
    ),
    care_programme=CARE,
    help_programme="入户帮扶",
    steward_team=CHERRY,
    steward_share=0.92,
    concerns=22,
    offers=(
        Offer("家电维修", "物业党群活动服务驿站", "上门 20 元，配件另算", (20, 120), "周一至周六"),
        Offer("管道疏通", "物业党群活动服务驿站", "40 元一次", (40, 40)),
        Offer("医疗陪诊", "业主党群活动驿站", note="红色管家陪着去医院，提前一天说"),
        Offer("法律援助", "业主党群活动驿站", note="律师每月坐班一次"),
        Offer("代买代取", "业主党群活动驿站", note="行动不便的老人"),
    ),
    orders=4,
)

SHIJICHENG = Place(
    *("世纪城小区", "官渡街道", "世纪城社区", Mode.COMMERCIAL, 2006),
    Doors(1500, 13, 2, 15, 4, ("一苑区", "二苑区", "三苑区", "四苑区", "五苑区", "六苑区")),
    programmes=(
        ("三员进苑区", "社区党员、物业党员、工作人员进苑区，推动物业管理服务精细化。"),
        ("亮身份、亮承诺", "党员在苑区、在岗位上亮身份、亮承诺。"),
        ("品质观察员—业主交流会", "定期召开，拓宽物业服务意见建议渠道。"),
        ("软硬件改造", "投入 800 万元用于小区软硬件设施建设改造。"),
    ),
    bodies=(
        Body("世纪城小区党支部", "branch", BRANCH),
        Body("世纪城物业服务中心", "company", COMPANY),
        Body("世纪城小区业主委员会", "committee", (*COMMITTEE, "委员", "委员")),
    ),
    troops=(
        Troop("三员进苑区工作队", "staff3", 36, 7, (10, 16), ("苑区巡查", "上门听意见", "帮修楼道灯"), "三员进苑区"),
        Troop("世纪城志愿服务队", "service", 40, 7, (8, 14), ("路口文明劝导", "清理小广告", "陪老人就医")),
        Troop("世纪城品质观察员", "service", 15, 28, (6, 10), ("走一圈记问题",), "品质观察员—业主交流会", 90),
    ),
    houses=(House("世纪城物业党群服务中心", "centre", "党员报到、物业咨询、意见收集"),),
    happenings=(
        Happening("党员活动", "党员亮承诺", 1, (20, 50), "党群服务中心", "亮身份、亮承诺", starts=19, minutes=60),
        Happening("其他活动", "品质观察员—业主交流会", 1, (18, 40), "党群服务中心", "品质观察员—业主交流会", starts=19, minutes=90),
        Happening("防疫服务", "疫苗接种引导", 0.5, (40, 120), "南门", "三员进苑区", "世纪城志愿服务队", 9, 180),
        Happening("邻里节", "世纪城邻里节", 0.6, (150, 300), "中心广场", team="世纪城志愿服务队", starts=15),
        Happening("跳蚤市集", "周末跳蚤市集", 1, (80, 200), "中心广场", starts=10, minutes=180),
        Happening("儿童课堂", "小小图书馆", 2, (12, 30), "党群服务中心", starts=16),
        Happening("书画课", "夕阳红书画课", 2, (10, 24), "党群服务中心", starts=9),
        Happening("义诊", "量血压测血糖", 1, (30, 80), "党群服务中心", starts=9),
    ),
    concerns=26,
    channel="observer",
)

LIXIANG = Place(
    *("百大城市理想小区", "关上街道", "国贸路社区", Mode.COMMERCIAL, 2014),
    Doors(880, 8, 2, 18, 4, ("东区", "南区", "西区", "北区")),
    programmes=(
        ("“三位一体”党建联建", "社区党组织为核心，物业企业党组织、业委会紧密参与，物业矛盾纠纷和居民关注的重大事项共同协商解决。"),
        ("小区业主党群活动驿站", "引入社区医疗服务、法律援助、书法和绘画等活动。"),
    ),
    bodies=(
        Body("百大城市理想小区党支部", "branch", BRANCH),
        Body("百大城市理想物业服务中心", "company", COMPANY),
        Body("百大城市理想小区业主委员会", "committee", COMMITTEE),
    ),
    troops=(
        Troop("理想家志愿服务队", "service", 28, 7, (7, 12), ("驿站值班", "看望高龄老人", "周末清洁"), "小区业主党群活动驿站"),
        Troop("理想家夜巡队", "patrol", 18, 14, (5, 8), ("夜间巡逻", "劝导飞线充电")),
    ),
    houses=(
        House("百大城市理想物业党群服务中心", "centre", "党员报到、联席议事、物业咨询"),
        House("物业党群活动服务驿站", "service", "社区事务代办、报修、咨询"),
        House("小区业主党群活动驿站", "owners", "医疗服务、法律援助、书法、绘画", "每天 9:00–20:30"),
    ),
    happenings=(
        Happening("其他活动", "党建联建议事", 1, (12, 25), "物业党群活动服务驿站", "“三位一体”党建联建", starts=19, minutes=90),
        Happening("义诊", "家庭医生进小区", 1.5, (25, 50), "小区业主党群活动驿站", "小区业主党群活动驿站", "理想家志愿服务队", 9),
        Happening("法律援助", "律师面对面", 1, (8, 18), "小区业主党群活动驿站", "小区业主党群活动驿站", starts=19, minutes=90),
        Happening("书画课", "书法和绘画", 3, (10, 22), "小区业主党群活动驿站", "小区业主党群活动驿站", starts=9),
        Happening("儿童课堂", "暑期小课堂", 1, (15, 30), "小区业主党群活动驿站", starts=15),
        Happening("百家宴", "邻居的菜", 0.4, (60, 120), "架空层", starts=17),
    ),
    concerns=15,
    channel="meeting",
    offers=(
        Offer("义诊", "小区业主党群活动驿站", note="社区医生，量血压测血糖"),
        Offer("医疗陪诊", "小区业主党群活动驿站"),
        Offer("法律援助", "小区业主党群活动驿站", note="律师面对面"),
        Offer("书法绘画", "小区业主党群活动驿站", "材料费 10 元", (10, 10)),
        Offer("代办代跑", "物业党群活动服务驿站"),
    ),
    orders=4,
)
