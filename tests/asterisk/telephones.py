"""Telephones of a live test: SIPp plays the agents' phones, the customers who ring and the public network."""

import subprocess
from pathlib import Path

SCENARIOS = Path(__file__).parent / "sipp"
PHONES = {"1001": 5071, "1002": 5072}
CARRIER, CALLER = 5090, 5080
HERE = "127.0.0.1"


class Telephones:
    """Running telephones; `stop` puts all of them down. They write what SIPp writes into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []

    def agent(self, extension: str, scenario: str | None = None) -> None:
        """An agent's phone; without a scenario it answers at once and waits to be hung up on."""
        self._answering(PHONES[extension], scenario)

    def carrier(self, scenario: str | None = None) -> None:
        """Whoever is rung in the public network."""
        self._answering(CARRIER, scenario)

    def caller(self, number: str, dials: str, *, stays_ms: int | None = None, name: str = "Zhang Wei") -> None:
        """A customer who rings us, and hangs up after a while or never."""
        scenario = "uac_caller_waits" if stays_ms is None else "uac_caller"
        more = ["-d", str(stays_ms)] if stays_ms is not None else []
        ports = ["-p", str(CALLER), "-mi", HERE, "-mp", "30900", "-m", "1"]
        who = ["-s", dials, "-key", "ani", number, "-key", "cname", name]
        self._run("-sf", self._scenario(scenario), "-i", HERE, *ports, *who, *more, f"{HERE}:5060")

    def stop(self) -> None:
        """Put all of them down."""
        for each in self._running:
            each.terminate()
        for each in self._running:
            try:
                each.wait(3)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
        self._running.clear()

    def _answering(self, port: int, scenario: str | None) -> None:
        what = ["-sf", self._scenario(scenario)] if scenario else ["-sn", "uas"]
        self._run(*what, "-i", HERE, "-p", str(port), "-mi", HERE, "-mp", str(30000 + port % 100 * 10))

    def _run(self, *arguments: str) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._running.append(subprocess.Popen(["sipp", *arguments, "-nostdin"], cwd=self._folder, **quiet))  # type: ignore[call-overload]

    @staticmethod
    def _scenario(name: str) -> str:
        return str(SCENARIOS / f"{name}.xml")
