"""The table of checks: what is looked at before approval, why, and how grave it is.

The sentence of a row stands in templates/messages.toml under preflight.<id>.
"""

from typing import Final

from typeset.preflight import (
    characters,
    dates,
    headings,
    layingout,
    marks,
    numbers,
    parts,
    people,
    sums,
    units,
)
from typeset.preflight.problem import Check, Level

_ERROR, _WARNING = Level.ERROR, Level.WARNING
_FORMAT, _HOUSE = "GB/T 9704-2012", "本系统"

CHECKS: Final = (
    # the characters
    Check("undrawn", "缺字", f"{_HOUSE}：缺字不得付印", _ERROR, characters.undrawn),
    Check("odd", "异形字", f"{_HOUSE}：转换留下的字符", _WARNING, characters.odd),
    # the pages
    Check("outside", "超出版心", f"{_FORMAT} 5.2.1", _ERROR, layingout.outside),
    Check("crossing", "表格文字越线", f"{_HOUSE}：表中文字须完整", _ERROR, layingout.crossing),
    Check("overprinted", "文字重叠", f"{_HOUSE}：文字须可辨认", _ERROR, layingout.overprinted),
    Check("widowed", "署名、日期独占一页", f"{_FORMAT} 7.3.5.5", _WARNING, layingout.widowed),
    Check("lone_foot", "版记独占一页", f"{_FORMAT} 7.4", _WARNING, layingout.lone_foot),
    Check("blank", "多张空白页", f"{_FORMAT} 7.5", _WARNING, layingout.blank),
    Check("coarse", "图片分辨率低", f"{_HOUSE}：印刷不低于每英寸 150 点", _WARNING, layingout.coarse),
    # headings and numbers
    Check("order", "序号不连续", f"{_FORMAT} 7.3.3", _WARNING, headings.order),
    Check("levels", "标题跳级", f"{_FORMAT} 7.3.3", _WARNING, headings.levels),
    Check("signs", "序号标点", f"{_FORMAT} 7.3.3", _WARNING, headings.signs),
    Check("mixed", "序号写法不一", f"{_FORMAT} 7.3.3", _WARNING, headings.mixed),
    Check("heading_ends", "小标题末标点", "GB/T 15834-2011", _WARNING, headings.ends),
    Check("heading_empty", "标题下无内容", f"{_HOUSE}：有标题须有内容", _WARNING, headings.empty),
    Check("brackets", "发文字号括号", f"{_FORMAT} 7.2.5", _WARNING, numbers.brackets),
    Check("number_form", "发文字号、期号写法", f"{_FORMAT} 7.2.5", _WARNING, numbers.form),
    Check("issue_number", "期号不衔接", f"{_HOUSE}：每期号码接上期", _WARNING, numbers.issue_number),
    # dates
    Check("impossible", "不存在的日期", "日历", _ERROR, dates.impossible),
    Check("weekdays", "星期不符", "日历", _WARNING, dates.weekdays),
    Check("ranges", "起止日期、天数", "日历", _WARNING, dates.ranges),
    Check("date_form", "日期写法", f"{_FORMAT} 7.3.5.4", _WARNING, dates.forms),
    Check("dated", "成文日期", f"{_FORMAT} 7.3.5.4", _WARNING, dates.dated),
    # names
    Check("slips", "单位名称疑误", "通讯录", _WARNING, units.slips),
    Check("unknown", "通讯录中没有的单位", "通讯录", _WARNING, units.unknown),
    Check("former", "单位旧称", "通讯录", _WARNING, units.former),
    Check("posts", "姓名与职务", "通讯录", _WARNING, people.posts),
    Check("names", "姓名疑误", "通讯录", _WARNING, people.names),
    Check("people_order", "领导排序", "通讯录", _WARNING, people.order),
    # tables
    Check("down", "合计不符（列）", f"{_HOUSE}：表中合计须相符", _WARNING, sums.down),
    Check("across", "合计不符（行）", f"{_HOUSE}：表中合计须相符", _WARNING, sums.across),
    Check("shares", "占比合计", f"{_HOUSE}：各项占比合计为 100%", _WARNING, sums.shares),
    # the words
    Check("length", "篇幅", "《信息工作管理办法》附件", _WARNING, parts.length),
    Check("without_text", "有题无文", f"{_HOUSE}：有标题须有正文", _ERROR, parts.without_text),
    Check("title_ends", "标题末标点", "GB/T 15834-2011", _WARNING, parts.title_ends),
    Check("annex_note", "附件说明", f"{_FORMAT} 7.3.4", _WARNING, parts.annex_note),
    Check("carbon", "抄送末标点", f"{_FORMAT} 7.4.2", _WARNING, parts.carbon),
    Check("caption", "图片无图题", f"{_HOUSE}：图片须有图题", _WARNING, parts.figures_without_words),
    Check("doubled", "标点重复", "GB/T 15834-2011", _WARNING, marks.doubled),
    Check("half_width", "半角标点", "GB/T 15834-2011", _WARNING, marks.half_width),
    Check("unmatched", "括号、引号不成对", "GB/T 15834-2011", _WARNING, marks.unmatched),
    Check("repeated", "文字重复", f"{_HOUSE}：疑为误输", _WARNING, marks.repeated),
)
