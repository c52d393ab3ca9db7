"""The embedded servers start in any home, are shared, keep their data, and are stopped by the last one out."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest
import redis

from adapters import embedded
from adapters.embedded import postgres, processes
from adapters.embedded.places import SOCKET_PARENT


def ask(servers: embedded.EmbeddedServers, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(servers.database_url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def postgres_pid(home: Path) -> int:
    return int((home / "postgres/postmaster.pid").read_text().split("\n", 1)[0])


def test_both_servers_answer(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        assert ask(servers, "SELECT current_user, current_database()") == [("cuecard", "cuecard")]
        with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
            assert client.ping()
            assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_chinese_text_is_searchable_and_the_locale_is_builtin(home: Path) -> None:
    with embedded.start(home, live=False, fsync=False) as servers:
        ask(servers, "CREATE EXTENSION pg_trgm")
        assert ask(servers, "SELECT array_length(show_trgm('中文坐席'), 1) > 0") == [(True,)]
        assert ask(servers, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'cuecard'") == [("b", "C.UTF-8")]
        assert ask(servers, "SELECT lower('ÄÖÜ')") == [("äöü",)]


def test_no_tcp_port_is_opened(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        assert ask(servers, "SHOW listen_addresses") == [("",)]
        with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
            assert client.config_get("port") == {"port": "0"}


@pytest.mark.parametrize("name", ["with spaces and 'quotes'", "中文主目录", 'a "$(touch x)" `b`', "x" * 120])
def test_any_folder_name_will_do(folder: Path, name: str) -> None:
    with embedded.start(folder / name, fsync=False) as servers:
        assert ask(servers, "SHOW data_directory") == [(str(folder / name / "postgres"),)]
        with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
            assert client.set("kept", "yes")


def test_a_second_start_keeps_all_data(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        ask(servers, "CREATE TABLE kept AS SELECT 1 AS answer")
        with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
            client.set("kept", "yes")
    with embedded.start(home, fsync=False) as servers:
        assert ask(servers, "SELECT answer FROM kept") == [(1,)]
        with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
            assert client.get("kept") == "yes"


def test_the_last_one_out_stops_the_servers(home: Path) -> None:
    first = embedded.start(home, fsync=False)
    second = embedded.start(home, fsync=False)
    pid = postgres_pid(home)
    assert second.database_url == first.database_url
    first.release()
    assert ask(second, "SELECT 1") == [(1,)]
    second.release()
    assert not processes.is_alive(pid)
    assert not Path(first.redis_url.removeprefix("unix://")).parent.exists()


def test_a_second_release_does_nothing(home: Path) -> None:
    first = embedded.start(home, fsync=False)
    with embedded.start(home, fsync=False) as second:
        first.release()
        first.release()
        assert ask(second, "SELECT 1") == [(1,)]


def test_a_fork_does_not_release_what_its_parent_holds(home: Path) -> None:
    with embedded.start(home, fsync=False) as servers:
        child = os.fork()
        if child == 0:
            servers.release()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert ask(servers, "SELECT 1") == [(1,)]


def test_only_what_is_asked_for_starts(home: Path) -> None:
    with embedded.start(home, database=False, fsync=False) as servers:
        assert servers.database_url == ""
        assert servers.redis_url
        assert not (home / "postgres").exists()


@pytest.mark.parametrize("mask", [0o077, 0o022])
def test_nobody_else_can_enter_data_or_sockets(home: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with embedded.start(home, fsync=False) as servers:
            sockets = Path(servers.redis_url.removeprefix("unix://")).parent
            assert sockets.parent == SOCKET_PARENT
            for private in (home / "postgres", home / "valkey", sockets, home / "log"):
                assert private.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def test_no_parent_folder_is_changed(folder: Path) -> None:
    folder.chmod(0o751)
    before = folder.stat()
    with embedded.start(folder / "home", fsync=False):
        assert (folder.stat().st_mode, folder.stat().st_uid) == (before.st_mode, before.st_uid)


def test_a_locale_that_the_machine_lacks_does_no_harm(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"):
        monkeypatch.setenv(name, "tlh_QO.UTF-8")
    monkeypatch.setattr(postgres, "LC_CTYPES", ("tlh_QO.UTF-8", *postgres.LC_CTYPES))
    with embedded.start(home, live=False, fsync=False) as servers:
        assert ask(servers, "SELECT datctype FROM pg_database WHERE datname = 'cuecard'") == [("C.UTF-8",)]


def test_variables_for_another_postgres_are_not_followed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    with embedded.start(home, live=False, fsync=False):
        assert (home / "postgres/PG_VERSION").exists()


def test_erasing_needs_that_nobody_uses_the_home(home: Path) -> None:
    with embedded.start(home, fsync=False), pytest.raises(embedded.HomeInUseError, match="stop it first"):
        embedded.erase(home)
    embedded.erase(home)
    assert not (home / "postgres").exists()


def test_erasing_a_home_that_never_was_is_fine(home: Path) -> None:
    embedded.erase(home)
    assert not home.exists()


def test_a_foreign_folder_in_the_place_of_the_cluster_is_left_alone(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres/letters").write_text("mine")
    home.chmod(0o711)
    if os.geteuid() == 0:
        shutil.chown(home / "postgres", "nobody")
    with pytest.raises(embedded.EmbeddedError, match="holds no PostgreSQL cluster: move it away"):
        embedded.start(home, fsync=False)
    assert (home / "postgres/letters").read_text() == "mine"
    shutil.rmtree(home / "postgres")


def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(embedded.EmbeddedError, match=r"^Cannot write to the data folder .*: set CUECARD_HOME to a folder that you own\.$"):
        embedded.start(folder / "file" / "home")


def test_a_claim_is_held_by_one_at_a_time(home: Path) -> None:
    with embedded.claim(home, "demo"):
        with pytest.raises(embedded.HomeInUseError), embedded.claim(home, "demo"):
            raise AssertionError("two hold it")
        with embedded.claim(home, "another"):
            assert home.exists()
    with embedded.claim(home, "demo"):
        assert home.exists()
