"""Every setting of the product: one environment variable each, checked when a process starts.

`docs/settings.md` is written from this file (`make docs`), and a test fails when it is stale.
"""

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.config import JsonDict

from workspace.terminal.complaint import Complaint

PREFIX = "CUECARD_"


def _database_url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if value and (scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not separator):
        raise ValueError("it should be the address of a PostgreSQL server and begin with postgresql://")
    _port_of(value)
    return f"postgresql+psycopg://{rest}" if value else ""


def _redis_url(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("it should be the address of a Redis server and begin with redis://, rediss:// or unix://")
    _port_of(value)
    return value


def _port_of(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        raise ValueError("its port should be a number up to 65535") from None


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    _port_of(value)
    if value and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment
    ):
        raise ValueError("it should be an address like https://desk.example.com, without a path")
    return value.rstrip("/")


def _networks(value: str) -> str:
    for part in filter(None, (part.strip() for part in value.split(","))):
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise ValueError(f"{part!r} is not an IP address or network") from None
    return value


def _one_line(value: str) -> str:
    if any(ord(character) < 32 for character in value):
        raise ValueError("it should be one line")
    return value


def _ami_url(value: str) -> str:
    parts = urlsplit(value)
    _port_of(value)
    if value and (parts.scheme not in {"ami", "amis"} or not parts.hostname or not parts.username or parts.password is None):
        raise ValueError("it should look like ami://USER:SECRET@HOST:5038")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    _port_of(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None or parts.query):
        raise ValueError("it should look like https://bridge.example.com/cuecard")
    return value


def _shared_secret(value: str) -> str:
    if value and not re.fullmatch("[!-~]{32,200}", value):
        raise ValueError("it should be 32 to 200 letters, digits and signs without a space")
    return value


def _dial_string(name: str) -> Callable[[str], str]:
    def checked(value: str) -> str:
        place = "{" + name + "}"
        if value.count(place) != 1 or not re.fullmatch("[A-Za-z0-9_./@:-]{1,100}", value.replace(place, "0")):
            raise ValueError(f"it should be a dial string with {place} in it once, like PJSIP/{place}")
        return value

    return checked


def _setting(default: Any, group: str, help: str, *, secret: bool = False, shown: str | None = None, **limits: Any) -> Any:
    extra: JsonDict = {"group": group, "secret": secret, "shown": shown}
    return Field(default, description=help, json_schema_extra=extra, validate_default=True, **limits)


class Settings(BaseModel):
    """The settings of one process. A field `x` is read from the variable `CUECARD_X`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Where things are
    home: Annotated[Path, AfterValidator(Path.absolute)] = _setting(
        Path(".cuecard"),
        "Where things are",
        "Folder of everything that this machine keeps: the embedded servers' data, logs, analytics files, keys.",
        shown="./.cuecard",
    )
    database_url: Annotated[str, AfterValidator(_database_url)] = _setting(
        "",
        "Where things are",
        "Address of a PostgreSQL server, version 15 or later, as postgresql://USER:PASSWORD@HOST/NAME. "
        "Empty: the embedded server of the home folder is used.",
        secret=True,
    )
    redis_url: Annotated[str, AfterValidator(_redis_url)] = _setting(
        "",
        "Where things are",
        "Address of a Redis or Valkey server, as redis://HOST:6379/0. Empty: the embedded server of the home folder is used.",
        secret=True,
    )
    analytics: Path | None = _setting(
        None, "Where things are", "Folder of the analytics files (Parquet), shared by all machines.", shown="`analytics` in the home folder"
    )

    # The web server
    host: str = _setting(
        "127.0.0.1", "The web server", "Address that the web server listens on; 0.0.0.0 for all of the machine's.", min_length=1
    )
    port: int = _setting(8000, "The web server", "TCP port that the web server listens on.", ge=1, le=65535)
    processes: int = _setting(
        os.cpu_count() or 1,
        "The web server",
        "How many processes serve pages and sockets.",
        ge=1,
        le=256,
        shown="the machine's number of cores",
    )
    public_url: Annotated[str, AfterValidator(_public_url)] = _setting(
        "",
        "The web server",
        "The address that people type, when it is not the server's own: for links to vendors, the check of the Origin, "
        "and secure cookies when it begins with https.",
        shown="`http://` with host and port",
    )
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = _setting(
        "",
        "The web server",
        "IP addresses or networks of the load balancers whose X-Forwarded-For and X-Forwarded-Proto are believed, with commas. "
        "Empty: these headers are ignored.",
        shown="nobody",
    )

    # People
    demo: bool = _setting(False, "People", "The demo: made-up customers, demo accounts, a simulated switch. Set by `cuecard demo`.")
    session_hours: float = _setting(12, "People", "Hours after which a person signs in again.", gt=0, le=24 * 31)
    session_idle_minutes: float = _setting(
        60, "People", "Minutes without any sign of the person after which a session ends.", ge=1, le=24 * 60
    )
    tell_watched: bool = _setting(True, "People", "An agent is told on the desk when a supervisor opens its mirror.")

    # The trade
    seller_id: str = _setting(
        "seller", "The trade", "Short name of the seller on whose behalf is called, as stored with attempts.", pattern="^[a-z0-9-]+$"
    )
    seller_name: Annotated[str, AfterValidator(_one_line)] = _setting(
        "Cuecard Telecom", "The trade", "Name of the seller, as agents say it to customers.", min_length=1, max_length=80
    )
    region: Literal["US", "UK", "FR", "DE", "CN"] = _setting(
        "US", "The trade", "Country whose calling windows, caps and consent rules are the default: US, UK, FR, DE or CN."
    )
    simulator_rate: float = _setting(6, "The trade", "Inbound calls a minute that the simulated switch plays; 0 for none.", ge=0, le=6000)

    # The telephone switch
    telephony: Literal["simulator", "asterisk", "webhook"] = _setting(
        "simulator",
        "The telephone switch",
        "simulator: a switch that is played, for demos and training; asterisk: a live Asterisk, whose queues give out the calls; "
        "webhook: a provider or a bridge that speaks signed HTTP.",
    )
    ami_url: Annotated[str, AfterValidator(_ami_url)] = _setting(
        "",
        "The telephone switch",
        "Account on Asterisk's Manager Interface, as ami://USER:SECRET@HOST:5038, or amis:// over TLS.",
        secret=True,
    )
    ami_agent: Annotated[str, AfterValidator(_dial_string("extension"))] = _setting(
        "PJSIP/{extension}", "The telephone switch", "How Asterisk rings an agent; as the queues' members are named."
    )
    ami_trunk: Annotated[str, AfterValidator(_dial_string("number"))] = _setting(
        "PJSIP/{number}@trunk", "The telephone switch", "How Asterisk rings a telephone number."
    )
    ami_context: str = _setting(
        "cuecard", "The telephone switch", "Context of the dialplan to which calls are sent on.", pattern="^[A-Za-z0-9_-]{1,40}$"
    )
    telephony_webhook_url: Annotated[str, AfterValidator(_web_address)] = _setting(
        "",
        "The telephone switch",
        "Where the bridge takes our orders, as https://HOST/PATH: `/commands` and `/calls` are added to it.",
    )
    telephony_webhook_secret: Annotated[str, AfterValidator(_shared_secret)] = _setting(
        "", "The telephone switch", "What events and orders are signed with, known to the bridge too: 32 characters or more.", secret=True
    )
    telephony_webhook_old_secret: Annotated[str, AfterValidator(_shared_secret)] = _setting(
        "",
        "The telephone switch",
        "A second secret that is valid too while the first one is being changed on both sides; empty when that is done.",
        secret=True,
    )
    telephony_webhook_private: bool = _setting(
        False,
        "The telephone switch",
        "The bridge may have a private address and speak plain http: for one in your own network. Else only https to a public address.",
    )
    telephony_webhook_distributes: bool = _setting(
        False, "The telephone switch", "The bridge's own queues give out the calls, and the desks follow. Else Cuecard gives them out."
    )

    # Add-ins
    add_ins_private: bool = _setting(
        False,
        "Add-ins",
        "Lookups and pages of add-ins may have private addresses and speak plain http: for systems in your own network. "
        "Else only https to public addresses.",
    )

    # The database
    pool_size: int = _setting(12, "The database", "Connections of each process; there is no overflow.", ge=1, le=500)
    pool_wait: float = _setting(
        2, "The database", "Seconds to wait for a free connection before a request is answered with 503.", gt=0, le=60
    )
    statement_timeout: float = _setting(10, "The database", "Seconds after which a statement is given up.", gt=0, le=3600)
    lock_timeout: float = _setting(5, "The database", "Seconds to wait for a lock.", gt=0, le=3600)
    idle_timeout: float = _setting(30, "The database", "Seconds after which an idle transaction is ended.", gt=0, le=3600)

    # Logs
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "info", "Logs", "Least level that is logged: debug, info, warning or error."
    )
    log_format: Literal["json", "text"] = _setting("json", "Logs", "json for machines, text for people.")
    log_masking: bool = _setting(True, "Logs", "Phone numbers, names and secrets are masked in logs.")

    @property
    def switch_distributes(self) -> bool:
        """If the switch itself gives waiting customers to agents, and the workspace follows it."""
        return self.telephony == "asterisk" or (self.telephony == "webhook" and self.telephony_webhook_distributes)

    @property
    def telephony_webhook_secrets(self) -> tuple[str, ...]:
        """The secrets that are valid now, the one to stay first; none when no bridge is linked."""
        secrets = (self.telephony_webhook_secret, self.telephony_webhook_old_secret)
        return tuple(each for each in secrets if each) if self.telephony == "webhook" else ()

    @property
    def analytics_folder(self) -> Path:
        """The folder of the analytics files."""
        return self.analytics or self.home / "analytics"

    @property
    def demo_logins(self) -> Path:
        """The file with the demo's names and passwords."""
        return self.home / "demo-logins.json"

    @property
    def address(self) -> str:
        """The address that people type, without a slash at the end."""
        host = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(self.host, self.host)  # noqa: S104 - read, not bound
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        """If cookies are only sent over TLS."""
        return self.address.startswith("https://")

    @property
    def session_lifetime(self) -> timedelta:
        """How long a session lives."""
        return timedelta(hours=self.session_hours)

    @property
    def session_idle_for(self) -> timedelta:
        """How long a session lives without any sign of the person."""
        return timedelta(minutes=self.session_idle_minutes)

    def but(self, **changes: Any) -> "Settings":
        """Return the settings with some values changed; raises Complaint like `load`."""
        return _checked({**{name: getattr(self, name) for name in self.model_fields_set}, **changes})

    def as_environment(self) -> dict[str, str]:
        """Return the variables that give a child process these settings."""
        return {variable(name): _written(getattr(self, name)) for name in type(self).model_fields if getattr(self, name) is not None}


def variable(field: str) -> str:
    """Return the environment variable of a field."""
    return PREFIX + field.upper()


def load(environment: Mapping[str, str] | None = None, **changes: Any) -> Settings:
    """Read the settings from the environment, then apply changes (from the command line).

    Raises Complaint with one sentence naming the first variable that is wrong.
    """
    environment = os.environ if environment is None else environment
    given: dict[str, Any] = {name: environment[variable(name)] for name in Settings.model_fields if environment.get(variable(name))}
    return _checked(given | changes)


def strangers(environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence for each CUECARD_ variable that no setting reads."""
    environment = os.environ if environment is None else environment
    known = [variable(name) for name in Settings.model_fields]
    sentences = []
    for name in sorted(name for name in environment if name.startswith(PREFIX) and name not in known):
        near = difflib.get_close_matches(name, known, 1)
        sentences.append(f"{name} is not a setting{f': did you mean {near[0]}?' if near else '.'}")
    return sentences


def _checked(given: Mapping[str, Any]) -> Settings:
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    field = str(first["loc"][0])
    info = Settings.model_fields.get(field)
    if info is None:
        raise AssertionError(f"there is no setting {field}")
    # An address may hold a password, so it is not repeated on the terminal.
    secret = isinstance(info.json_schema_extra, dict) and info.json_schema_extra["secret"]
    value = "not usable" if secret else repr(str(given[field]))
    reason = re.sub("^(Input|String) should", "it should", str(first["msg"]).removeprefix("Value error, "))
    raise Complaint(f"{variable(field)} is {value}: {reason}.")


def _written(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
