"""The old and the subsidised compounds that the source names, by the same rule: nothing is invented for a method that it only names."""

from models.areas import Mode
from models.demo.named import BRANCH, COMMITTEE, COMPANY
from models.demo.places import Body, Doors, Happening, House, Offer, Place, Troop

FOUR = "四员红色网格"
SHUGUANG = Place(
    *("曙光小区", "金马街道", "曙光社区", Mode.UNMANAGED, 1988),
    Doors(760, 16, 4, 7, 2, ("一号院坝", "二号院坝", "三号院坝")),
    pilot=True,
    programmes=(
        (FOUR, "社区、企业党组织、业主代表、院坝四员，一支“红色物业”服务队伍。"),
        ("一承诺两评议三满意四联动", ""),
        ("爱心超市", ""),
        ("爱心食堂", ""),
        ("家电维修、管道疏通", "让居民得到实惠，又实现企业自身造血的个性化服务。"),
    ),
    shared=(("“U循环”", ""),),
    bodies=(
        Body("曙光小区党支部", "branch", BRANCH),
        Body("曙光小区红色物业服务站", "company", ("站长兼项目经理", "服务主管")),
        Body("曙光小区业主委员会", "committee", COMMITTEE[:5]),
    ),
    troops=(
        Troop("四员红色网格服务队", "grid4", 24, 7, (8, 14), ("院坝巡查", "帮老人换灯泡", "疏通下水道"), FOUR),
        Troop("爱心食堂帮厨队", "service", 18, 7, (4, 7), ("食堂帮厨", "给老人送饭"), "爱心食堂", 150),
        Troop("曙光便民维修队", "service", 12, 14, (3, 5), ("修家电", "通管道"), "家电维修、管道疏通"),
    ),
    houses=(
        House("曙光小区物业党群服务中心", "centre", "党员报到、物业咨询"),
        House("红色物业党群活动服务驿站", "service", "党群活动、医疗健康、爱心食堂、社会事务"),
        House("曙光爱心食堂", "canteen", "早餐、午餐", "每天 7:00–13:30"),
        House("曙光爱心超市", "shop", "志愿积分换日用品"),
    ),
    happenings=(
        Happening("爱心食堂用餐", "爱心食堂午餐", 8, (35, 70), "曙光爱心食堂", "爱心食堂", "爱心食堂帮厨队", 11, 150),
        Happening("便民维修", "家电维修、管道疏通", 2, (12, 30), "二号院坝", "家电维修、管道疏通", "曙光便民维修队", 9, 180),
        Happening("义诊", "医疗健康进院坝", 1, (25, 60), "红色物业党群活动服务驿站", starts=9),
        Happening("邻里节", "院坝邻里节", 0.5, (70, 140), "一号院坝", FOUR, "四员红色网格服务队", 15),
        Happening("文艺晚会", "院坝露天晚会", 0.4, (80, 160), "一号院坝", starts=19),
    ),
    concerns=17,
    offers=(
        Offer("家电维修", "红色物业党群活动服务驿站", "上门 15 元，配件另算", (15, 90)),
        Offer("管道疏通", "红色物业党群活动服务驿站", "30 元一次", (30, 30)),
        Offer("换锁换灯", "红色物业党群活动服务驿站", "手工 10 元", (10, 10)),
        Offer("义诊", "红色物业党群活动服务驿站", note="医疗健康进院坝"),
        Offer("理发", "红色物业党群活动服务驿站", "5 元", (5, 5), "80 岁以上上门，不收钱"),
    ),
    orders=9,
)

