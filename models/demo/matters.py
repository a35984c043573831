"""What residents of the demonstration raise: the line for the wall, their words, what was done, who has to do with it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from models.areas import Mode

COMMERCIAL, UNMANAGED, SUBSIDISED = Mode.COMMERCIAL, Mode.UNMANAGED, Mode.SUBSIDISED


@dataclass(frozen=True)
class Matter:
    """One sort of concern. {stair} is 7 栋 2 单元, {building} 7 栋, {spot} a place in the yard, {gate} a gate; a `home` matter is one household's.

    `to` is a key of departments.OFFICES or company, office (the street's), party (the street's Party committee) or own (the
    community sees to it); `back` is why the company sends it back and who has it then. `away` says where else to go.
    """

    category: str
    gist: str
    text: str
    done: str
    to: str = "company"
    back: tuple[str, str] = ("", "")
    home: bool = False
    modes: tuple[Mode, ...] = (COMMERCIAL, UNMANAGED, SUBSIDISED)
    urgency: str = ""  # another than the category's usual one
    away: str = ""


MANAGED, HIGH = (COMMERCIAL, SUBSIDISED), (COMMERCIAL, SUBSIDISED)
FUND = ("外墙和楼顶是公共部位，过了保修期，要动维修资金，我们定不了", "housing")
LIFT_FUND = ("要换主机，得动维修资金，业主还没表决", "housing")
NO_POWER = ("我们劝过，没有执法权", "urban")
ROAD = ("车停在市政路上，不归小区管", "urban")

MATTERS = (
    Matter("楼道照明", "楼道灯不亮（{stair}）", "{stair}三楼到四楼的灯坏了快半个月，老人晚上下楼摸黑。", "换了声控灯，上下两层也一起查了。"),
    Matter("楼道照明", "楼道灯一闪一闪（{stair}）", "二楼那盏灯一直闪，怕是线路有毛病。", "接头松了，重新接好，换了新灯。"),
    Matter("楼道照明", "路灯不亮（{spot}）", "{spot}有三盏路灯不亮，孩子下晚自习回来害怕。", "换了三盏灯头，晚上去看过，都亮了。"),
    Matter("楼道照明", "地下室灯太暗（{building}）", "{building}地下室只剩一盏灯，推车看不见路。", "加了两盏感应灯。", modes=MANAGED),
    Matter("电梯", "电梯异响（{building}）", "电梯上到十楼就咔咔响，坐着心慌。", "维保来调了导轨，试了两天没再响。", back=LIFT_FUND, modes=HIGH),
    Matter("电梯", "电梯困人（{building}）", "昨晚电梯停在两层中间，困了十几分钟才有人来。", "门锁触点老化，当天换了，值班电话也贴进轿厢。", modes=HIGH),
    Matter("电梯", "电梯停用（{building}）", "电梯停了一上午，高楼层的老人下不了楼。", "换了控制板，已经恢复。", back=LIFT_FUND, modes=HIGH),
    Matter("电梯", "电梯年检标过期（{building}）", "轿厢里贴的年检日期过了两个月。", "复检过了，新标贴上了。", to="market", modes=HIGH, urgency="小事"),
    Matter("漏水管道", "外墙渗水（{building}）", "一下雨外墙就渗，卧室墙皮都鼓起来了。", "外墙重新做了防水，下过两场雨没再渗。", back=FUND, urgency="难事"),
    Matter("漏水管道", "楼顶漏水（{stair}）", "顶楼下雨漏水，拿盆接着睡。", "补了防水层，等了一场大雨，没漏。", back=FUND, urgency="难事"),
    Matter("漏水管道", "下水道返水（{stair}）", "一楼地漏返水，满屋子味道。", "疏通了主管，捞出一堆油块和抹布。"),
    Matter("漏水管道", "水管爆了（{building}）", "水表井里往外喷水，整栋楼停水。", "换了一段水管，已经来水。"),
    Matter("漏水管道", "厨房下水堵（{building}）", "厨房下水一点不走，楼上一用水就冒上来。", "管子通了，拐弯处换了一截。", home=True),
    Matter("漏水管道", "楼上漏水到家里（{building}）", "卫生间顶上滴水，跟楼上说了几次没人修。", "楼上重做了防水，试水两天不漏。", home=True),
    Matter("绿化环境", "夜间广场舞声音大（{spot}）", "{spot}的音响放到九点半，孩子写不了作业。", "和领队说好了，音量调小，九点收。", back=NO_POWER),
    Matter("绿化环境", "树枝挡窗（{building}）", "树长到三楼窗口，屋里白天也要开灯。", "修了枝，光进得来了。"),
    Matter("绿化环境", "污水井冒臭（{spot}）", "天一热井口就冒味，窗子不敢开。", "清了淤，换了防臭井盖。", back=("管网归城管排水，小区动不了", "urban")),
    Matter("绿化环境", "烧烤油烟大（{gate}外）", "门口烧烤摊的烟直往楼上灌。", "摊主装了净化器，收摊提前到十点。", to="urban"),
    Matter("绿化环境", "草坪被压坏（{spot}）", "车停上草坪，草都压没了。", "补种了草，立了石墩。"),
    Matter("停车充电", "电动车充电位不足（{spot}）", "晚上充电要排队，好些人从楼上拉线下来。", "加了八个充电口，晚上不用排了。", urgency="难事"),
    Matter("停车充电", "飞线充电（{stair}）", "有人从窗口拉线充电瓶车，就在门洞边上。", "线收了，一户一户说过，充电棚留了位。"),
    Matter("停车充电", "充电桩坏了（{spot}）", "四个充电口坏了三个，扫码没反应。", "换了主板，四个都能用。"),
    Matter("停车充电", "车位被占（{spot}）", "自己的车位总被别人占，打电话不挪。", "挂了牌，门岗核对车牌，没再占。", modes=MANAGED),
    Matter("停车充电", "门口路边乱停车（{gate}外）", "两边都停满，救护车进不来。", "画了线，早晚有人劝导。", back=ROAD),
    Matter("停车充电", "消防通道停车（{spot}）", "消防通道停了三台车，转弯都难。", "车挪走了，画了黄线，装了地桩。", urgency="急事"),
    Matter("卫生保洁", "垃圾没人清（{spot}）", "垃圾桶满了两天没人收，招苍蝇。", "清了，改成一天两次。"),
    Matter("卫生保洁", "楼道堆杂物（{stair}）", "楼道里堆着纸箱和旧沙发，怕着火。", "和那家说好，当天搬走了。"),
    Matter("卫生保洁", "装修垃圾堆在路边（{spot}）", "装修袋子堆了一个星期，下雨流一地。", "拉走了，以后要先约清运。"),
    Matter("卫生保洁", "化粪池满了（{building}）", "{building}后面的化粪池冒出来了。", "抽了，定了每季抽一次。", urgency="急事"),
    Matter("卫生保洁", "楼道好久没拖（{stair}）", "楼梯扶手一层灰，半个月没见人拖地。", "拖过了，门口贴了保洁时间表。"),
    Matter("门禁安全", "单元门关不上（{stair}）", "单元门关不严，晚上谁都能进来。", "换了闭门器，能关上了。"),
    Matter("门禁安全", "门禁刷不开（{stair}）", "门禁卡刷几遍都没反应，老人在门口等。", "读卡器换了，卡也重新登记了。", modes=MANAGED),
    Matter("门禁安全", "监控坏了（{spot}）", "{spot}丢了电瓶，一查监控是黑的。", "换了两个探头，存三十天。"),
    Matter("门禁安全", "高空抛物（{building}）", "楼上往下扔烟头和塑料袋，砸到晾的被子。", "挨家说了，装了朝上的探头。"),
    Matter("设施维修", "健身器材断了（{spot}）", "单杠的扶手断了，露着铁头。", "先围起来，后来换了新的。"),
    Matter("设施维修", "地砖翘起绊人（{spot}）", "地砖翘着，昨天绊倒一位老人。", "重新铺平了。"),
    Matter("设施维修", "井盖松动（{spot}）", "车一压井盖就翘，孩子爱在那里跑。", "换了新井盖，垫了胶圈。", urgency="急事"),
    Matter("设施维修", "楼梯扶手松了（{stair}）", "二楼的扶手一拉就晃。", "焊牢了，整个单元都检查了一遍。"),
    Matter("设施维修", "滑梯破了口（{spot}）", "滑梯边上裂了口，挂破孩子裤子。", "补好了，边角包了胶。", modes=MANAGED),
    Matter("设施维修", "雨棚破了（{stair}）", "单元门上的雨棚裂了，下雨直接淋。", "换了新雨棚。", modes=(UNMANAGED,)),
    Matter("设施维修", "家里水龙头坏了（{building}）", "交房的水龙头关不紧，一直滴。", "换了新的，没收钱。", home=True, modes=(SUBSIDISED,)),
    Matter("物业服务", "报修没人来（{building}）", "报了三次修，每次说明天，没人来。", "上门修了，客服登记了回访。", modes=MANAGED),
    Matter("物业服务", "装修噪声没人管（{building}）", "中午还在打钻，打电话物业说管不了。", "定了施工时间，贴在门上，中午停。", back=NO_POWER, modes=MANAGED),
    Matter("物业服务", "公示栏半年没换（{spot}）", "公示栏里还是去年的通知。", "换了新的，收支和维修都贴上了。", modes=MANAGED),
    Matter("物业服务", "快递柜放不下（{spot}）", "快递堆在地上，下雨都淋湿。", "加了一组柜子，搭了棚。", modes=MANAGED),
    Matter("物业费", "物业费收支想看明白", "交了几年，不知道钱花在哪里。", "上一年的收支贴出来了，有人坐着解答。", modes=MANAGED),
    Matter(
        "物业费",
        "停车费涨价没商量",
        "停车费突然涨了一倍，没开会也没征求意见。",
        "先按老价收，等业主表决。",
        back=("价格要业主大会定", "housing"),
        modes=(COMMERCIAL,),
    ),
    Matter("物业费", "空房物业费怎么交", "房子空着两年，物业费要不要全交。", "按合同讲清了，补交可以分两次。", home=True, modes=(COMMERCIAL,)),
    Matter("业主权益", "维修资金用在哪要公开", "修电梯说动了维修资金，没看到账。", "账目贴出来了，能到驿站查明细。", to="housing", modes=(COMMERCIAL,)),
    Matter("业主权益", "电梯广告收入去哪了", "电梯里全是广告，钱归谁没人说。", "收入转进公共账户，每季公示。", modes=(COMMERCIAL,)),
    Matter("业主权益", "业委会换届没通知到", "换届开会不知道，票也没发到。", "重新发了通知，补投三天。", to="party", modes=(COMMERCIAL, UNMANAGED)),
    Matter("没人管物业", "院里没人打扫（{spot}）", "院子一直没有保洁，落叶堆到脚面。", "街坊轮流扫，街道每周来清运一次。", to="own", modes=(UNMANAGED,)),
    Matter("没人管物业", "大门没人看（{spot}）", "大门白天黑夜敞着，发小广告的随便进。", "装了门，退休的街坊轮着看。", to="office", modes=(UNMANAGED,)),
    Matter("没人管物业", "想请物业进来", "院里老人多，想请个便宜的物业管起来。", "开了两次议事会，先试半年打扫和看门。", to="party", modes=(UNMANAGED,)),
    Matter("邻里矛盾", "半夜响动睡不好（{building}）", "楼上半夜拖凳子、跑跳，说了不听。", "两家坐下来说了，楼上铺了垫子。", to="own"),
    Matter("邻里矛盾", "空调水滴到楼下（{building}）", "楼上空调水滴在雨棚上，一夜响到亮。", "接了管子，不滴了。", to="own"),
    Matter("邻里矛盾", "狗叫扰人（{building}）", "隔壁上班不在家，狗叫一天。", "养狗的答应白天送托，早晚牵绳。", to="own"),
    Matter("邻里矛盾", "楼道养鸡有味（{stair}）", "楼道里养了两只鸡，一股味。", "鸡送走了，地也冲过。", to="own", modes=(UNMANAGED,)),
    Matter("生活困难", "问临时救助怎么办", "这个月看病花了不少，想问能不能申请救助。", "材料帮着备齐交了，等公示。", to="civil", home=True, urgency="小事"),
    Matter("生活困难", "高龄津贴没到账", "津贴两个月没到卡上。", "卡号填错了，改过来，下月一起补。", to="civil", home=True, urgency="小事"),
    Matter("生活困难", "想订送上门的饭", "腿脚不便，做不了饭。", "食堂从今天起送，先送一个月。", to="own", home=True),
    Matter("生活困难", "家里停电了，交费不会弄", "电停了，手机交费不会用。", "上门帮着交了，当场来电。", to="own", home=True),
    Matter("其他", "租房合同快到期怎么续", "年底到期，不知道要交什么材料。", "材料单给了，网上提交也教会了。", to="tenancy", home=True, modes=(SUBSIDISED,)),
    Matter("其他", "房租补贴问一问", "听说新政策能补，想问够不够条件。", "够条件，表交上去了。", to="tenancy", home=True, modes=(SUBSIDISED,)),
    Matter("其他", "想要一块晒被子的地方（{spot}）", "楼距近，被子没处晒。", "{spot}拉了晾衣架，先到先用。", to="own"),
    Matter("其他", "公交站没座位", "门口公交站没座位，老人等车站半天。", "", to="own", away="公交站归市公交公司，可以打 12345 反映，我们也把意见递过去了。"),
    Matter("其他", "宽带退费扯皮", "退宽带，押金一直不给退。", "", to="own", away="请打 12315 投诉，带上合同和缴费单。"),
)
WEIGHTS = {  # of a hundred concerns of a compound
    COMMERCIAL: {
        **{"停车充电": 18, "电梯": 13, "物业服务": 11, "卫生保洁": 10, "漏水管道": 10, "楼道照明": 8, "门禁安全": 8},
        **{"设施维修": 8, "绿化环境": 8, "邻里矛盾": 6, "物业费": 5, "业主权益": 4, "生活困难": 2, "其他": 3},
    },
    UNMANAGED: {
        **{"漏水管道": 17, "楼道照明": 16, "卫生保洁": 13, "没人管物业": 10, "设施维修": 10, "停车充电": 9},
        **{"邻里矛盾": 8, "绿化环境": 6, "门禁安全": 6, "生活困难": 6, "业主权益": 1, "其他": 3},
    },
    SUBSIDISED: {
        **{"电梯": 14, "设施维修": 12, "漏水管道": 12, "卫生保洁": 11, "邻里矛盾": 10, "停车充电": 10},
        **{"生活困难": 9, "门禁安全": 8, "物业服务": 7, "楼道照明": 5, "其他": 8},
    },
}
QUARRELS = (  # told in the mediation room alone: what was said, and how it ended
    ("两家为阳台滴水吵了半年，上星期在楼道里又吵起来。", "两边都来了，说开了，加接水盘的钱一家一半。"),
    ("兄妹为照顾老母亲轮班的事闹翻。", "排了轮班，写了一张纸，各拿一份。"),
    ("租客退房，房东扣押金不退。", "按合同扣了清洁费，其余当场退了。"),
    ("隔壁装修打裂了墙，赔多少谈不拢。", "请师傅看过，装修的那家负责补好。"),
    ("麻将声吵到深夜，邻居砸了门。", "答应九点收桌，门修好了，互相道了歉。"),
)


def of(mode: Mode, category: str) -> list[Matter]:
    """The matters of a category that come up in compounds of a mode."""
    return [matter for matter in MATTERS if matter.category == category and mode in matter.modes]


def weights(chance: random.Random, mode: Mode) -> dict[str, float]:
    """How often each category comes up in one compound: no two are alike."""
    return {category: weight * chance.uniform(0.4, 1.8) for category, weight in WEIGHTS[mode].items()}
