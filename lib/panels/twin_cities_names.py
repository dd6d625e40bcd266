"""Chinese places as users write them: short, long, with or without accents, at the spelling of the tables.

Nothing is guessed: a name that can be a city and a province, such as Jilin, stays open.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

# English names of the provinces and regions by code; the tables have them where the public lists name them.
PROVINCES = {
    "130000": ("Hebei",),
    "140000": ("Shanxi",),
    "150000": ("Inner Mongolia", "Nei Mongol"),
    "210000": ("Liaoning",),
    "220000": ("Jilin",),
    "230000": ("Heilongjiang",),
    "320000": ("Jiangsu",),
    "330000": ("Zhejiang",),
    "340000": ("Anhui",),
    "350000": ("Fujian",),
    "360000": ("Jiangxi",),
    "370000": ("Shandong",),
    "410000": ("Henan",),
    "420000": ("Hubei",),
    "430000": ("Hunan",),
    "440000": ("Guangdong",),
    "450000": ("Guangxi",),
    "460000": ("Hainan",),
    "510000": ("Sichuan",),
    "520000": ("Guizhou",),
    "530000": ("Yunnan",),
    "540000": ("Tibet", "Xizang"),
    "610000": ("Shaanxi",),
    "620000": ("Gansu",),
    "630000": ("Qinghai",),
    "640000": ("Ningxia",),
    "650000": ("Xinjiang",),
}
_OF_PROVINCE = re.compile(
    r"( province| \((province|region)\)|( zhuang| hui| uyghur| uygur)? autonomous region)$|"
    r"(省|(壮族|回族|维吾尔)?自治区)$"
)
_OF_CITY = re.compile(r"( city| municipality| \(city\))$|市$")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a written name stands for.

    Attributes
    ----------
    exact : frozenset of str
        Spellings of the tables, which need no reading.
    cities : dict of str to str
        Folded name, without the word for city -> spelling of the tables.
    provinces : dict of str to str
        Folded name, without the word for province -> code.
    chinese : dict of str to str
        Chinese name of a city of prefecture level or municipality -> code.
    """

    exact: frozenset[str]
    cities: dict[str, str]
    provinces: dict[str, str]
    chinese: dict[str, str]

    def province(self, name: str) -> str:
        """Code of the province that a name stands for; empty if it stands for none, or for a city too."""
        folded = _folded(name)
        bare = _OF_PROVINCE.sub("", folded)
        code = self.provinces.get(bare, "")
        return "" if bare == folded and bare in self.cities else code

    def is_both(self, name: str) -> bool:
        """Whether a name is a city's as well as a province's, such as Jilin and 吉林."""
        folded = _folded(name)
        return folded in self.cities and folded in self.provinces

    def spelling(self, name: str) -> str:
        """The spelling of the tables for a city, district or county; the name itself if it is no other's."""
        if name in self.exact or self.is_both(name):
            return name
        folded = _folded(name)
        return self.cities.get(folded) or self.cities.get(_OF_CITY.sub("", folded), name)

    def city_before(self, name: str) -> str:
        """Code of the city whose Chinese name a longer text begins with: 大连市 of 大连市金州区."""
        head, mark, rest = name.partition("市")
        return self.chinese.get(f"{head}市", "") if mark and rest else ""


def names(cities: pd.DataFrame, aliases: pd.DataFrame) -> Names:
    """The names of the tables ``cities`` and ``city_aliases``.

    Parameters
    ----------
    cities : DataFrame
        Its rows of ``level`` county are no cities.
    aliases : DataFrame
    """
    real = cities[cities["level"] != "county"]
    english = {_folded(name): code for code, own in PROVINCES.items() for name in own}
    municipal = set(real.loc[real["level"] == "municipality", "province_code"])
    provinces = cities[~cities["province_code"].isin(municipal)]
    codes = provinces.set_index("province")["province_code"].to_dict()
    chinese = {_OF_PROVINCE.sub("", name): code for name, code in codes.items()}
    places = aliases.loc[aliases["level"] != "province", "place"]
    spellings = defaultdict(set)
    for name in [*real["city_name"], *real["name_en"], *places]:
        spellings[_folded(name)].add(name)
    for name in [*real["city_name"], *real["name_en"], *places]:
        bare = _OF_CITY.sub("", _folded(name))
        if bare not in spellings:
            spellings[bare].add(name)
    return Names(
        exact=frozenset([*real["city_name"], *real["name_en"], *aliases["place"]]),
        cities={folded: min(own) for folded, own in spellings.items() if len(own) == 1},
        provinces=english | chinese,
        chinese=real.set_index("city_name")["city_code"].to_dict(),
    )


def _folded(name: str) -> str:
    """Lower case, without accents, with one kind of apostrophe and of space."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).lower().split())
