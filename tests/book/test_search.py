"""The index side of the search; the browser's side is compared with it in test_browser.py."""

import re

import pytest

from lib import paths
from lib.book import han, search

TERMS = paths.BOOK / "_static" / "search_terms.txt"


@pytest.fixture(scope="module")
def language():
    return search.BilingualSearch({"dict": str(TERMS)})


def test_words_of_the_dictionary_stay_whole(language):
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        word = line.split()[0]
        assert word in language.split(f"本文采用{word}进行研究")


def test_every_neighbouring_pair_is_indexed(language):
    words = language.split("中国对外投资 and 效率")
    assert {"中国", "国对", "对外", "外投", "投资", "效率"} <= set(words)


@pytest.mark.parametrize(
    ("written", "found"), [("東道國投資效率", "投资"), ("隨機前沿", "随机前沿"), ("貿易", "贸易")]
)
def test_traditional_text_is_indexed_in_simplified_characters(language, written, found):
    assert found in language.split(written)


def test_glossary_and_codebook_fold_completely():
    """Every Chinese character of the data's own names has a simplified form that GB 2312 holds."""
    text = "".join(
        (paths.DATA / name).read_text(encoding="utf-8") for name in ("glossary.csv", "sources.yml")
    )
    for character in set(re.findall(r"[\u3400-\u9fff]", text)):
        assert han.fold(character).encode("gb2312")


def test_pairs_of_characters_are_pairs():
    assert len(han.TRADITIONAL) == len(han.SIMPLIFIED)
    assert len(set(han.TRADITIONAL)) == len(han.TRADITIONAL)
    assert not set(han.TRADITIONAL) & set(han.SIMPLIFIED)
    assert all(character.encode("gb2312") for character in han.SIMPLIFIED)


@pytest.mark.parametrize(
    ("word", "stem"),
    # From the vocabulary that Porter published with his algorithm (1980).
    [("caresses", "caress"), ("ponies", "poni"), ("ties", "ti"), ("relational", "relat"),
     ("formality", "formal"), ("Efficiency", "effici"), ("generalizations", "gener"), ("probate", "probat"),
     ("is", "is"),
     # His two later points of difference, which the script of the page has.
     ("technology", "technolog"), ("possibly", "possibl"), ("nobly", "nobli"),
     ("irresponsibly", "irrespons")],
)  # fmt: skip
def test_english_words_have_porter_stems(language, word, stem):
    assert language.stem(word) == stem
