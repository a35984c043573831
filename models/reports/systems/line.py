"""One line of the list of systems."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from models.reports.summary import Summary

PLACES = {  # parts of the page, as a reader would name them
    "": "13645 体系",
    "head": "题头",
    "headline": "五个大数",
    "people": "谁在负责",
    "promises": "办到哪一步",
    "cells": "八大邻里活动",
    "stations": "驿站与阵地",
    "foot": "页脚",
}


class Group(StrEnum):
    """Where the source tells of a system: the framework of the whole district, or the pages about one of the three modes."""

    FRAMEWORK = "13645 体系"
    QUALITY = "红色品质"
    SERVICES = "红色服务"
    EFFECT = "红色效应"


class System(NamedTuple):
    """A named system: its number in MODEL.md, its names, what the page calls it, what it says of it, and where it stands there already."""

    number: int
    chinese: str
    english: str
    short: str
    words: Callable[[Summary], str]
    at: str = ""
    group: Group = Group.FRAMEWORK
    code: str = ""  # of the programmes that are this system (models/programmes.py): the page calls it by their own name
