"""How values read aloud and on screens: the closed list of formatters, and how a value without one is shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from scripts_dsl.money import Money
from scripts_dsl.types import EnumType, ValueType, present

Show = Callable[[object, str], object]
"""Turns a value into what is shown in a language ("en", "zh")."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_SIGNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "zh": {"CNY": ("", "元"), "USD": ("", "美元"), "EUR": ("", "欧元"), "GBP": ("", "英镑")},
    "en": {"CNY": ("CNY ", ""), "USD": ("$", ""), "EUR": ("€", ""), "GBP": ("£", "")},
}
_TWO_PART_SURNAMES = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒", "端木", "独孤", "南宫")
)


def show_plain(value: object, language: str) -> object:
    """A value without formatter: numbers without needless zeros, dates in words, yes and no, lists joined without what is missing."""
    if isinstance(value, bool):
        return {"zh": "是" if value else "否"}.get(language, "yes" if value else "no")
    if isinstance(value, Decimal):
        return show_number(value, language, grouped=False)
    if isinstance(value, Money):
        return show_money(value, language)
    if isinstance(value, datetime | time):
        return show_time(value, language)
    if isinstance(value, date):
        return show_date(value, language)
    if isinstance(value, tuple | list):
        return ("、" if language == "zh" else ", ").join(str(show_plain(item, language)) for item in value if item is not None)
    return value


def show_number(value: object, language: str, *, grouped: bool = True) -> object:
    """A number with grouped thousands and no needless zeros."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value:,f}" if grouped else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_money(value: object, language: str) -> object:
    """An amount with its currency; whole amounts without decimals."""
    if not isinstance(value, Money):
        return show_number(value, language)
    amount = value.amount.quantize(Decimal("0.01")) if abs(value.amount) < Decimal(10) ** 20 else value.amount
    text = f"{amount:,f}".removesuffix(".00")
    before, after = _SIGNS.get(language, _SIGNS["en"]).get(value.currency, (f"{value.currency} ", ""))
    return f"-{before}{text[1:]}{after}" if text.startswith("-") else f"{before}{text}{after}"


def show_date(value: object, language: str) -> object:
    """A date in words."""
    if not isinstance(value, date):
        return value
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def show_time(value: object, language: str) -> object:
    """A time of day; of a moment the date too."""
    if isinstance(value, datetime):
        return f"{show_date(value, language)}{'' if language == 'zh' else ','} {value:%H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else value


def show_masked(value: object, language: str) -> object:
    """All but the last four characters hidden; short values hidden whole."""
    text = str(show_plain(value, language))
    return "•" * len(text) if len(text) <= 4 else "•" * (len(text) - 4) + text[-4:]


def show_surname(value: object, language: str) -> object:
    """The family name: the first one or two characters of a Chinese name, else the last word."""
    if not isinstance(value, str) or not value.strip():
        return value
    name = value.strip()
    if "\u4e00" <= name[0] <= "\u9fff":
        return name[:2] if name[:2] in _TWO_PART_SURNAMES else name[0]
    return name.split()[-1]


def show_upper(value: object, language: str) -> object:
    """In capital letters."""
    return str(show_plain(value, language)).upper()


@dataclass(frozen=True, slots=True)
class FormatterRule:
    """One formatter: what it takes (categories of types, None for any), how many quoted texts, and how it shows a value."""

    takes: Collection[str] | None
    texts: int
    show: Show | None = None


FORMATTERS: Mapping[str, FormatterRule] = {
    "money": FormatterRule(("money", "number"), 0, show_money),
    "number": FormatterRule(("number",), 0, show_number),
    "date": FormatterRule(("date", "datetime"), 0, show_date),
    "time": FormatterRule(
        ("time", "datetime"), 0, lambda value, language: f"{value:%H:%M}" if isinstance(value, time | datetime) else value
    ),
    "label": FormatterRule(("enum", "list", "yesno"), 0),
    "mask": FormatterRule(None, 0, show_masked),
    "surname": FormatterRule(("text",), 0, show_surname),
    "upper": FormatterRule(None, 0, show_upper),
    "plural": FormatterRule(("number",), 2),
    "default": FormatterRule(None, 1),
}
"""Every formatter by name; label, plural and default are made where they are used."""


def labelled(type_: ValueType) -> Show:
    """Shows a value of an enum, or a list of them, by its labels; anything else plainly."""
    type_ = present(type_)
    item = getattr(type_, "item", type_)
    if not isinstance(item, EnumType):
        return show_plain
    choices = item

    def show(value: object, language: str) -> object:
        if isinstance(value, tuple | list):
            return ("、" if language == "zh" else ", ").join(choices.label(str(each), language) for each in value if each is not None)
        return choices.label(str(value), language)

    return show


def plural(one: str, many: str) -> Show:
    """Shows a number with the word for one or for many."""

    def show(value: object, language: str) -> object:
        word = one if value == 1 else many
        return f"{show_number(value, language)}{'' if language == 'zh' else ' '}{word}"

    return show
