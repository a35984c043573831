"""Names and telephone numbers of people who do not exist."""

from __future__ import annotations

import random

SURNAMES = (
    "李王张杨刘陈赵周马徐段普尹沐孔罗施毕朱胡何高林郭谢唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程苏魏吕丁沈任姚卢傅钟崔谭"
    "廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛闫雷钱汤黎"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司徒", "诸葛")
WOMEN = "晓燕 雪梅 丽娟 海霞 静怡 佳慧 春梅 思颖 文静 艳红 婷婷 雨桐 丽萍 云霞 红梅 小芳 明珠 秋月 娅楠 梦洁 春燕 芸 莉 敏 倩 颖 霞 娟 丹 璐"
OLD_WOMEN = "桂英 秀兰 玉珍 凤仙 琼芬 美仙 惠芬 桂芝 兰英 素珍 琼仙 云仙 淑华 玉兰 秀琼 丽琼 菊仙 桂珍 秋菊 月娥 凤英 翠芬 琼英 学珍"
MEN = "志强 建华 俊杰 海涛 文斌 晓东 云飞 国栋 宏伟 子轩 浩然 明远 立新 春生 永刚 家豪 学文 一凡 志远 伟 磊 涛 鹏 勇 昆 斌 杰 超 凯 旭"
OLD_MEN = "国荣 家富 正明 绍华 永福 光辉 有才 兴邦 德昌 文祥 学礼 绍文 发祥 国兴 朝贵 自忠 占云 开明 家顺 长寿 云生 应昌 树林 世荣"
YOUNG, OLD = ([names.split() for names in pair] for pair in ((MEN, WOMEN), (OLD_MEN, OLD_WOMEN)))


def person(dice: random.Random, elder: bool = False) -> str:
    """An invented full name, of an older generation when `elder`."""
    surname = dice.choice(COMPOUND_SURNAMES) if dice.random() < 0.006 else dice.choice(SURNAMES)
    return surname + dice.choice((OLD if elder else YOUNG)[dice.random() < 0.52])


def mobile(dice: random.Random) -> str:
    """Eleven digits that belong to nobody: no mobile number in China begins with 10."""
    return f"100{dice.randrange(10**8):08d}"


def public_line(dice: random.Random) -> str:
    """A fixed line in Kunming that rings nowhere: none begins with 0."""
    return f"0871-0000 {dice.randrange(10**4):04d}"
