"""Importing: the shipped list of 7,043 customers end to end, beside COPY of the rows that came of it."""

import resource
import time
from pathlib import Path

import psycopg

from benchmarks.measure import goal, line, title
from benchmarks.stage import empty_stage
from workspace.imports.customers import import_customers
from workspace.seeding.customers import CUSTOMERS, CUSTOMERS_MAPPING
from workspace.settings import Settings
from workspace.wiring.parts import parts_of

GOAL, GOAL_OF_COPY = 100_000, 0.25
TABLES = ("customers", "customer_numbers", "agreements", "subscriptions")


def copied(settings: Settings) -> tuple[int, float]:
    """Rows and seconds that COPY takes for what the import stored of customers, into tables alike with their indexes."""
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
        texts = {}
        for table in TABLES:
            with connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                texts[table] = b"".join(bytes(block) for block in copy)
            connection.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
        connection.commit()
        began = time.perf_counter()
        for table in TABLES:
            with connection.cursor().copy(f"COPY bench_{table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(texts[table])
        connection.commit()
        seconds = time.perf_counter() - began
        counted = connection.execute("SELECT count(*) FROM bench_customers").fetchone()
    return (counted[0] if counted else 0), seconds


def main() -> None:
    """Import once, import the same again, and copy."""
    title("imports: customers from CSV, end to end (parse, normalise, dedupe, store, bills, report)")
    with empty_stage() as settings, parts_of(settings) as parts:
        began = time.perf_counter()
        report = import_customers(parts, Path(CUSTOMERS), Path(CUSTOMERS_MAPPING))
        first = time.perf_counter() - began
        began = time.perf_counter()
        import_customers(parts, Path(CUSTOMERS), Path(CUSTOMERS_MAPPING), dry_run=True)
        dry = time.perf_counter() - began
        rows, seconds = copied(settings)
    ours, limit = report.rows / first, rows / seconds
    line("import, customers/s", f"{ours:,.0f}", f"{report.rows:,} in {first:.1f} s, with agreements, accounts and bills")
    line("  dry run: all checks, nothing stored, customers/s", f"{report.rows / dry:,.0f}")
    line("limit: COPY into the four tables of customers, customers/s", f"{limit:,.0f}", f"ours makes {ours / limit:.2f} ×")
    line("highest memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    goal(f"≥ {GOAL:,} rows/s", met=ours >= GOAL, figure=f"{ours:,.0f}")
    goal(f"≥ {GOAL_OF_COPY} × COPY", met=ours >= GOAL_OF_COPY * limit, figure=f"{ours / limit:.2f} ×")


if __name__ == "__main__":
    main()
