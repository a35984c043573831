"""What people say at the door: topic, the note that is made of it, and what is found at the promised return."""

from __future__ import annotations

import random

from models.areas import Mode

JOIN = "、"  # between the topics of one visit

Matter = tuple[str, str, str]  # topic, note, note of the return visit

MATTERS: dict[Mode | None, tuple[Matter, ...]] = {
    None: (
        ("身体", "膝盖疼，想在卫生间装扶手", "扶手装好了，说稳当多了"),
        ("身体", "血压有点高，约了社区义诊", "去量过了，医生调了药"),
        ("身体", "刚做完白内障手术，眼睛还怕光", "复查过了，能看电视了"),
        ("吃饭", "一个人不想做饭，想订爱心餐", "订上了，说软和，吃得惯"),
        ("吃饭", "牙不好，想要软一点的菜", "食堂给单独焖软了"),
        ("用电用气", "燃气灶打不着火，有点漏气味", "燃气公司换了软管，没味了"),
        ("用电用气", "插线板老化发烫，劝换新的", "换了带开关的插线板"),
        ("家里来人", "女儿月底回来，想一起办居住证", "证办好了"),
        ("家里来人", "孙子来住一个暑假，想找个伴", "参加了儿童课堂"),
        ("物业", "单元门关不严，风大", "物业修了闭门器，能关上了"),
        ("物业", "走廊堆了纸箱，怕着火", "已经清走了"),
        ("邻里", "楼上半夜拖凳子，睡不好", "楼上贴了脚垫，安静了"),
        ("邻里", "阳台滴水到楼下晾的被子", "两家说开了，加了接水盘"),
        ("政策", "问高龄津贴怎么领", "材料交了，下月起发"),
        ("政策", "医保缴费手机不会弄", "帮着在手机上交好了"),
        ("其他", "想把旧衣柜捐出去", "志愿者搬走了"),
    ),
    Mode.COMMERCIAL: (
        ("停车", "地库车位总被占", "物业挂了牌，没再占"),
        ("电梯", "电梯到十楼会抖一下", "维保来调过，不抖了"),
        ("物业费", "想知道电梯广告费用到哪了", "看了公示，清楚了"),
        ("养狗养猫", "遛狗不牵绳，孩子害怕", "那家答应牵绳了"),
    ),
    Mode.UNMANAGED: (
        ("楼道灯", "三楼楼道灯不亮", "换了声控灯，亮了"),
        ("扔垃圾", "垃圾桶远，雨天没人倒", "挪近了，每天两清"),
        ("修水管", "厨房下水堵了", "便民队来通了，没收钱"),
        ("房子漏水", "顶楼下雨渗水", "补了防水，等下次下雨看"),
    ),
    Mode.SUBSIDISED: (
        ("租约", "租约年底到期，问怎么续", "材料齐了，交上去了"),
        ("找工作", "想找离家近的活", "超市招人，上班了"),
        ("孩子上学", "孩子转学要开证明", "证明开好了，已经入学"),
        ("房租", "这个月房租想缓几天", "已经交上了"),
    ),
}

EVERYDAY = (
    ("身体", "一切都好"),
    ("身体", "精神不错，每天去河边走走"),
    ("身体", ""),
    ("吃饭", "在做饭，聊了几句"),
    ("家里来人", "孩子放假在家"),
    ("家里来人", ""),
    ("用电用气", "看了灶具和插座，没问题"),
    ("用电用气", ""),
    ("邻里", "和对门处得好"),
    ("物业", "说保洁比以前勤"),
    ("物业", ""),
    ("政策", "讲了防诈骗，没接过怪电话"),
    ("政策", ""),
    ("其他", "电话换了，已经登记"),
)

CARED = (
    ("身体", "药吃完了，志愿者帮着取回来"),
    ("身体", "腿脚不便，陪着下楼晒了太阳"),
    ("身体", "血压 138/82，按时吃药"),
    ("身体", "夜里咳，劝去社区医院看看"),
    ("吃饭", "爱心餐送到了，吃得下"),
    ("吃饭", "胃口好，自己煮的米线"),
    ("家里来人", "女儿每天来电话"),
    ("家里来人", "外甥周末来过，留了水果"),
    ("用电用气", "燃气报警器试过，会响"),
    ("用电用气", "换了夜灯，起夜看得清"),
    ("邻里", "隔壁帮着倒垃圾，很感激"),
    ("政策", "高龄津贴到账了"),
    ("身体、吃饭", "精神比上次好"),
    ("身体", ""),
    ("吃饭", ""),
)


def matter(chance: random.Random, mode: Mode) -> Matter:
    """Something that needs a second visit; every third time one of the compound's own mode."""
    return chance.choice(MATTERS[mode] if chance.random() < 0.33 else MATTERS[None])


def everyday(chance: random.Random, cared: bool = False) -> tuple[str, str]:
    """Topics and note of a visit at which nothing was amiss; at a door with a care tag there is more to tell."""
    if cared:
        return chance.choice(CARED)
    topic, note = chance.choice(EVERYDAY)
    other = chance.choice(EVERYDAY)[0]
    return (JOIN.join((topic, other)) if other != topic and chance.random() < 0.3 else topic), note
