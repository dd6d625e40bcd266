"""Where the sentences of the agglomeration paper print each number; white space is taken out before.

One group an id, in the order of the ids.
"""

from .reading import NUMBER, YEAR

SENTENCES = [
    (rf"企业平均劳动生产率将增加{NUMBER}%", ["literature-size-doubles"]),
    (rf"城市生产率将提高约{NUMBER}%", ["literature-density-doubles"]),
    (rf"使用{YEAR}—{YEAR}年中国城市出口贸易相关数据", ["design-first-year", "design-last-year"]),
    (rf"{YEAR}—{YEAR}年中国海关统计数据库和{YEAR}—{YEAR}年中国城市统计年鉴，涵盖了中国{NUMBER}个地级及以上",
     ["design-first-year", "design-last-year", "design-first-yearbook", "design-last-yearbook",
      "design-cities-covered"]),
    (rf"得到中国{NUMBER}个城市{YEAR}—{YEAR}年期间的{NUMBER}个样本数据",
     ["design-n-cities", "design-first-year", "design-last-year", "design-n"]),
    (rf"得到中国{NUMBER}个城市.{{10}}期间的{NUMBER}个样本数据", ["design-t1-n-units", "design-t1-n"]),
    (rf"各个地级市{YEAR}年的实际GDP增长率，然后", ["design-resilience-base-year"]),
    (rf"城市每年的实际GDP增长率与{YEAR}年的实际GDP增长率之间", ["design-resilience-base-year"]),
    (r"使用HS(\d)测算城市出口产品种类", ["design-product-digits"]),
    *((rf"取ln（(\d)\+{name}）", ["design-log-offset"]) for name in ("phumc", "rd", "seadis", "fdi")),
    (r"取ln（(\d)\+road－per）", ["design-log-offset"]),
    (r"如果有则ETDZ=(\d)，否则ETDZ=(\d)。", ["design-zone-yes", "design-zone-no"]),
    (rf"均值、{NUMBER}分位数和{NUMBER}分位数，之后",
     ["design-low-percentile", "design-high-percentile"]),
    (rf"小于城市出口金额{NUMBER}分位数、大于城市出口金额{NUMBER}分位数的样本",
     ["design-low-percentile", "design-high-percentile"]),
    (rf"相应的{NUMBER}分位数和{NUMBER}分位数，剔除",
     ["design-low-percentile-others", "design-high-percentile-others"]),
    (rf"分别表示{NUMBER}%、{NUMBER}%和{NUMBER}%的显著性水平",
     ["design-stars-three", "design-stars-two", "design-stars-one"]),
    (rf"每提高1个百分点，将使得城市出口额提高{NUMBER}%", ["t1-value-agglomeration-effect"]),
    (rf"的影响（系数为{NUMBER}）高于城市经济韧性的影响作用（系数为{NUMBER}）",
     ["t1-value-productivity-coef", "t1-value-resilience-coef"]),
    (rf"出口增加的作用（系数为{NUMBER}）大于通过.*?出口增加的作用（系数为{NUMBER}）",
     ["t1-value-x-productivity-coef", "t1-value-x-resilience-coef"]),
    (rf"城市出口金额将增加{NUMBER}%，也就是说城市失业率", ["t2-value-unemployment-effect"]),
    (rf"lnRunepd对城市出口金额的影响作用（系数为{NUMBER}）低于.*?lnPro对城市出口金额的影响作用"
     rf"（系数为{NUMBER}）", ["t2-value-x-unemployment-coef", "t2-value-x-productivity-coef"]),
    (rf"前者的促进作用（影响系数为{NUMBER}）高于后者（影响系数为{NUMBER}）",
     ["t4-large-x-productivity-coef", "t4-large-x-resilience-coef"]),
    (rf"本文得到{NUMBER}个待估计样本", ["t8-n"]),
]  # fmt: skip
IN_WORDS = [
    (r"具体包括(.)个分解变量", ["design-outcomes"]),
    (r"城市生产率(.)个解释变量都可以", ["design-core"]),
    (r"本文引入(.)个交互项", ["design-interactions"]),
    (r"出口特征变量的滞后(.)期；lnAgg", ["design-lag"]),
    (r"核心解释变量的滞后(.)期作为", ["design-instrument-lag"]),
    (r"邮政编码的前(.)位（个别使用前(.)位或全部(.)位",
     ["design-postcode-digits", "design-postcode-five", "design-postcode-six"]),
    (r"使用城市每(.)人中在校大学生", ["design-human-capital-base"]),
    (r"第二，使用(.)年滑动平均来测算", ["design-moving-average"]),
    (r"将城市按规模分为(.)类", ["design-sizes"]),
    (r"所处区位，本文将城市分为(.)类", ["design-regions"]),
    (r"亦或是通过(.)种途径共同", ["design-channels"]),
    (r"贸易发展的(.)个重要渠道", ["design-channels-conclusion"]),
    (r"城市经济韧性强化(.)种，", ["design-channels-limits"]),
]  # fmt: skip
IN_LISTS = {
    "design-controls": (r"（2）主要控制变量。(.*?)（二）计量结果分析", r"（(?:ln[a-z－\s]+|ETDZ)）"),
}
# Numbers of the text that are no entries of the record: the words around them, and why.
NOT_ENTERED = {
    "0.039": ("系数为0.0395", "the piece of a number before its space"),
    "0.089": ("系数为0.0895", "the piece of a number before its space"),
    "337": ("2337个样本", "the piece of a number behind its space"),
    "871": ("1871个待估计样本", "the piece of a number behind its space"),
    "50": ("但仍保持在50%以上", "a bound, the claim is a range"),
}
