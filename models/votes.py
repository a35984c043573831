"""How owners decide (民法典 278): by area and by number, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MATTERS = [  # in the order of article 278; those of HEAVY need three quarters
    ("rules", "制定、修改业主大会议事规则"),
    ("covenant", "制定、修改管理规约"),
    ("election", "选举业委会、更换委员"),
    ("company", "选聘、解聘物业服务企业"),
    ("use_fund", "使用维修资金"),
    ("raise_fund", "筹集维修资金"),
    ("rebuild", "改建、重建建筑物和附属设施"),
    ("common", "改变共有部分用途、利用共有部分经营"),
    ("other", "有关共有和共同管理权利的其他重大事项"),
]
HEAVY = frozenset({"raise_fund", "rebuild", "common"})


class Tally(NamedTuple):
    """Owners by number, and by area in hundredths of a square metre."""

    number: int
    area: int


@dataclass(frozen=True)
class Vote:
    """All owners, those who took part, and those of them who agreed."""

    matter: str
    all: Tally
    present: Tally
    agreed: Tally

    @property
    def heavy(self) -> bool:
        """Whether three quarters are asked for instead of more than half."""
        return self.matter in HEAVY

    @property
    def possible(self) -> bool:
        """Whether the figures can be: nobody agrees who was not there, nobody is there who owns nothing."""
        return all(0 <= agreed <= present <= whole and whole > 0 for agreed, present, whole in zip(self.agreed, self.present, self.all, strict=True))

    @property
    def quorate(self) -> bool:
        """Two thirds of the owners, by number and by area, took part (三分之二以上: two thirds are enough)."""
        return all(3 * present >= 2 * whole for present, whole in zip(self.present, self.all, strict=True))

    @property
    def agreed_enough(self) -> bool:
        """Of those who took part three quarters, or more than half, agreed, by number and by area. 过半数: a half is not enough."""
        return all(self._enough(agreed, present) for agreed, present in zip(self.agreed, self.present, strict=True))

    @property
    def passed(self) -> bool:
        """Whether it is decided."""
        return self.quorate and self.agreed_enough

    @property
    def reason(self) -> str:
        """Why it is decided or not, as somebody would say it."""
        told = "通过" if self.passed else "没通过"
        if not self.quorate:
            return f"{told}：参加表决的没到三分之二（{self._shares(self.present, self.all)}）"
        asked = "四分之三" if self.heavy else "半数"
        enough = ("" if self.agreed_enough else "没") + ("到" if self.heavy else "过")
        return f"{told}：参加表决的够三分之二，同意的{enough}{asked}（{self._shares(self.agreed, self.present)}）"

    def _enough(self, agreed: int, present: int) -> bool:
        return 4 * agreed >= 3 * present if self.heavy else 2 * agreed > present

    @staticmethod
    def _shares(part: Tally, whole: Tally) -> str:
        """人数 60 / 90，面积 …: the two shares, in percent that never round up to what was not reached."""
        shares = [f"{n * 1000 // max(1, of) / 10:.1f}".removesuffix(".0") for n, of in zip(part, whole, strict=True)]
        return f"人数 {part.number} / {whole.number}，{shares[0]}%；面积 {square(part.area)} / {square(whole.area)} 平方米，{shares[1]}%"


def square(hundredths: int) -> str:
    """An area as people write it: 8953 -> 89.53."""
    return f"{hundredths // 100:,}.{hundredths % 100:02}".removesuffix(".00")


def hands(yes: int, no: int, abstained: int) -> tuple[bool, str]:
    """Of a show of hands: whether more than half of those who were there are for it, and why."""
    there = yes + no + abstained
    passed = 2 * yes > there
    return passed, f"{'通过' if passed else '没通过'}：{there} 人里 {yes} 人同意，{'过' if passed else '没过'}半数"
