"""The few words the writers and the page add themselves, by language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ENGLISH = {
    "no value": "no value",
    "between": "; ",
    "comma": ", ",
    "explained": "{text} ({keys})",
    "next": "Next",
    "rows": "{count} rows",
    "lines": "All {count} lines",
    "list": "The same as a list",
    "goal": "goal",
    "outcome": "outcome",
    "activity": "activity",
    "title": "Title",
    "helps": "helps",
    "hurts": "hurts",
    "unclear": "unclear",
    "lane": "Lane",
    "start": "Start",
    "finish": "Finish",
    "after": "After",
    "critical": "critical",
    "milestone": "milestone",
    "horizon": "horizon",
    "milestones": "Milestones",
    "number": "No.",
    "not drawn": "{count} of {total} are too many to draw and are left out of the drawing",
    "more": "… and {count} more",
    "more in": "… and {count} more in {file}",
    "no room": "{count} of {total} have no place on these axes",
    "bar": "{title}, {lane}: {span}",
    "on a day": "{kind}: {title}, {day}",
    "point": "{number}. {label}: {x}, {y}",
    "from to": "{start} to {finish}",
    "until": "{name}: until {day}",
    "month": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "quarter": "Q{number}",
    "year": "{number}",
    "value": "Value",
    "critical work": "critical: its delay delays the end",
    "tentative": "earliest days",
    "tentative work": "dashed: earliest days; who does it, or how long it takes, is not told",
    "waiting": "waits for",
    "other": "other work",
    "empty": "Nothing here.",
    "drawing": "Theory of change, goals on top and their causes below",
    "calendar": "Calendar of work",
    "points": "Points on two axes",
    "fan": "Values so far and to come",
    "day": "Day",
    "goal line": "target",
    "skip": "Skip to the content",
    "contents": "Contents",
    "provenance": "How this page was made",
    "verdict": "Verdict",
}

_CHINESE = {
    "no value": "无数值",
    "between": "；",
    "comma": "，",
    "explained": "{text}（{keys}）",
    "next": "下一步",
    "rows": "{count} 行",
    "lines": "全部 {count} 行",
    "list": "列表形式",
    "goal": "目标",
    "outcome": "结果",
    "activity": "活动",
    "title": "名称",
    "helps": "促进",
    "hurts": "削弱",
    "unclear": "不明",
    "lane": "分组",
    "start": "开始",
    "finish": "结束",
    "after": "前置",
    "critical": "关键",
    "milestone": "里程碑",
    "horizon": "阶段",
    "milestones": "里程碑",
    "number": "序号",
    "not drawn": "共 {total} 项，其中 {count} 项过多未画出",
    "more": "……另有 {count} 项",
    "more in": "……另有 {count} 项，见 {file}",
    "no room": "共 {total} 项，其中 {count} 项无法在坐标上显示",
    "bar": "{title}，{lane}：{span}",
    "on a day": "{kind}：{title}，{day}",
    "point": "{number}. {label}：{x}，{y}",
    "from to": "{start} 至 {finish}",
    "until": "{name}：至 {day}",
    "month": "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    "quarter": "{number}季度",
    "year": "{number}年",
    "value": "数值",
    "critical work": "关键：它若延迟，整体即延迟",
    "tentative": "最早日期",
    "tentative work": "虚线：最早日期；承担者或工期未说明",
    "waiting": "等待",
    "other": "其他工作",
    "empty": "暂无内容。",
    "drawing": "变革理论图：目标在上，原因在下",
    "calendar": "工作日程",
    "points": "二维坐标点",
    "fan": "已有数值与未来数值",
    "day": "日期",
    "goal line": "目标值",
    "skip": "跳到正文",
    "contents": "目录",
    "provenance": "本页如何生成",
    "verdict": "结论",
}

_BY_LANGUAGE = {"en": _ENGLISH, "zh": _CHINESE}


def words(language: str) -> Mapping[str, str]:
    """Return the writers' own words in a language, in English where it is not spoken here.

    Parameters
    ----------
    language
        A BCP 47 tag such as ``en`` or ``zh-Hans``; only its first part counts.

    Examples
    --------
    >>> words("zh-Hans")["goal"], words("fr")["goal"]
    ('目标', 'goal')
    """
    return MappingProxyType(_BY_LANGUAGE.get(language.split("-")[0].lower(), _ENGLISH))
