"""Full-text search in English and Chinese that works in the reader's browser.

The index is built here, in Python; a query is cut up there, in JavaScript. A page is found only if
both sides arrive at the same words. English words are stemmed by Porter's algorithm on both sides.
Chinese is written without spaces, and a browser has no dictionary to cut it with, so each run of
Chinese characters is indexed twice: as the words of the dictionary, and as all pairs of neighbouring
characters. A query is looked up whole if it is a word of the index, else pair by pair, so that any
phrase of two or more characters on a page can be found. Traditional characters are folded into simplified
ones on both sides.
"""

import re

import snowballstemmer
from sphinx.search.zh import SearchChinese

from lib.book import han

# What the algorithm of 1980 leaves of -bly and -logy, behind a vowel and a consonant at least.
_LATER = re.compile(r"(.*[aeiouy][^aeiou].*?)(bli|logi)$")
_HAN = re.compile(r"[\u3400-\u9fff]+")

_SPLITTER = r"""
const traditional = "TRADITIONAL", simplified = "SIMPLIFIED";
function splitQuery(query) {
    const fold = (text) => Array.from(text, (c) => {
        const k = traditional.indexOf(c);
        return k < 0 ? c : simplified[k];
    }).join("");
    const known = (word) =>
        typeof Search !== "undefined" && Search._index &&
        (Object.hasOwn(Search._index.terms, word) || Object.hasOwn(Search._index.titleterms, word));
    const pairs = (run) =>
        known(run) || run.length < 3
            ? [run]
            : Array.from({length: run.length - 1}, (_, k) => run.slice(k, k + 2));
    return fold(query)
        .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
        .flatMap(piece => piece.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff]+/gu) || [])
        .flatMap(piece => /[\u3400-\u9fff]/u.test(piece) ? pairs(piece) : [piece]);
}
"""


class BilingualSearch(SearchChinese):
    """Sphinx's Chinese search with pairs of characters and the same English stemmer on both sides."""

    js_splitter_code = _SPLITTER.replace("TRADITIONAL", han.TRADITIONAL).replace("SIMPLIFIED", han.SIMPLIFIED)

    def init(self, options: dict[str, str]) -> None:
        """Load the user dictionary (option ``dict``) and the stemmer."""
        super().init(options)
        self.stemmer = snowballstemmer.stemmer("porter")

    def split(self, input: str) -> list[str]:
        """English words, simplified Chinese words of the dictionary, and pairs of Chinese characters."""
        folded = han.fold(input)
        return [*super().split(folded), *pairs(folded)]

    def stem(self, word: str) -> str:
        """Porter stem in lower case, exactly as the page's script computes it.

        References
        ----------
        Porter (1980); the script also has its author's two later "points of difference" in step 2.
        """
        word = word.lower()
        if len(word) < 3:  # the script leaves words of one and two letters alone
            return word
        stem = self.stemmer.stemWord(word)
        later = _LATER.match(stem)
        return self.stemmer.stemWord(later[1] + ("ble" if later[2] == "bli" else "log")) if later else stem


def pairs(text: str) -> list[str]:
    """All pairs of neighbouring Chinese characters of ``text``."""
    return [run[k : k + 2] for run in _HAN.findall(text) for k in range(len(run) - 1)]
