"""The page's figures as rows for a spreadsheet, read from the same object as the page."""

from __future__ import annotations

from typing import Any

from models.reports.promises import Line
from models.reports.summary import Summary
from models.reports.systems import Told
from models.reports.wording import hours

Table = tuple[str, list[str], list[list[Any]]]


def tables(summary: Summary) -> list[Table]:
    """(title, head, rows) of each sheet; figures under 3 of people in need are masked here as on the page."""
    period = summary.period.label
    figures = [[f.label, number(f.value), f.unit, *f.details, change(summary, f.direction, f.change)] for f in summary.headline]
    return [
        ("小区一页纸", [f"{summary.compound.name} {period}", "数", "单位", "其中", "其中", "变化"], figures),
        ("十二个月", ["月份", "入户走访（次）", "志愿服务（小时）"], [[m.period.label, m.visits, number(hours(m.minutes))] for m in summary.trend.months]),
        ("三率", ["", "件", "共几件", "%"], _answers(summary)),
        ("诉求", ["编号", "诉求", "急不急", "哪天提的", "经手", "办到哪一步"], [_promise(line) for line in summary.all_promises.lines]),
        ("52 个体系", ["序号", "体系", "属于", period, "在页上哪里"], [_system(told) for told in summary.all_systems]),
        ("居民打分", ["", "平均（满分 5）", "几人评"], _marks(summary)),
        ("志愿服务", ["志愿队", "小时"], [[team, number(hours(minutes))] for team, minutes in summary.service.teams]),
        (
            "邻里活动",
            ["类别", "八大活动第几格", "场次", "人次"],
            [[k.name, k.cell, k.times, k.people] for k in summary.activities.cells + summary.activities.others],
        ),
        (
            "机制",
            ["机制", "走访（次）", "活动（场）", "志愿服务（小时）"],
            [[p.name, p.visits, p.activities, number(hours(p.minutes))] for p in summary.programmes],
        ),
        ("谁在负责", ["组织", "名称", "负责人", "职务", "到期"], [_body(body) for body in summary.charge.bodies.values()]),
        ("驿站与阵地", ["名称", "开放时间"], [[station.name, station.hours] for station in summary.stations]),
    ]


def _system(told: Told) -> list[Any]:
    """A system in full; of which there is nothing it says so."""
    return [told.system.number, told.system.chinese, told.system.group, told.words or "没有", told.place]


def _answers(summary: Summary) -> list[list[Any]]:
    """The three rates, and below them the counts that they rest on."""
    rates = [[name, rate.part, rate.whole, rate.percent] for name, rate in summary.rates.three]
    return rates + [[name, count, None, None] for name, count, _ in summary.counted]


def _marks(summary: Summary) -> list[list[Any]]:
    """What residents gave on the public page, up to five."""
    score = summary.score
    if score is None:
        return [["评的人少于3，不写分数", None, None]]
    return [["对小区满意", score.satisfied, score.count], ["像自己的家", score.belonging, score.count]]


def _promise(line: Line) -> list[Any]:
    return [line.number, line.told, line.urgency, line.day, line.chain, line.state]


def number(text: str) -> int | float | str:
    """A figure as a number that a spreadsheet can add up; 少于3 and — stay words."""
    plain = text.replace(",", "")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return text


def change(summary: Summary, direction: int, text: str) -> str:
    """比上月多 24 次, in words."""
    return f"比{summary.period.before}{'多' if direction > 0 else '少'} {text}" if direction else text


def _body(body: Any) -> list[Any]:
    head = body.head
    return [body.title, body.name, head.person if head else "", head.duty if head else "", str(body.ends or "")]