SEVEN = ("好邻居议事厅", "家门口福利社", "3块3伙食团", "志愿者自管网", "和事佬调解室", "小太阳关爱堂", "百花园文娱队")
DONGHUA = Place(
    *("东华小区", "吴井街道", "东华路社区", Mode.UNMANAGED, 1986),
    Doors(520, 12, 4, 6, 2, ("甲片", "乙片"), top_down=False),
    level="district",
    shared=(
        ("一核多维立体式自治模式", ""),
        ("“先锋管家”服务中心", "发动群众共同参与协商共治、服务联动、志愿服务。"),
        *((name, "") for name in SEVEN),
    ),
    bodies=(
        Body("东华小区业主委员会", "committee", COMMITTEE[:5]),
        Body("百花园文娱队", "social", ("队长",), of="community"),
    ),
    troops=(
        Troop("先锋小组", "pioneer", 20, 7, (6, 11), ("入户收集意见", "代收物业费宣传", "楼道清理"), "“先锋管家”服务中心"),
        Troop("志愿者自管队", "service", 34, 7, (9, 15), ("清扫院落", "停车引导", "帮邻居搬东西"), "志愿者自管网"),
        Troop("百花园文娱队", "arts", 26, 7, (8, 14), ("排练", "给老人演出"), "百花园文娱队", 90),
    ),
    houses=(
        House("东华小区物业党群服务中心", "centre", "党员报到、先锋管家接待"),
        House("“先锋管家”服务中心", "service", "先锋管家接待、志愿派单"),
        House("社区为民服务站", "one_stop", "社会事务一站式办理", of="community"),
        House("社区社会组织孵化工作站", "incubator", "社会组织登记辅导、场地", of="community"),
        House("3块3伙食团", "canteen", "午餐", "周一至周五 11:30–13:00"),
        House("和事佬调解室", "room", "邻里、物业纠纷调解", "周二、周四 14:00–17:00"),
    ),
    happenings=(
        Happening("3块3伙食团", "3块3伙食团午餐", 8, (25, 50), "3块3伙食团", "3块3伙食团", starts=11, minutes=90),
        Happening("家门口福利社", "家门口福利社开张", 2, (40, 90), "院子中央", "家门口福利社", "志愿者自管队", 9, 180),
        Happening("和事佬调解", "和事佬坐班", 3, (2, 6), "和事佬调解室", "和事佬调解室"),
        Happening("小太阳关爱堂", "小太阳放学后", 4, (10, 22), "社区活动室", "小太阳关爱堂", starts=16),
        Happening("文娱队活动", "百花园排演", 3, (20, 60), "院子中央", "百花园文娱队", "百花园文娱队", 19, 90),
        Happening("其他活动", "好邻居议事厅", 1, (15, 35), "好邻居议事厅", "好邻居议事厅", starts=19, minutes=90),
        Happening("邻里节", "东华邻里节", 0.4, (60, 120), "院子中央", starts=15),
    ),
    concerns=13,
    channel="mediation",
    offers=(
        Offer("管道疏通", "“先锋管家”服务中心", "30 元一次", (30, 30)),
        Offer("家电维修", "“先锋管家”服务中心", "上门 15 元，配件另算", (15, 80)),
        Offer("代办代跑", "社区为民服务站"),
        Offer("法律援助", "社区为民服务站", note="周三下午"),
        Offer("理发", "“先锋管家”服务中心", "5 元", (5, 5)),
    ),
    orders=4,
)
DONGYUAN = Place(
    *("东华东苑", "吴井街道", "东华路社区", Mode.UNMANAGED, 1992),
    Doors(320, 8, 3, 7, 2, ("东苑一片", "东苑二片")),
    level="none",
    bodies=(Body("东华东苑业主委员会", "committee", COMMITTEE[:5]),),
    happenings=(
        Happening("家门口福利社", "东苑福利社", 1, (20, 45), "东苑门口", "家门口福利社", starts=9),
        Happening("小太阳关爱堂", "小太阳周末", 1, (8, 15), "东苑活动室", "小太阳关爱堂", starts=9),
    ),
    concerns=6,
)

NEIGHBOURS = "八大邻里活动"
HELEJU = Place(
    *("和乐居", "太和街道", "和平路社区", Mode.UNMANAGED, 1985),
    Doors(420, 10, 3, 7, 2, ("和乐一院", "和乐二院")),
    pilot=True,
    programmes=(("和乐居", ""), ("院落公章", "昆明市首枚“院落公章”。"), ("微改造", "开展“微改造”工程，打造微景观。")),
    shared=(
        ("红色楼院共同体", ""),
        ("一线工作法", ""),
        ("“二三六八十”党建工作法", ""),
        ("1236工作机制", ""),
        ("“三三”联席会议制度", ""),
        (NEIGHBOURS, ""),
        ("微网格", ""),
        ("一站式服务", ""),
        ("点单式服务", ""),
        ("乐居街坊荟", "培育的社会组织。"),
    ),
    bodies=(
        Body("红邻党支部", "branch", BRANCH),
        Body("乐居街坊荟", "social", ("会长", "副会长", "秘书长"), of="community"),
        Body("院落自治委员会", "courtyard", ("主任", "副主任", "委员", "委员", "委员")),
        Body("和乐居业主委员会", "committee", COMMITTEE[:5]),
    ),
    troops=(
        Troop("乐居街坊志愿队", "service", 30, 7, (8, 13), ("微景观养护", "邻里活动布置", "点单上门服务"), "乐居街坊荟"),
        Troop("微网格巡逻队", "patrol", 16, 7, (4, 7), ("院落夜巡", "看望独居老人"), "微网格"),
    ),
    houses=(
        House("和乐居物业党群服务中心", "centre", "党员报到、院落议事"),
        House("一站式服务点", "one_stop", "社会事务一站式办理", of="community"),
        House("院落议事亭", "room", "院落议事、“三三”联席会议", "每天 8:00–20:00"),
    ),
    happenings=(
        Happening("邻里节", "和乐邻里节", 1, (60, 120), "和乐一院", NEIGHBOURS, "乐居街坊志愿队", 15),
        Happening("百家宴", "长街百家宴", 1, (80, 160), "和乐一院", NEIGHBOURS, "乐居街坊志愿队", 17),
        Happening("义诊", "院落义诊", 1, (20, 45), "院落议事亭", NEIGHBOURS, starts=9),
        Happening("书画课", "街坊书画", 2, (10, 20), "院落议事亭", NEIGHBOURS, starts=9),
        Happening("儿童课堂", "院落小课堂", 2, (10, 22), "院落议事亭", NEIGHBOURS, starts=16),
        Happening("法律援助", "法律明白人", 1, (6, 14), "院落议事亭", NEIGHBOURS, starts=19, minutes=60),
        Happening("跳蚤市集", "街坊跳蚤市集", 1, (40, 90), "和乐二院", NEIGHBOURS, starts=10),
        Happening("文艺晚会", "乐居晚会", 0.5, (70, 140), "和乐一院", NEIGHBOURS, starts=19),
        Happening("志愿服务", "微景观大家种", 1, (15, 35), "和乐二院", "微改造", "乐居街坊志愿队", 9),
    ),
    care_programme="微网格",
    help_programme="点单式服务",
    concerns=12,
    channel="mediation",
    offers=(
        Offer("家电维修", "一站式服务点", "上门 15 元，配件另算", (15, 90)),
        Offer("管道疏通", "一站式服务点", "30 元一次", (30, 30)),
        Offer("医疗陪诊", "一站式服务点", note="提前一天说"),
        Offer("法律援助", "一站式服务点", note="法律明白人"),
        Offer("理发", "一站式服务点", "5 元", (5, 5)),
        Offer("磨刀", "一站式服务点", "3 元一把", (3, 9)),
        Offer("代买代取", "一站式服务点"),
    ),
    orders=8,
)
YARD28 = Place(
    *("和平路28号院", "太和街道", "和平路社区", Mode.UNMANAGED, 1990),
    Doors(300, 6, 4, 7, 2, ("28号院",)),
    level="none",
    bodies=(Body("和平路28号院业主委员会", "committee", COMMITTEE[:5]),),
    happenings=(
        Happening("邻里节", "28号院邻里节", 0.4, (40, 80), "院内", NEIGHBOURS, starts=15),
        Happening("便民维修", "点单上门维修", 1, (6, 14), "院内", "点单式服务", starts=9),
    ),
    concerns=5,
    orders=2,
)

