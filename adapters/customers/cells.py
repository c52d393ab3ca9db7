"""The cells of one row, read by column into typed values; what is wrong with them gathers beside."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from zoneinfo import available_timezones

from adapters.customers.errors import BadField
from adapters.customers.mapping import NO, YES, Attribute, Translated, Value, YesNo
from adapters.customers.phones import NotAPhone, normal
from scripts_dsl.types import EMAIL, Scalar
from scripts_dsl.values import BadValueError, read_value, to_json

LONGEST = 300
LONGEST_ATTRIBUTE = 2_000
_LARGEST_AMOUNT = Decimal(10) ** 9
_ALLOWED_CONTROLS = frozenset("\t\n\r")


class Cells:
    """One row: `columns` gives the place of each column in `values`. A reading that fails adds a BadField and gives a harmless value."""

    def __init__(self, row: int, columns: Mapping[str, int], values: Sequence[str]) -> None:
        self._row = row
        self._columns = columns
        self._values = values
        self.bad: list[BadField] = []

    def refuse(self, column: str, code: str, value: str = "") -> None:
        """Keep this row out for what stands in the column."""
        self.bad.append(BadField(self._row, column, code, value))

    def raw(self, column: str) -> str:
        """The cell as it stands in the file."""
        return self._values[self._columns[column]]

    def text(self, column: str | None, *, required: bool = False, longest: int = LONGEST) -> str:
        """The cell as text of one meaning: without blanks at its ends, "" where it is empty or there is no such column."""
        if column is None:
            return ""
        text = self.raw(column).strip()
        if not text and required:
            self.refuse(column, "missing")
        if len(text) > longest:
            self.refuse(column, "too_long", text)
            return ""
        if not text.isprintable() and any(unicodedata.category(each) == "Cc" and each not in _ALLOWED_CONTROLS for each in text):
            self.refuse(column, "control_character")
            return ""
        return text

    def amount(self, column: str) -> Decimal:
        """A sum of money that is not negative, in whatever currency the mapping says."""
        text = self.text(column, required=True)
        try:
            amount = Decimal(text).quantize(Decimal("0.01"))
        except InvalidOperation:
            if text:
                self.refuse(column, "not_a_number", text)
            return Decimal(0)
        if not amount.is_finite() or amount > _LARGEST_AMOUNT:
            self.refuse(column, "not_a_number", text)
            return Decimal(0)
        if amount < 0:
            self.refuse(column, "negative", text)
        return amount

    def whole(self, column: str) -> int:
        """A whole number that is not negative, of at most four digits."""
        text = self.text(column, required=True)
        if text.isascii() and text.isdigit() and len(text) <= 4:
            return int(text)
        if text:
            self.refuse(column, "not_a_number", text)
        return 0

    def translated(self, translated: Translated[Value]) -> Value | None:
        """What the cell's value means by the mapping, None after it was refused."""
        text = self.raw(translated.column).strip()
        found = translated.values.get(text)
        if found is None:
            self.refuse(translated.column, "not_a_choice", text)
        return found

    def yes_no(self, column: YesNo) -> bool:
        """Yes or no in the words of the mapping."""
        return self._yes_no(column.column, column.yes, column.no)

    def _yes_no(self, column: str, yes: tuple[str, ...], no: tuple[str, ...]) -> bool:
        text = self.raw(column).strip()
        if text not in yes and text not in no:
            self.refuse(column, "not_yes_or_no", text)
        return text in yes

    def phone(self, column: str, region: str, *, required: bool) -> str | None:
        """A number in E.164, None where the cell is empty."""
        text = self.text(column, required=required)
        if not text:
            return None
        try:
            return normal(text, region)
        except NotAPhone:
            self.refuse(column, "not_a_phone", text)
            return None

    def email(self, column: str | None) -> str | None:
        """A mail address, None where the cell is empty."""
        text = self.text(column)
        if not text or column is None:
            return None
        try:
            return str(read_value(text, EMAIL))
        except BadValueError:
            self.refuse(column, "not_an_email", text)
            return None

    def language(self, column: str | None) -> str:
        """The language to speak with this person, by its first letters; English where the list does not say."""
        text = self.text(column).lower()
        if column is None or not text:
            return "en"
        if text[:2] not in ("en", "zh"):
            self.refuse(column, "not_a_choice", text)
        return text[:2]

    def zone(self, column: str | None) -> str | None:
        """An IANA time zone, None where the cell is empty."""
        text = self.text(column)
        if not text or column is None:
            return None
        if text not in _zones():
            self.refuse(column, "not_a_zone", text)
        return text

    def moment(self, column: str) -> datetime:
        """A moment with its zone."""
        text = self.text(column, required=True)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            if text:
                self.refuse(column, "not_a_moment", text)
            return datetime.min.replace(tzinfo=UTC)
        return moment

    def attribute(self, attribute: Attribute, currency: str) -> object:
        """The plain JSON of a custom attribute, None where the list says nothing."""
        raw = self.raw(attribute.column)
        if raw in attribute.missing or not raw.strip():
            return None
        text = self.text(attribute.column, longest=LONGEST_ATTRIBUTE)
        if attribute.type == "yesno":
            return self._yes_no(attribute.column, attribute.yes or YES, attribute.no or NO)
        if attribute.type == "choice":
            option = attribute.options.get(text)
            if option is None:
                self.refuse(attribute.column, "not_a_choice", text)
            return option and option.value
        try:
            return to_json(read_value(text, Scalar(attribute.type), currency=currency))
        except BadValueError:
            self.refuse(attribute.column, "not_of_type", text)
            return None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
