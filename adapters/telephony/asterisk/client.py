"""A connection to AMI that keeps itself up: one thread reads, whoever asks waits for the answer, events queue up until they are heard.

Nothing is replayed by the switch after a cut, so `sessions` counts the logins: who sees it change asks the switch for what is there.
"""

import itertools
import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterable

import structlog

from adapters.telephony.asterisk.address import Address
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.wire import Reader, written
from flows.telephony.port import SwitchDownError

log = structlog.get_logger()

CONNECTS_WITHIN = 3.0
ANSWERS_WITHIN = 3.0
SILENT_FOR = 30.0
"""Seconds without a byte after which the switch is pinged, and twice that after which it is taken for gone."""
LONGEST_PAUSE = 5.0
MOST_UNHEARD = 100_000
"""Events kept for a reader that is slow; the connection is cut rather than let the memory fill, and the state asked for anew."""


class _Question:
    """An action on its way: its answer, and the list that may follow it."""

    def __init__(self, *, is_list: bool) -> None:
        self.is_list = is_list
        self.response: Message | None = None
        self.listed: list[Message] = []
        self.done = threading.Event()

    def hear(self, message: Message) -> None:
        """Take one message that carries this action's id."""
        if message.is_response:
            self.response = message
            if not self.is_list or message.get("Response") != "Success":
                self.done.set()
        elif message.get("EventList").lower() == "complete" or message.event.endswith("Complete"):
            self.done.set()
        else:
            self.listed.append(message)


class AmiClient:
    """A logged-in connection, made again whenever it breaks. Safe for use by several threads."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._questions: dict[str, _Question] = {}
        self._heard: deque[Message] = deque()
        self._numbers = itertools.count(1)
        self._closing = threading.Event()
        self._is_up = threading.Event()
        self._refused = ""
        self.sessions = 0
        self._thread = threading.Thread(target=self._run, name="ami", daemon=True)
        self._thread.start()

    @property
    def is_up(self) -> bool:
        """Whether it is logged in now."""
        return self._is_up.is_set()

    def wait_until_up(self, seconds: float) -> bool:
        """Whether it is logged in, waiting so long for it."""
        return self._is_up.wait(seconds)

    def hear(self) -> list[Message]:
        """The events since it was last asked, in order."""
        messages: list[Message] = []
        while self._heard:
            messages.append(self._heard.popleft())
        return messages

    def ask(self, action: str, headers: Iterable[tuple[str, str]] = ()) -> Message:
        """Have an action done and return the answer, which may be an error.

        Raises SwitchDownError, and DialStringError before any byte is sent.
        """
        if not self.is_up:
            raise SwitchDownError
        return self._ask(action, headers, is_list=False)[0]

    def ask_for_list(self, action: str, headers: Iterable[tuple[str, str]] = ()) -> list[Message]:
        """The events that an action answers with. Raises SwitchDownError."""
        if not self.is_up:
            raise SwitchDownError
        return self._ask(action, headers, is_list=True)[1]

    def close(self) -> None:
        """End the connection and the thread."""
        self._closing.set()
        self._cut()
        self._thread.join(timeout=CONNECTS_WITHIN)

    # Asking

    def _ask(self, action: str, headers: Iterable[tuple[str, str]], *, is_list: bool) -> tuple[Message, list[Message]]:
        action_id = f"cuecard-{next(self._numbers)}"
        data = written(action, [("ActionID", action_id), *headers])
        question = _Question(is_list=is_list)
        self._questions[action_id] = question
        try:
            with self._lock:
                if self._socket is None:
                    raise SwitchDownError
                self._socket.sendall(data)
            if not question.done.wait(ANSWERS_WITHIN) or question.response is None:
                raise SwitchDownError
            return question.response, question.listed
        except OSError as error:
            raise SwitchDownError from error
        finally:
            self._questions.pop(action_id, None)

    # The connection, in its thread

    def _run(self) -> None:
        pause = 0.1
        while not self._closing.is_set():
            began = self.sessions
            try:
                self._session()
            except (OSError, SwitchDownError) as error:
                if not self._closing.is_set():
                    log.warning("switch_connection_lost", error=type(error).__name__, why=self._refused or str(error))
            finally:
                self._cut()
            pause = 0.1 if self.sessions != began else min(pause * 2, LONGEST_PAUSE)
            self._closing.wait(pause)

    def _session(self) -> None:
        connection = socket.create_connection((self._address.host, self._address.port), timeout=CONNECTS_WITHIN)
        if self._address.is_encrypted:
            connection = ssl.create_default_context().wrap_socket(connection, server_hostname=self._address.host)
        connection.settimeout(SILENT_FOR)
        with self._lock:
            self._socket = connection
        threading.Thread(target=self._log_in, name="ami-login", daemon=True).start()
        reader, was_silent = Reader(), False
        while not self._closing.is_set():
            try:
                data = connection.recv(65536)
            except TimeoutError:
                if was_silent:
                    return
                was_silent = True
                connection.sendall(written("Ping"))
                continue
            if not data:
                return
            was_silent = False
            for message in reader.feed(data):
                self._take(message)

    def _log_in(self) -> None:
        """Say who we are. In a thread of its own, because the one that reads cannot wait for an answer."""
        headers = [("Username", self._address.user), ("Secret", self._address.secret)]
        try:
            answer = self._ask("Login", headers, is_list=False)[0]
        except SwitchDownError:
            self._refused = "it did not answer the login"
            self._cut()
            return
        if answer.get("Response") != "Success":
            self._refused = answer.get("Message") or "it refused the login"
            self._cut()
            return
        self._refused = ""
        self.sessions += 1
        self._is_up.set()
        log.info("switch_connected", host=self._address.host, port=self._address.port)

    def _take(self, message: Message) -> None:
        question = self._questions.get(message.get("ActionID"))
        if question and message.event != "OriginateResponse":
            question.hear(message)
        elif message.event:
            self._heard.append(message)
            if len(self._heard) > MOST_UNHEARD:
                self._heard.clear()
                raise SwitchDownError("nobody listens")

    def _cut(self) -> None:
        self._is_up.clear()
        with self._lock:
            connection, self._socket = self._socket, None
        for question in list(self._questions.values()):
            question.done.set()
        if connection is not None:
            # Closing alone does not wake a thread that reads.
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.debug("switch_connection_was_closed")
            connection.close()
