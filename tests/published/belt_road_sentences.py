"""Where the sentences of the Belt and Road paper print each number; white space is taken out before.

One group an id, in the order of the ids.
"""

from .reading import NUMBER, YEAR

SENTENCES = [
    (rf"本文研究时段为{YEAR}~{YEAR}年", ["design-first-year", "design-last-year"]),
    (rf"明确的政策冲击年份定为{YEAR}年", ["design-event-year"]),
    (rf"在{YEAR}~{YEAR}年的预处理期内", ["pre-first-year", "design-pre-last-year"]),
    (r"冲击,则取值为(\d),否则为(\d);", ["design-event-on", "design-event-off"]),
    (r"\((-\d)\\leqk\\leq(\d)\)", ["design-window-low", "design-window-high"]),
    (rf"对政策提出前{NUMBER}年与后{NUMBER}年的进出口", ["design-n-leads", "design-n-lags"]),
    (rf"并重复回归{NUMBER}次", ["design-placebo-draws"]),
    (rf"政策干预时间虚构为{YEAR}年或{YEAR}年", ["design-placebo-year-1", "design-placebo-year-2"]),
    (r"SITCRev\.4\)中的第(\d)、(\d)、(\d)类部分章节",
     ["design-sitc-section-5", "design-sitc-section-7", "design-sitc-section-8"]),
    (rf"Significancelevels:\*p<{NUMBER},\*\*p<{NUMBER},\*\*\*p<{NUMBER}\.",
     ["design-star-one", "design-star-two", "design-star-three"]),
    (rf"研究对象,基于{YEAR}~{YEAR}年高技术产品贸易数据", ["abstract-first-year", "abstract-last-year"]),
    (rf"Countriesfrom{YEAR}to{YEAR},thispaper", ["abstract-en-first-year", "abstract-en-last-year"]),
    (rf"为此，本文利用{YEAR}~{YEAR}年贸易数据", ["intro-first-year", "intro-last-year"]),
    (rf"因此，本文利用{YEAR}~{YEAR}年的贸易数据", ["intro-first-year", "intro-last-year"]),
    (rf"本文基于{YEAR}~{YEAR}年中国与中亚", ["conclusion-first-year", "conclusion-last-year"]),
    (rf"本研究将{YEAR}年“一带一路”倡议的提出", ["model-event-year"]),
    (rf"在{YEAR}年之前，实验组与控制组.*?在{YEAR}年之后，实验组", ["trends-event-year"] * 2),
    (rf"基于{YEAR}~{YEAR}年\(政策前\)", ["matching-first-year", "matching-pre-last-year"]),
    (rf"占比\(%\){YEAR}~{YEAR}平均增速\(%\){YEAR}~{YEAR}平均增速\(%\)",
     ["t1-first-year", "t1-pre-last-year", "t1-event-year", "t1-last-year"]),
    (rf"变量名称提前至{YEAR}年提前至{YEAR}年", ["t4-placebo-year-1", "t4-placebo-year-2"]),
    (rf"航空航天\(SITC{NUMBER}\)、计算机与办公设备\(SITC{NUMBER}\)、电子通信设备\(SITC{NUMBER}\)、"
     rf"医药产品\(SITC{NUMBER}\)、科学仪器\(SITC{NUMBER}\)、电气机械\(SITC{NUMBER}\)以及"
     rf"化学制品\(SITC{NUMBER}\)",
     ["t1-sitc-aerospace", "t1-sitc-computers", "t1-sitc-communications", "t1-sitc-medicine",
      "t1-sitc-instruments", "t1-sitc-electrical-machinery", "t1-sitc-chemicals"]),
    (rf"出口规模\(系数在{NUMBER}~{NUMBER}之间\),进口规模效应则在{NUMBER}~{NUMBER}之间",
     ["psm-did-export-min", "psm-did-export-max", "psm-did-import-min", "psm-did-import-max"]),
    (rf"flow系数为{NUMBER}，在", ["t5-flow"]),
    (rf"在出口回归中为(-{NUMBER[1:-1]})\^\{{\*\*\*\}}，在进口回归中为(-{NUMBER[1:-1]})\^\*，",
     ["t8-exports", "t8-imports"]),
]  # fmt: skip
IN_WORDS = [
    (r"这(.)个中亚国家定义为处理组", ["design-n-treated"]),
    (r"塞尔维亚(.)个国家作为对照组", ["design-n-controls"]),
    (r"进行了(.)类安慰剂检验", ["design-placebo-kinds"]),
    (r"半径匹配(.)种方式平衡", ["design-matchings"]),
    (r"线性插值与(.)年移动平均法", ["design-moving-average"]),
    (r"^中国与中亚(.)国重大事件", ["title-n-treated"]),
    (r"本文以中国与中亚(.)国为研究对象", ["abstract-n-treated"]),
    (r"Chinaand(\w+?)CentralAsianCountriesonHigh", ["abstract-en-n-treated"]),
    (r"Chinaandthe(\w+?)CentralASIANCountriesfrom", ["abstract-en-n-treated"]),
    (r"中国与中亚(.)国高技术产品贸易的净效应。为增强", ["intro-n-treated"]),
    (r"覆盖中国与中亚(.)国\(", ["data-n-treated"]),
    (r"年中国与中亚(.)国高技术产品贸易数据,运用", ["conclusion-n-treated"]),
]  # fmt: skip
IN_LISTS = {
    "design-categories": (r"将高技术产品划分为(.*?)等类别", r"[^、和]+"),
    "design-control-variables": (r"引入以下控制变量:(.*?)。", r"\(\*\w+\*\)"),
    "design-matching-variables": (r"特征变量,包括(.*?),使用", r"[^、和]+"),
}
# Numbers of the text that are no entries of the record: the words around them, and why.
NOT_ENTERED = {
    "10": ("均在5%或10%水平下显著", "a level of significance"),
    "4.0": ("(CCBY4.0)", "the version of the licence"),
}
