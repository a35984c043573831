"""The compounds behind a figure of a street or a district."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user

from models.areas import MODES, Area
from models.reports.behind import Behind
from models.reports.dashboard import MEASURES
from models.reports.rollup import ELSEWHERE, Rollup
from views import access
from views.pages import Paged, go, page
from views.period_asked import period_asked
from views.spreadsheets import download

bp = Blueprint("figures", __name__)

HEAD = ("名称", "小区", "走访次数", "志愿小时", "活动场次", "诉求件数", "没办完", "超期", "响应率", "解决率", "满意率")


@bp.get("/overview")
def mine() -> Any:
    """To the figures of the user's own place."""
    access.readable(Area)
    return go(url_for("areas.show", pk=current_user.area_id))


@bp.get("/areas/<id:pk>/figures")
def show(pk: int) -> Any:
    """Each compound with its value, its own past and the median of its mode; nonsense in the address shows coverage, of all modes."""
    area, period, problem = _asked(pk)
    behind, lines = _behind(area, period)
    context = {"count": len(lines), "mode": request.args.get("mode"), "modes": MODES, "measures": MEASURES, "problem": problem}
    return page("figures/show.html", behind=behind, lines=Paged(lines), **context)


@bp.get("/areas/<id:pk>/rollup.xlsx")
def rollup(pk: int) -> Any:
    """The places below an area with their figures, and what they come to, as the page has them."""
    area, period, _ = _asked(pk)
    table = Rollup(area, period)
    return download(f"{area} {period.label}", HEAD, [_cells(line) for line in (*table.lines, table.total)])


@bp.get("/areas/<id:pk>/figures.xlsx")
def export(pk: int) -> Any:
    """The compounds behind a figure as a spreadsheet."""
    area, period, _ = _asked(pk)
    behind, lines = _behind(area, period)
    head = ("社区", "小区", "类型", behind.measure.name, *((period.before, "全区同类中位数") if behind.measure.past else ()))
    cells = (
        (str(line.compound.community), line.compound.name, line.compound.shown("mode"), line.value, line.before, line.median)[: len(head)] for line in lines
    )
    common = [("", ELSEWHERE, "", behind.elsewhere, "", "")[: len(head)]] if behind.elsewhere else []
    return download(f"{behind.measure.name} {area} {period.label}", head, [*cells, *common])


def _asked(pk: int) -> tuple[Area, Any, str]:
    access.readable(Area)
    area = access.find(Area.visible_to(current_user), pk)
    return area, *period_asked()


def _behind(area: Area, period: Any) -> tuple[Behind, list[Any]]:
    """The figure that the address names, and its lines of the mode that it names."""
    behind = Behind(area, period, MEASURES.get(request.args.get("of", ""), MEASURES["coverage"]))
    mode = request.args.get("mode")
    return behind, [line for line in behind.lines if mode not in dict(MODES) or line.compound.mode == mode]


def _cells(line: Any) -> list[Any]:
    counts = [line.compounds, line.visits, round(line.minutes / 60, 2), line.activities, line.rates.concerns, line.waiting.open, line.waiting.overdue]
    return [str(line.place), *counts, *("" if rate.percent is None else f"{rate.percent}%" for _, rate in line.rates.three)]
