"""`cuecard simulate FILE`: walks a script with many customers and tells how often each step and way on was reached."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from flows.connectors.catalogue_records import CUSTOMER
from flows.publishing.bundle import Bundle
from flows.simulation.plan import Plan, Rates
from flows.simulation.tally import to_json
from flows.simulation.walking import simulate as walked
from scripts_dsl.script import Script
from workspace.scripts.files import beside, catalogue_beside, load_file, offers_beside
from workspace.terminal.checking import CLEAN, UNREADABLE, WRONG, as_text, could_not_read
from workspace.terminal.output import complain, is_colourful, say
from workspace.terminal.simulated_customers import CustomerList, customers_of, lean, mapping_beside, told
from workspace.terminal.simulation_history import HistoryRefused, history_of, unknown_ways
from workspace.terminal.simulation_report import report_lines
from workspace.wiring.simulation import Clock, FileRefused, seeded


def simulate(
    *,
    file: Path,
    customers: Path | None = None,
    mapping: Path | None = None,
    n: int = 1000,
    seed: int = 1,
    history: Path | None = None,
    failures: float = Rates().failures,
    hang_ups: float = Rates().hang_ups,
    objections: float = Rates().objections,
    now: datetime | None = None,
    lang: str = "en",
    format: str = "text",
) -> int:
    """Walk the script and print what was counted; returns the exit code, as of `check`."""
    began_at = now if now is not None else Clock().now()
    began_at = began_at if began_at.tzinfo else began_at.replace(tzinfo=UTC)
    try:
        people = _people(customers, mapping, began_at, n)
        recorded = history_of(history) if history is not None else {}
        catalogue = catalogue_beside(file).catalogue.extended(CUSTOMER.name, people.fields)
        loaded = load_file(file, catalogue=catalogue)
        offers = offers_beside(file, catalogue)
    except OSError as error:
        complain(could_not_read(Path(error.filename or file), error, lang))
        return UNREADABLE
    except FileRefused as refused:
        complain(f"{customers}: {refused.sentence(lang)}")
        return UNREADABLE
    except HistoryRefused as refused:
        complain(str(refused))
        return UNREADABLE
    if customers is not None and not people.customers:
        complain(f"{customers}: no customer in it" if lang == "en" else f"{customers}：其中没有客户")
        return UNREADABLE
    if loaded.script is None:
        for problem in loaded.errors:
            say(as_text(file, problem, lang, colourful=is_colourful()))
        return WRONG
    for step, way in unknown_ways(loaded.script, recorded):
        complain(f"{history}: the script has no way {way} on from {step}" if lang == "en" else f"{history}：话术中没有 {step} 的 {way}")
    plan = Plan(
        bundle=Bundle("simulation", loaded.script, catalogue),
        customers=lean(people.customers, _texts(file, loaded.script)),
        began_at=began_at,
        currency=people.currency,
        offers=offers,
        history=recorded,
        rates=Rates(failures=failures, hang_ups=hang_ups, objections=objections),
    )
    tally = walked(plan, n, seeded(seed), _progress if sys.stderr.isatty() else None)
    if format == "json":
        say(json.dumps({**to_json(tally), "seed": seed, "began_at": began_at.isoformat()}, ensure_ascii=False, indent=2))
    else:
        for line in report_lines(tally, seed, lang):
            say(line)
    return CLEAN


def _people(customers: Path | None, mapping: Path | None, now: datetime, most: int) -> CustomerList:
    """The customers, after telling which rows were left out."""
    if customers is None:
        return CustomerList()
    people = customers_of(customers, mapping or mapping_beside(customers), now, most)
    for line in told(customers, people.bad):
        complain(line)
    return people


def _texts(file: Path, script: Script) -> list[str]:
    """Everything that may read a customer: the script, its sub-scripts, the offers beside it."""
    offers = (path.read_text(encoding="utf-8", errors="replace") for path in beside(file).offer_files())
    return [script.source, *(each.source for each in script.subscripts.values()), *offers]


def _progress(calls: int) -> None:
    """Show how far it is, on the same line of the terminal."""
    sys.stderr.write(f"\r{calls} …\r")
    sys.stderr.flush()