HALL = "红旗广场"
XINGFU = Place(
    *("幸福邻里项目", "矣六街道", "幸福邻里社区", Mode.SUBSIDISED, 2016),
    Doors(1000, 7, 1, 25, 6, ("一号网格", "二号网格", "三号网格", "四号网格")),
    programmes=(
        (HALL, "幸福邻里党群活动服务驿站，建立协商民主室、党员活动室。"),
        ("租户呼声", "把租户呼声与幸福邻里党建工作的着力点有机融合。"),
        ("红色社区文化", ""),
        ("矛盾纠纷调处", ""),
        ("爱心食堂", ""),
        ("居家养老", ""),
    ),
    bodies=(
        Body("巨和物业党支部", "branch", BRANCH),  # a company's branch, and the one that leads in this compound
        Body("巨和物业", "company", COMPANY),
        Body("租户党小组", "tenants", ("组长", "副组长", "组员", "组员")),
        Body("区住房保障局", "department", ("幸福邻里项目联络员",), of="district"),
    ),
    troops=(
        Troop("红旗广场志愿服务队", "service", 30, 7, (8, 13), ("广场值班", "陪老人聊天", "帮新租户搬家"), HALL),
        Troop("租户互助队", "service", 22, 14, (6, 10), ("修门锁换灯", "辅导孩子作业"), "租户呼声"),
    ),
    houses=(
        House("红旗广场", "service", "党群活动、居家养老、矛盾调处", "每天 8:30–20:30"),
        House("协商民主室", "room", "议事、调解"),
        House("党员活动室", "room", "党课、阅读"),
        House("幸福邻里爱心食堂", "canteen", "午餐、晚餐", "每天 11:00–19:00"),
    ),
    happenings=(
        Happening("爱心食堂用餐", "幸福邻里爱心食堂", 8, (40, 90), "幸福邻里爱心食堂", "爱心食堂", starts=11, minutes=150),
        Happening("居家养老", "陪老人做手工", 3, (12, 30), HALL, "居家养老", "红旗广场志愿服务队", 9),
        Happening("和事佬调解", "矛盾纠纷调处", 2, (2, 8), "协商民主室", "矛盾纠纷调处"),
        Happening("技能培训", "找工作技能课", 1, (20, 45), HALL, "租户呼声", starts=19),
        Happening("党员活动", "党员活动日", 1, (15, 35), "党员活动室", HALL, starts=19, minutes=90),
        Happening("文艺晚会", "红旗广场晚会", 0.5, (120, 260), HALL, "红色社区文化", "红旗广场志愿服务队", 19),
        Happening("儿童课堂", "租户家的小课堂", 2, (15, 30), HALL, "红色社区文化", "租户互助队", 16),
    ),
    care_programme="居家养老",
    help_programme="租户呼声",
    concerns=19,
    channel="tenants",
    offers=(
        Offer("居家养老上门", "红旗广场", "一小时 20 元", (20, 60), "做饭、擦身、陪聊"),
        Offer("送餐上门", "幸福邻里爱心食堂", "12 元一份", (12, 12)),
        Offer("换锁换灯", "红旗广场", "手工 10 元", (10, 10)),
        Offer("医疗陪诊", "红旗广场"),
        Offer("法律援助", "红旗广场", note="租约、劳动合同都能问"),
    ),
    orders=6,
)
