"""The real parts that tests stand on: one PostgreSQL for all runs of this checkout, one database and one Valkey per test process.

The cluster stays in pytest's cache between runs (`make clean` removes it), so a run starts in a fraction of a second.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from hypothesis import settings
from sqlalchemy import Engine, text

import adapters.database.tables  # noqa: F401 - fills the metadata
from adapters import embedded
from adapters.database import migrate
from adapters.database.engine import make_engine
from adapters.database.metadata import metadata

settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("fresh", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
"""A change is judged by the same examples each time; `make fuzz` looks for new ones, and what it finds becomes an @example."""

REPOSITORY = Path(__file__).parents[1]
PREPARING = 0x0C0E_7E57
"""The advisory lock under which databases are made and dropped: test processes take turns."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes golden files anew; `--cuts` makes the chaos test a long one."""
    parser.addoption("--update", action="store_true", help="write golden files anew instead of comparing with them")
    parser.addoption("--cuts", type=int, help="how often the chaos test cuts the socket (make soak)")


class ToldAtOnce:
    """Prints a failure when it happens: a run that is cut short says what it saw."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of a test has ended."""
        if report.failed or report.outcome == "rerun":
            self._reporter.ensure_newline()
            self._reporter.write_line(f"{report.nodeid} ({report.when}, {report.duration:.0f} s)", red=True)
            self._reporter.write_line(report.longreprtext)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Only the process that prints has a terminal reporter."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        config.pluginmanager.register(ToldAtOnce(reporter))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A story of several processes and browsers is told once more where it failed on a busy machine; the summary says which were."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("faults"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def update_goldens(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written anew."""
    return bool(pytestconfig.getoption("--update"))


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Iterator[embedded.EmbeddedServers]:
    """A running PostgreSQL, shared by all test processes; the last one out stops it."""
    with embedded.start(pytestconfig.cache.mkdir("servers"), live=False, fsync=False) as running:
        yield running


@pytest.fixture(scope="session")
def database_url(servers: embedded.EmbeddedServers) -> Iterator[str]:
    """The address of this test process's own database, migrated and empty."""
    name = f"test_{os.getpid()}"
    with preparing(servers.database_url) as connection:
        drop_leftovers(connection)
        template = make_template(connection, servers.database_url)
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address(servers.database_url, name)
    with preparing(servers.database_url) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on this test process's database. A test that writes asks for `database` or `clean` as well."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def clean(engine: Engine) -> Iterator[Callable[[], None]]:
    """A function that empties all tables; it runs after the test in any case."""
    yield lambda: empty(engine)
    empty(engine)


@pytest.fixture
def database(engine: Engine, clean: Callable[[], None]) -> Engine:
    """The engine, on tables that are empty before and after the test."""
    return engine


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of this test process's own Valkey."""
    home = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    home.chmod(0o711)  # root's servers run as another account
    with embedded.start(home, database=False, fsync=False) as running:
        yield running.redis_url
    shutil.rmtree(home)


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """The address of this test process's own Valkey, emptied after the test."""
    yield redis_server
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium: the one that CHROMIUM names, else one on the PATH; without any the test is skipped."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for path in (shutil.which(name) for name in names if name) if path), None)
    if found is None:
        pytest.skip("no Chromium: install one or set CHROMIUM to its path")
    return found


def empty(engine: Engine) -> None:
    """Delete all rows of all tables."""
    with engine.begin() as connection:
        # As a replica PostgreSQL checks no foreign keys and runs no triggers: the order does not matter, and it is fast.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("; ".join(f'DELETE FROM "{name}"' for name in metadata.tables)))  # noqa: S608 - our own names


@contextmanager
def preparing(url: str) -> Iterator[psycopg.Connection]:
    """A connection to the cluster that holds the lock for making and dropping databases."""
    with psycopg.connect(address(url, "postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (PREPARING,))
        yield connection


def drop_leftovers(connection: psycopg.Connection) -> None:
    """Drop the databases of test processes that were killed."""
    for (name,) in connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^test_\d+$'").fetchall():
        try:
            os.kill(int(name.removeprefix("test_")), 0)
        except ProcessLookupError:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        except PermissionError:
            continue


def make_template(connection: psycopg.Connection, url: str) -> str:
    """Return the name of a database migrated to the code as it stands, and drop older ones."""
    sources = sorted((REPOSITORY / "adapters/database").glob("m*/**/*.py")) + [REPOSITORY / "adapters/database/migrate.py"]
    name = "template_" + hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    known = {row[0] for row in connection.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^(template|building)_'").fetchall()}
    for old in known - {name}:
        connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    if name not in known:
        # Renamed at the end, so a killed run leaves no half template.
        connection.execute("CREATE DATABASE building_template")
        building = make_engine(address(url, "building_template"))
        try:
            migrate.migrate(building)
        finally:
            building.dispose()
        connection.execute(f"ALTER DATABASE building_template RENAME TO {name}")
    return name


def address(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return re.sub(r"@/\w+\?", f"@/{name}?", url)
