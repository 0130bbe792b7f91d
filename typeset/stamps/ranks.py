"""How large a unit's seal is by rank, and what stands in its middle: 国发〔1999〕25号, points 3 to 15.

- Diameters are the rule's. Two rows only have an upper limit, 45 mm; there 42 mm is usual.
- A seal with the national emblem is made and handed out by the State Council or the province's government. It is not
  drawn here, its picture is imported; a demonstration draws it with a star.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kernel.workflow import Labelled
from typeset.stamps.errors import StampRefused, Why


class Middle(StrEnum):
    """What the name runs round."""

    EMBLEM = "emblem"
    STAR = "star"


class Rank(Labelled):
    """Whose seal it is."""

    PROVINCE = "province", "省、自治区、直辖市人民政府"
    MINISTRY = "ministry", "国务院办公厅、国务院各部委"
    AGENCY = "agency", "国务院直属机构、办事机构（正部级）"
    DEPUTY_AGENCY = "deputy_agency", "国务院直属机构、办事机构（副部级）"
    INSTITUTION = "institution", "国务院直属事业单位（正部级，没有行政职能）"
    DEPUTY_INSTITUTION = "deputy_institution", "国务院直属事业单位（副部级，没有行政职能）"
    COORDINATION = "coordination", "国务院议事协调机构和临时机构"
    STATE_BUREAU = "state_bureau", "国务院部委管理的国家局"
    FOREIGN_AFFAIRS = "foreign_affairs", "国务院部委的外事司（局）"
    GOVERNMENT = "government", "自治州、市、县、市辖区人民政府"
    PREFECTURE = "prefecture", "地区（盟）行政公署"
    TOWNSHIP = "township", "乡（镇）人民政府"
    MISSION = "mission", "驻外国的大使馆、领事馆"
    INTERNAL = "internal", "国家行政机关内设机构、直属单位"
    ENTERPRISE = "enterprise", "企业事业单位、社会团体"


@dataclass(frozen=True, slots=True)
class Size:
    """Diameter in mm; `at_most` where the rule only limits it."""

    diameter: float
    middle: Middle
    at_most: float = 0


SIZES: Final[Mapping[Rank, Size]] = MappingProxyType({
    Rank.PROVINCE: Size(50, Middle.EMBLEM),
    Rank.MINISTRY: Size(50, Middle.EMBLEM),
    Rank.AGENCY: Size(50, Middle.EMBLEM),
    Rank.DEPUTY_AGENCY: Size(45, Middle.EMBLEM),
    Rank.INSTITUTION: Size(50, Middle.STAR),
    Rank.DEPUTY_INSTITUTION: Size(45, Middle.STAR),
    Rank.COORDINATION: Size(50, Middle.STAR),
    Rank.STATE_BUREAU: Size(45, Middle.EMBLEM),
    Rank.FOREIGN_AFFAIRS: Size(42, Middle.EMBLEM),
    Rank.GOVERNMENT: Size(45, Middle.EMBLEM),
    Rank.PREFECTURE: Size(45, Middle.STAR),
    Rank.TOWNSHIP: Size(42, Middle.STAR),
    Rank.MISSION: Size(42, Middle.EMBLEM),
    Rank.INTERNAL: Size(42, Middle.STAR, at_most=45),
    Rank.ENTERPRISE: Size(42, Middle.STAR, at_most=45),
})  # fmt: skip


def diameter(rank: Rank, wanted: float | None = None, *, demo: bool = False) -> float:
    """The seal's diameter in mm. Raises StampRefused for another one than the rule's, and where the emblem belongs."""
    size = SIZES[rank]
    if size.middle is Middle.EMBLEM and not demo:
        raise StampRefused(Why.EMBLEM, rank=rank.label)
    if wanted is None or wanted == size.diameter:
        return size.diameter
    if not wanted <= size.at_most:
        raise StampRefused(Why.RANK_SIZE, rank=rank.label, size=wanted, rule=size.at_most or size.diameter)
    return wanted
