"""What the steps of the story share: its people, their texts, and where its records are."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from kernel import clock, worktime
from tests.browser.people import House

OFFICER, SIGNER = "yunlu.xinxi1", "yunlu.qianfa"
SECOND, SECOND_SIGNER = "canglang.xinxi1", "canglang.qianfa"
STRANGER = "qingxi.xinxi1"
SCREENER, EDITOR, DIRECTOR, PROOFREADER, LEADER = "shaixuan", "bianji1", "zhuren", "jiaodui", "lingdao1"
TITLE = "云麓汛期农业保险快速理赔取得实效"
SECOND_TITLE = "沧浪水稻保险查勘用上无人机"
RETURNED_TITLE = "沧浪保险机构开展防灾培训"
DECLINED_TITLE = "沧浪监管局举办职工趣味运动会"
BODY = (
    "7月18日，云麓市遭遇强降雨，全市12个县区农田受灾4.6万亩。据云麓监管局统计，截至7月25日，辖内保险机构接到农险报案1,286件，"
    "已支付赔款2,130万元，结案率81%，户均赔付1.66万元。\n\n主要做法：一是提前备勘，汛前对低洼地块逐户登记，灾后免报案查勘。"
    "二是先行预付，对绝收地块按保额五成预付，三日内到账。三是数据共享，与农业农村、气象部门共用遥感影像，查勘时间由七天缩短到两天。"
    "\n\n存在的问题：部分山区通信中断，电子查勘不能实时上传；个别险种条款对“积水时长”约定不清，引起争议十九起，已全部由调解组织受理。"
    "\n\n下一步，云麓监管局将督促机构在八月底前完成全部赔付，并提出修订示范条款的建议。联系人：叶疏桐，010-55500001。"
)
SECOND_BODY = (
    "7月20日以来，沧浪监管局组织辖内机构用无人机查勘水稻受灾情况，累计飞行210架次，核定损失面积8,300亩，查勘效率提高四倍。"
    "据机构报送，已赔付640万元，惠及农户1,920户，农户满意率达到98%。"
)
MARKING = "机密★10年"
NOTE = "“部分山区”请写明县名，其余同意。"
SAID = "做法很好，可总结推广。"
DEMAND = "请总结三条经验，写明印发范围和时间。"  # the unit does not see what a leader of the first rank wrote
ANSWER = "已会同农业农村部门总结三条经验，于8月10日前印发全市推广。"
# Working days after today, written by hand from the office's terms: each ends at midnight of its last day.
TERMS = {"verification": 1, "editing": 1, "proofreading": 1, "open": 2, "answer": 5}
RESULT = "承办单位已落实，进展按月报告。"


@dataclass(slots=True)
class Stage:
    """The house, and the addresses of the records that the story has made in it."""

    house: House
    paths: dict[str, str] = field(default_factory=dict)
    number: int = 0  # of the issue, from its approval on

    @property
    def script(self) -> bool:
        """Whether browsers run scripts."""
        return self.house.script

    def id(self, name: str) -> str:
        """The id of a record."""
        return self.paths[name].rsplit("/", 1)[-1]

    def on_desk(self, name: str) -> str:
        """A submission's page on the office's desk."""
        return f"/desk/{self.id(name)}"


def chips(page: Page) -> Locator:
    """Where the record stands."""
    return page.locator(".head .chips").first


def offered(page: Page, label: str) -> int:
    """How many acts of exactly this name the page offers."""
    named = page.locator(".acts").get_by_text(label, exact=True)
    return int(named.count())


def agrees(shown: Locator, step: str) -> None:
    """The clock on a page says what TERMS says: so many days left, or in full the day it ends on."""
    working, today = worktime.current(), clock.local(clock.now()).date()
    day = today
    for _ in range(TERMS[step]):
        day += timedelta(days=1)
        while not working.is_work(day):
            day += timedelta(days=1)
    expect(shown.locator(".words")).to_contain_text(f"还有 {(day - today).days} 天")
    if shown.locator("dl.scale").count():
        expect(shown.locator("dl.scale")).to_contain_text(re.compile(rf"按时截止\s*{day.month} 月 {day.day} 日 24:00"))
