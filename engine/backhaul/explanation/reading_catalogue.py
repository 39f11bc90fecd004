"""The engine's own words for readings: its own sentences, and what a note of a change says of versions, said of readings."""

from __future__ import annotations

from backhaul.explanation.words import Catalogue

ENGLISH: Catalogue = {
    "title": "What follows from each reading",
    "question": "What is open: {a}",
    "decides": "{a} (by this one it is decided)",
    "rests": "{a} ({b})",
    "pair": "“{a}” or “{b}”",
    "never-differ": "These two readings never differ: of every case that there can be, it is proved that both decide the same.",
    "open": "Whether these two readings ever differ was not settled within the bound on work; give it more with `--work N`.",
    "smallest": "The smallest case in which they differ: {a}",
    "what": "What comes of it",
    "apart": "In this case the two differ in {a} by {b}.",
    "stake": "In this case {a}: {b}.",
    "each": "In this case {a}: {b} by the first reading, {c} by the second.",
    "summary": "{n} pairs of readings: {different} differ for some cases, {alike} never, {open} not settled.",
}
CHINESE: Catalogue = {
    "title": "不同理解各有什么结果",
    "question": "未定之处：{a}",
    "decides": "{a}（目前按此决定）",
    "rests": "{a}（{b}）",
    "pair": "“{a}”还是“{b}”",
    "never-differ": "这两种理解从无差别：已就所有可能的案件证明，两者的结果相同。",
    "open": "在工作量上限内未能确定这两种理解是否有差别；可用 `--work N` 提高上限。",
    "smallest": "两者结果不同的最简案件：{a}",
    "what": "结果",
    "apart": "该案件中，两者的{a}相差{b}。",
    "stake": "该案件的{a}：{b}。",
    "each": "该案件的{a}：按第一种理解为{b}，按第二种理解为{c}。",
    "summary": "共{n}对理解：{different}对在某些案件中有差别，{alike}对从无差别，{open}对未能确定。",
}
#: in place of sentences of a note of a change
ENGLISH_OF_NOTES: Catalogue = {
    "region": "The choice matters for {a} in every case in which all of this is so:",
    "region-part": "The choice can matter for {a} only where all of this is so (not in every such case):",
    "region-every": "The choice matters for {a} in every case.",
    "region-lost": "The choice matters for {a} in some cases, for which no short description was found.",
    "outside": "In all other cases both decide the same. This is proved of every case that there can be.",
    "outside-open": "Where nothing is described, it is proved that cases differ, and not which.",
    "otherwise": "“{a}” is not the same by both",
    "alike": "“{a}” is the same by both",
    "by-old": "{a} (by the first reading)",
    "by-new": "{a} (by the second reading)",
    "nobody-decided": "Wherever both readings decide a case, it is proved that they decide it alike.",
    "not-settled": "Whether any case comes out otherwise was not settled.",
    "can-become": "by the first reading, and by the second",
    "never": "Proved to be the same by both: {a}",
    "refuses-old": "There are cases that only the second reading decides; by the first they are refused: {a}",
    "refuses-new": "There are cases that only the first reading decides; by the second they are refused: {a}",
    "refuses-open": "Whether one reading refuses cases that the other decides was not settled.",
}
CHINESE_OF_NOTES: Catalogue = {
    "region": "以下各项全部成立的案件，选哪种理解会影响{a}：",
    "region-part": "只有以下各项全部成立的案件，选哪种理解才可能影响{a}（并非都影响）：",
    "region-every": "所有案件中，选哪种理解都影响{a}。",
    "region-lost": "部分案件中，选哪种理解会影响{a}，但未能用简短的条件说明是哪些。",
    "outside": "其他案件中两者的结果相同。这一点已就所有可能的案件证明。",
    "outside-open": "未说明条件的部分，已证明有案件的结果不同，但未能说明是哪些。",
    "otherwise": "“{a}”按两种理解不同",
    "alike": "“{a}”按两种理解相同",
    "by-old": "{a}（按前一种理解）",
    "by-new": "{a}（按后一种理解）",
    "nobody-decided": "两种理解都作出决定的案件，已证明其决定都相同。",
    "not-settled": "是否有案件的结果不同，未能确定。",
    "can-become": "按前一种理解，及按后一种理解",
    "never": "已证明按两种理解相同：{a}",
    "refuses-old": "有的案件只有按后一种理解才作出决定，按前一种不予受理：{a}",
    "refuses-new": "有的案件只有按前一种理解才作出决定，按后一种不予受理：{a}",
    "refuses-open": "是否有案件只按一种理解受理，未能确定。",
}
