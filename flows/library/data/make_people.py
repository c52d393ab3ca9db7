"""Generator of the invented names, numbers and addresses that the two shipped data sets lack.

Run it from the repository's root: ``python flows/library/data/make_people.py [FOLDER]``. The same versions of Faker and phonenumbers
(constraints.txt) give the same bytes; a test compares. No line of the output describes a real person: the names are Faker's, the mail
addresses end in the reserved ``example.com``, and each number is of the 555-0100…0199 range that the numbering plan keeps for fiction.
Every invented column says so in its own name: ``invented_…``. The columns of the data sets are passed on unchanged.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import phonenumbers
from faker import Faker
from phonenumbers import timezone as number_zones
from pypinyin import lazy_pinyin

HERE = Path(__file__).parent
TELCO_SOURCE = HERE / "telco_churn" / "Telco-Customer-Churn.csv.gz"
TELCO_TARGET = "telco_churn/telco_customers.csv.gz"
BANK_SOURCE = HERE / "bank_marketing" / "bank-additional-sample.csv.gz"
BANK_TARGET = "bank_marketing/bank_leads.csv.gz"

SEED = 19990104
TELCO_AREA_CODES = 82
BANK_AREA_CODES = 45
TODAY_YEAR = 2026

Row = dict[str, str]


@dataclass(frozen=True)
class Person:
    """One invented person, in the words of their own language."""

    language: str
    name: str
    given_name: str
    surname: str
    title: str
    email: str
    street: str


class Inventor:
    """The dice of one data set: one seeded source for names, numbers and every choice between them."""

    def __init__(self, seed: int, area_codes: Sequence[int]) -> None:
        self.en = Faker("en_US")
        self.zh = Faker("zh_CN")
        self.en.seed_instance(seed)
        self.zh.seed_instance(seed)
        self.dice = self.en.random
        self.numbers = [(code, line) for code in area_codes for line in range(100)]
        self.dice.shuffle(self.numbers)

    def number(self) -> tuple[str, str]:
        """Give a number that nobody has yet, as people write it, and the time zone of its area."""
        code, line = self.numbers.pop()
        return f"({code}) 555-01{line:02d}", zone_of(code)

    def person(self, gender: str, serial: int, chinese_share: float) -> Person:
        """Invent a person; ``gender`` is Male, Female, or empty where the data set does not say."""
        gender = gender or self.dice.choice(["Male", "Female"])
        return self._chinese(gender, serial) if self.dice.random() < chinese_share else self._english(gender, serial)

    def _chinese(self, gender: str, serial: int) -> Person:
        male = gender == "Male"
        surname = self.zh.last_name()
        given = self.zh.first_name_male() if male else self.zh.first_name_female()
        title = "先生" if male else "女士"
        email = f"{''.join(lazy_pinyin(given))}.{''.join(lazy_pinyin(surname))}.{serial}@example.com"
        return Person("zh", surname + given, given, surname, title, email, self.zh.street_address())

    def _english(self, gender: str, serial: int) -> Person:
        male = gender == "Male"
        given = self.en.first_name_male() if male else self.en.first_name_female()
        surname = self.en.last_name()
        title = "Mr." if male else "Ms."
        email = f"{given}.{surname}.{serial}@example.com".lower()
        return Person("en", f"{given} {surname}", given, surname, title, email, self.en.street_address())


def zone_of(area_code: int) -> str:
    """Give the one time zone of a US area code."""
    return number_zones.time_zones_for_number(phonenumbers.parse(f"+1{area_code}5550100"))[0]


def area_codes_of_one_zone() -> Iterator[int]:
    """Yield the US area codes that lie in a single time zone, so that a number tells what time it is there."""
    for code in range(201, 990):
        number = phonenumbers.parse(f"+1{code}5550100")
        if (
            phonenumbers.is_valid_number(number)
            and phonenumbers.region_code_for_number(number) == "US"
            and len(number_zones.time_zones_for_number(number)) == 1
        ):
            yield code


def telco_rows(source: Sequence[Row], inventor: Inventor) -> Iterator[Row]:
    """Add a person, a tier and numbers to each telecom customer: most have their own number, few two, few none, few share one."""
    previous = ("", "America/Chicago")
    for serial, row in enumerate(source, start=1):
        person = inventor.person(row["gender"], serial, chinese_share=0.25)
        chance = inventor.dice.random()
        if chance < 0.01 and previous[0]:
            number, zone = previous
        elif chance < 0.015:
            number, zone = "", previous[1]
        else:
            number, zone = inventor.number()
        second = inventor.number()[0] if inventor.dice.random() < 0.06 and number else ""
        previous = (number, zone)
        born = TODAY_YEAR - (inventor.dice.randint(66, 88) if row["SeniorCitizen"] == "1" else inventor.dice.randint(20, 64))
        yield row | {
            **invented_columns(person, number, zone),
            "invented_second_phone": second,
            "invented_date_of_birth": f"{born}-{inventor.dice.randint(1, 12):02d}-{inventor.dice.randint(1, 28):02d}",
            "invented_tier": tier_of(row),
            "invented_no_personalised_marketing": "yes" if inventor.dice.random() < 0.03 else "no",
        }


def tier_of(row: Row) -> str:
    """Grade a customer by what they have paid so far (the data set leaves it blank for those in their first month)."""
    paid = float(row["TotalCharges"].strip() or "0")
    return "platinum" if paid >= 6000 else "gold" if paid >= 3000 else "silver" if paid >= 1000 else "standard"


def bank_rows(source: Sequence[Row], inventor: Inventor) -> Iterator[Row]:
    """Add a person, a number and a reference to each contact of the bank's list."""
    for serial, row in enumerate(source, start=1):
        person = inventor.person("", serial, chinese_share=0.2)
        number, zone = inventor.number()
        yield row | {"invented_reference": f"BM-{serial:05d}"} | invented_columns(person, number, zone)


def invented_columns(person: Person, number: str, zone: str) -> Row:
    """Name each invented value as what it is."""
    return {
        "invented_name": person.name,
        "invented_given_name": person.given_name,
        "invented_surname": person.surname,
        "invented_title": person.title,
        "invented_language": person.language,
        "invented_email": person.email,
        "invented_street": person.street,
        "invented_phone": number,
        "invented_zone": zone,
    }


def read_rows(path: Path, delimiter: str) -> list[Row]:
    """Read one of the original files."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def write_rows(path: Path, rows: Iterator[Row]) -> None:
    """Write a gzip file whose bytes depend on the rows alone: no file name and no time inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    first = next(rows)
    writer = csv.DictWriter(text, fieldnames=list(first), lineterminator="\n")
    writer.writeheader()
    writer.writerow(first)
    writer.writerows(rows)
    with path.open("wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        packed.write(text.getvalue().encode("utf-8"))


def main(folder: Path) -> None:
    """Write both combined files below the folder."""
    codes = list(area_codes_of_one_zone())
    chooser = Faker("en_US")
    chooser.seed_instance(SEED)
    chooser.random.shuffle(codes)
    telco, bank = codes[:TELCO_AREA_CODES], codes[TELCO_AREA_CODES : TELCO_AREA_CODES + BANK_AREA_CODES]
    write_rows(folder / TELCO_TARGET, telco_rows(read_rows(TELCO_SOURCE, ","), Inventor(SEED, telco)))
    write_rows(folder / BANK_TARGET, bank_rows(read_rows(BANK_SOURCE, ";"), Inventor(SEED + 1, bank)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
