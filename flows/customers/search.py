"""Search among customers: the tokens a customer is found by, and the key that orders names as people expect."""

import re
import unicodedata

_WORD = re.compile(r"[\w]+")
_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_NOT_DIGIT = re.compile(r"\D")
LAST_DIGITS = 4
"""How many last digits of a number find it."""
LONGEST_TERM = 80


def folded(text: str) -> str:
    """The text as search compares it: compatibility forms made one (full-width letters), case ignored."""
    return unicodedata.normalize("NFKC", text).casefold()


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of each word; an ideograph counts alone too, for a surname is one character."""
    grams: set[str] = set()
    for word in _WORD.findall(folded(text)):
        grams.update(word[at : at + 2] for at in range(len(word) - 1))
        grams.update(_IDEOGRAPH.findall(word))
    return frozenset(grams)


def number_token(number: str) -> str:
    """The token of a number's last digits."""
    return "#" + _NOT_DIGIT.sub("", number)[-LAST_DIGITS:]


def customer_tokens(name: str, account: str, numbers: tuple[str, ...] = ()) -> list[str]:
    """Everything a customer is found by, in a fixed order."""
    tokens = bigrams(name) | bigrams(account) | {number_token(number) for number in numbers if number}
    return sorted(tokens)


def term_tokens(term: str) -> tuple[list[str], str]:
    """The tokens that a search term demands of a name or account, and the digits it demands of a number ("" when it is no number)."""
    term = term[:LONGEST_TERM]
    digits = _NOT_DIGIT.sub("", term) if re.fullmatch(r"[\d\s+().\-]+", folded(term)) else ""
    return sorted(bigrams(term)), digits if len(digits) >= LAST_DIGITS else ""


def term_words(term: str) -> list[str]:
    """The words of a search term, each of which must stand in the name or account."""
    return _WORD.findall(folded(term[:LONGEST_TERM]))


def sort_key(name: str) -> str:
    """The key that orders a name: Chinese by pinyin, everything else by itself, case ignored."""
    if not _IDEOGRAPH.search(name):
        return folded(name)
    from pypinyin import Style, lazy_pinyin  # its dictionaries take 20 MB: only who meets a Chinese name pays

    return folded(" ".join(lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)))
