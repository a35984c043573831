"""How a property contract stands: days left, the notice to end it, what is handed over when the company leaves, who comes after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from peewee import CharField, DateField, ForeignKeyField

from models import clock
from models.committees import SOON, Finding
from models.database import Query
from models.organizations import Contract, Organization
from models.records import Invalid, Number, Record
from models.users import User

# 民法典 949: what a company that leaves does
STEPS = ("退出小区", "交还物业服务用房", "交还相关设施", "交还必需的资料", "如实告知使用和管理情况", "配合新物业交接")


class HandoverStep(Record):
    """One thing that is handed over when a company leaves, and the day on which it was."""

    title = "交接事项"
    readers = Contract.readers
    editors = Contract.editors

    contract: Any = ForeignKeyField(Contract, backref="steps", on_delete="CASCADE", verbose_name="物业合同")
    position = Number(default=0, high=100)
    name = CharField(40, verbose_name="事项")
    done = DateField(null=True, verbose_name="哪天办好的")
    note = CharField(100, null=True, verbose_name="说明")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, user: User) -> Query:
        own = Contract.visible_to(user).select(Contract.id)
        return cls.select(cls, Contract).join(Contract).where(cls.contract.in_(own))

    @classmethod
    def begin(cls, contract: Contract, by: User | None) -> None:
        """Lay out what the law asks to be handed over, once."""
        if not contract.steps.exists():
            for position, name in enumerate(STEPS):
                cls.add(by, contract=contract, position=position, name=name)

    def clean(self) -> None:
        if self.done and self.done > clock.today():
            raise Invalid(done="不能是以后的日子")


def state(contract: Contract, steps: Iterable[HandoverStep], day: date) -> str:
    """In a few words how a contract stands on a day: 履行中，还有 90 天."""
    steps = list(steps)
    over = f"，交接 {sum(step.done is not None for step in steps)} / {len(steps)}" if steps else ""
    if contract.leaves and contract.leaves <= day:
        return f"已退出{over}"
    if contract.noticed and contract.noticed <= day:
        left = f"，{(contract.leaves - day).days} 天后退出" if contract.leaves else ""
        return f"已通知退出{left}{over}"
    if contract.since and contract.since > day:
        return "还没开始"
    if contract.until is None:
        return "履行中"
    left_days = (contract.until - day).days
    return f"履行中，还有 {left_days} 天" if left_days >= 0 else f"到期 {-left_days} 天了"


def findings(contract: Contract, day: date) -> list[Finding]:
    """What there is to say of a contract on a day, and whether it is as it should be."""
    told = [_notice(contract.until, contract.notice_days, day)] if contract.until and not contract.noticed else []
    if contract.noticed:
        told.append(Finding(contract.leaves is not None, f"{contract.noticed.isoformat()} 书面通知，最早 {contract.may_leave} 退出"))
        told.append(_successor(contract))
    return told


def _notice(until: date, ahead: int, day: date) -> Finding:
    last = until - timedelta(days=ahead)
    if last >= day:
        return Finding(until - day > SOON, f"不续、要换，最晚 {last.isoformat()} 书面通知（提前 {ahead} 天）")
    return Finding(False, f"书面通知最晚是 {last.isoformat()}，已经过了：要换，先和物业商量推后退出")


def _successor(contract: Contract) -> Finding:
    later = Contract.select(Contract, Organization).join(Organization).where(Contract.compound == contract.compound_id, Contract.id != contract.id)
    later = later.where(Contract.since >= (contract.since or date.min)).order_by(Contract.since.desc())
    following: Any = later.first()
    return Finding(True, f"接手：{following.company}，{following.since} 起") if following else Finding(False, "还没有接手的物业")
