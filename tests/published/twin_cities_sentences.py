"""Where the sentences of the twin-cities paper print each number; white space is taken out before.

One group an id, in the order of the ids.
"""

from .reading import NUMBER, YEAR

SENTENCES = [
    (rf"视角切入,基于{YEAR}—{YEAR}年{NUMBER}个中国城市与{NUMBER}个国家或地区的匹配对数据",
     ["design-first-year-abstract", "design-last-year-abstract", "design-n-cities-abstract",
      "design-n-destinations-abstract"]),
    (rf"鉴于此,本文将基于{YEAR}—{YEAR}年{NUMBER}个中国城市\(包括.*?①与{NUMBER}个国家或地区",
     ["design-first-year-intro", "design-last-year-intro", "design-n-cities-intro",
      "design-n-destinations-intro"]),
    (rf"pairsbetween{NUMBER}Chinesecitiesand{NUMBER}countriesorregionsin{YEAR}-{YEAR}\.",
     ["design-n-cities-english", "design-n-destinations-english", "design-first-year-english",
      "design-last-year-english"]),
    (rf"时间样本区间选定在{YEAR}年以后", ["design-first-year-wto"]),
    (rf"最终形成了{YEAR}—{YEAR}年{NUMBER}个中国地级市和{NUMBER}个国家或地区的非平衡面板",
     ["design-first-year", "design-last-year", "design-n-cities", "design-n-destinations"]),
    (rf"其中包括{NUMBER}个签订.*?的国家或地区,共形成了{NUMBER}个城市对,样本观测值{NUMBER}个",
     ["design-n-treated-destinations", "design-n-pairs", "design-n"]),
    (r"以HS(\d)为分类标准", ["design-hs-digits"]),
    (r"HS(\d)编码处于第(\d+)类~第(\d+)类的商品",
     ["design-hs-digits", "design-first-section", "design-last-section"]),
    (rf"的比重乘以{NUMBER},再作为被解释变量", ["design-share-scale"]),
    (rf"协议前{NUMBER}年到签订友好城市协议后{NUMBER}年", ["design-n-leads", "design-n-lags"]),
    (rf"仰光市{NUMBER}座国际友好城市共同成立", ["t1-kunming-alliance"]),
    (rf"图1中国签订的国际友好城市协议个数:{YEAR}—{YEAR}年", ["figure1-first-year", "figure1-last-year"]),
    (rf"第一份国际友好城市协议至{YEAR}年止", ["figure1-database-last-year"]),
    (rf"所涉及的国家或地区一共有{NUMBER}个", ["figure1-n-destinations"]),
    (rf"美国、日本和韩国,数量分别为{NUMBER}座、{NUMBER}座和{NUMBER}座",
     ["figure1-agreements-usa", "figure1-agreements-jpn", "figure1-agreements-kor"]),
    (rf"城市出口量和出口额分别提高了{NUMBER}%和{NUMBER}%",
     ["abstract-quantity-effect", "abstract-value-effect"]),
    (rf"对签约国的出口量和出口额分别增长了{NUMBER}%和{NUMBER}%",
     ["t3-quantity-effect", "t3-value-effect"]),
    (rf"出口量和出口额分别显著提高了{NUMBER}%和{NUMBER}%",
     ["conclusion-quantity-effect", "conclusion-value-effect"]),
    (rf"Chinesecitiesby{NUMBER}%and{NUMBER}%respectively",
     ["english-quantity-effect", "english-value-effect"]),
    (rf"行业种类数显著增加了{NUMBER}%,而.*?的比重显著提高了{NUMBER}%",
     ["t3-varieties-effect", "t3-share-effect"]),
    (rf"非协议方的出口量和出口额分别增长了{NUMBER}%和{NUMBER}%",
     ["t4-quantity-effect", "t4-value-effect"]),
    (rf"\(或地区\)的出口量和出口额分别增长了{NUMBER}%和{NUMBER}%②",
     ["heckman-quantity-effect", "heckman-value-effect"]),
    (rf"使邻近国家或地区的出口量和出口额分别增长了{NUMBER}%和{NUMBER}%",
     ["t6-neighbours-quantity-effect", "t6-neighbours-value-effect"]),
    (rf"非邻近国家或地区的出口提升作用较小,两者分别为{NUMBER}%和{NUMBER}%",
     ["t6-others-quantity-effect", "t6-others-value-effect"]),
]  # fmt: skip
IN_WORDS = [
    (r"主要体现在(.)个方面:\(1\)增强政治互信", ["design-n-roles"]),
    (r"友好城市的(.)大作用", ["design-n-roles-table"]),
]
IN_LISTS = {
    "design-n-controls": (r"\n表2 (.*?)在引力模型中", r"^(?!qe|ve)[a-z]+\b"),
    "design-n-neighbours": (r"国\s*家\s*或地区包括:(.*?),其他均界定", r"[^、和]+"),
}
# Numbers of the text that are no entries of the record: the words around them, and why.
NOT_ENTERED = {"1": ("分别表示在1%,5%和10%的置信水平", "a level of significance")}
