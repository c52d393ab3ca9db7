"""Values made up for a simulation: what an action might give and what a customer might say, of the right type and within its limits."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random  # noqa: TID251 - the type of the dice that are handed in

from flows.fields import limits_of, options_of
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.money import Money
from scripts_dsl.script import FormField
from scripts_dsl.types import EnumType, ListType, OptionalType, RecordType, ValueType, present

MISSING_SHARE = 0.2
"""How often a value that may be missing is missing, and a field that may be left empty is."""
LONGEST_LIST = 3
_DAYS = 30
_LEAST, _MOST = Decimal(0), Decimal(1000)


class MadeUp:
    """Makes values up by dice: the same dice make the same values."""

    def __init__(self, dice: Random, currency: str) -> None:
        self._dice = dice
        self._currency = currency

    def of_type(self, type_: ValueType, now: datetime) -> object:
        """A typed value; one that may be missing sometimes is."""
        if isinstance(type_, OptionalType) and self._dice.random() < MISSING_SHARE:
            return None
        match present(type_):
            case RecordType() as record:
                return {name: self.of_type(each.type, now) for name, each in record.fields.items()}
            case ListType() as several:
                return tuple(self.of_type(several.item, now) for _ in range(self._dice.randint(0, LONGEST_LIST)))
            case EnumType() as choices:
                return self._dice.choice(choices.values)
            case scalar:
                return self._scalar(str(scalar), now, None, None)

    def of_field(self, field: FormField, environment: Environment) -> object:
        """What is typed into a field, as forms send it; empty where it may be and chance says so, or where nothing can be chosen."""
        if not field.required and self._dice.random() < MISSING_SHARE:
            return ""
        if field.kind in ("choice", "multichoice"):
            options = [key for key, _, _ in options_of(field, environment, "")]
            if not options:
                return ""
            if field.kind == "choice":
                return self._dice.choice(options)
            return sorted(self._dice.sample(options, self._dice.randint(1, len(options))))
        least, greatest = limits_of(field, environment)
        return self._scalar(str(present(field.type)), environment.local_now, least, greatest)

    def _scalar(self, kind: str, now: datetime, least: object, greatest: object) -> object:
        """A plain value from the least to the greatest; of a text those count characters."""
        match kind:
            case "number":
                return self._number(least, greatest)
            case "money":
                low, high = (each.amount if isinstance(each, Money) else each for each in (least, greatest))
                return Money(self._number(low, high), self._currency)
            case "yesno":
                return self._dice.random() < 0.5
            case "date":
                return self._date(now.date(), least, greatest)
            case "datetime":
                return self._moment(now, least, greatest)
            case "time":
                return time(self._dice.randint(9, 20), self._dice.choice((0, 15, 30, 45)))
            case "phone":
                return f"+1212555{self._dice.randint(100, 199):04d}"
            case "email":
                return f"customer{self._dice.randint(1, 9999)}@example.com"
            case "files":
                return [f"file-{self._dice.randint(1, 99)}"]
        length = _length(least, greatest)
        return "".join(self._dice.choice("123456789" if kind == "digits" else "abcdefghij") for _ in range(length))

    def _number(self, least: object, greatest: object) -> Decimal:
        """A whole number; small ones are as likely as large ones, as sizes of things are."""
        low = least if isinstance(least, Decimal) else _LEAST
        high = greatest if isinstance(greatest, Decimal) else max(_MOST, low)
        span = max(0, int(high - low))
        return low + min(span, int((span + 2) ** self._dice.random()) - 1)

    def _date(self, today: date, least: object, greatest: object) -> date:
        low = _day(least) or _day(greatest, -_DAYS) or today - timedelta(days=_DAYS)
        high = _day(greatest) or low + timedelta(days=2 * _DAYS)
        return low + timedelta(days=self._dice.randint(0, max(0, (high - low).days)))

    def _moment(self, now: datetime, least: object, greatest: object) -> datetime:
        low = least if isinstance(least, datetime) else now
        high = greatest if isinstance(greatest, datetime) else low + timedelta(days=_DAYS)
        return low + timedelta(minutes=self._dice.randint(0, max(0, int((high - low).total_seconds() // 60))))


def _length(least: object, greatest: object) -> int:
    """How long a text is: eight signs where the limits allow it."""
    low = int(least) if isinstance(least, Decimal) else 1
    high = int(greatest) if isinstance(greatest, Decimal) else max(low, 8)
    return min(max(low, 8), high)


def _day(limit: object, days: int = 0) -> date | None:
    """The day of a limit, moved by some days."""
    day = limit.date() if isinstance(limit, datetime) else limit
    return day + timedelta(days=days) if isinstance(day, date) else None
