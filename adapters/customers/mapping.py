"""A mapping: what each column of a list means, as its author wrote it; pydantic checks it, `mapping_file` reads it."""

from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from scripts_dsl.types import SCALARS

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Column = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Tier = Literal["standard", "silver", "gold", "platinum"]

Value = TypeVar("Value")

YES = ("yes", "Yes", "1", "true", "是")
NO = ("no", "No", "0", "false", "否")

ATTRIBUTE_TYPES = (*SCALARS, "choice")
"""What a custom attribute can be: the plain types of the script language, or a choice of listed values."""


class _Part(BaseModel):
    """A part of a mapping: a key it does not know is a mistake, told with its line."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(_Part):
    """A name in both languages."""

    en: Words
    zh: Words

    @property
    def words(self) -> dict[str, str]:
        """The labels by language."""
        return {"en": self.en, "zh": self.zh}


class YesNo(_Part):
    """A column that says yes or no in its own words; whatever is not listed under `yes` or `no` keeps the row out."""

    column: Column
    yes: tuple[str, ...] = YES
    no: tuple[str, ...] = (*NO, "")


class Translated(_Part, Generic[Value]):
    """A column whose values are listed, each with what it means here."""

    column: Column
    values: dict[str, Value] = Field(min_length=1)


def _column_alone(raw: object) -> object:
    """A bare column name stands for the column without any translation."""
    return {"column": raw} if isinstance(raw, str) else raw


def _tier_alone(raw: object) -> object:
    """A bare column name stands for a column that names our tiers."""
    return {"column": raw, "values": {tier: tier for tier in get_args(Tier)}} if isinstance(raw, str) else raw


class Number(_Part):
    """A column with a phone number."""

    column: Column
    kind: Key = "mobile"
    required: bool = False


class CustomerColumns(_Part):
    """The columns that make a customer."""

    account: Column
    name: Column
    given_name: Column | None = None
    surname: Column | None = None
    title: Column | None = None
    language: Column | None = None
    zone: Column | None = None
    tier: Annotated[Translated[Tier] | None, BeforeValidator(_tier_alone)] = None
    email: Column | None = None
    no_personalised_marketing: Annotated[YesNo | None, BeforeValidator(_column_alone)] = None


class AgreementColumns(_Part):
    """The columns that make an agreement: how long it has run tells when its present term began."""

    name: Translated[Labels]
    term_months: Translated[Annotated[int, Field(ge=1, le=120)]]
    tenure_months: Column
    monthly: Column


class Subscription(_Part):
    """One product that a column says the customer has, when its value is one of `is`."""

    product: Key
    name: Labels
    column: Column
    taken: tuple[str, ...] = Field(alias="is", min_length=1)
    price: Decimal | None = Field(default=None, ge=0)


class Billing(_Part):
    """The columns that the reference BSS needs."""

    plan: Translated[Key]
    payment_method: Column
    monthly: Column


class Plan(_Part):
    """A plan that the reference BSS sells."""

    code: Key
    name: Labels
    price: Decimal = Field(ge=0)
    speed: int | None = Field(default=None, ge=1)


class Option(_Part):
    """A value that a choice can have: what stands in the file, what scripts call it, and its labels."""

    value: Key
    en: Words
    zh: Words


class Attribute(_Part):
    """A column that becomes a custom attribute."""

    column: Column
    type: str = "text"
    label: Labels
    options: dict[str, Option] = Field(default_factory=dict)
    yes: tuple[str, ...] | None = None
    no: tuple[str, ...] | None = None
    missing: tuple[str, ...] = ("",)
    sensitive: bool = False

    @field_validator("type")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in ATTRIBUTE_TYPES:
            raise ValueError(f"no such type, there are {', '.join(ATTRIBUTE_TYPES)}")
        return value

    @model_validator(mode="after")
    def _complete(self) -> "Attribute":
        if (self.type == "choice") != bool(self.options):
            raise ValueError("options belong to the type choice, and it needs them")
        if self.type != "yesno" and (self.yes or self.no):
            raise ValueError("yes and no belong to the type yesno")
        return self


class _Mapping(_Part):
    """What every mapping says: where the list comes from, how it writes numbers and money, and what becomes of other columns."""

    source: Key
    region: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "US"
    currency: Currency = "USD"
    attributes: dict[Key, Attribute] = Field(default_factory=dict)
    ignore: tuple[Column, ...] = ()
    further: Literal["attributes", "ignore", "refuse"] = "attributes"


class CustomerMapping(_Mapping):
    """The mapping of a list of customers."""

    mapping: Literal["customers"]
    customer: CustomerColumns
    numbers: tuple[Number, ...] = ()
    agreement: AgreementColumns | None = None
    subscriptions: tuple[Subscription, ...] = ()
    billing: Billing | None = None
    plans: tuple[Plan, ...] = ()


class LeadColumns(_Part):
    """The columns that make a lead."""

    external_id: Column
    name: Column
    surname: Column | None = None
    title: Column | None = None
    number: Column
    language: Column | None = None
    zone: Column | None = None
    account: Column | None = None
    consent_reference: Column | None = None


class LeadMapping(_Mapping):
    """The mapping of a campaign's list of leads."""

    mapping: Literal["leads"]
    lead: LeadColumns
