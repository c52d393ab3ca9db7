"""`cuecard play FILE`: walks a script by hand with the engine of live calls, then prints the test that repeats the walk.

The walk is written on standard error, the test on standard output, so that `cuecard play FILE > FILE.test.yaml` keeps it.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.offers.offer import Offer
from flows.publishing.bundle import Bundle
from flows.runs.refusals import MoveRefused
from flows.runs.variables import typed
from flows.script_tests.player import Player
from flows.script_tests.refusal_words import words_of_refusal
from flows.script_tests.writing import Walked, write_file
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.script import Script
from scripts_dsl.testing import Outside, ScriptTest
from scripts_dsl.testing.loader import load_background
from scripts_dsl.types import OptionalType
from scripts_dsl.values import BadValueError
from workspace.scripts.files import catalogue_beside, load_file, offers_beside
from workspace.terminal.checking import CLEAN, UNREADABLE, WRONG, as_text, could_not_read
from workspace.terminal.output import complain, say
from workspace.terminal.play_moves import Hand
from workspace.terminal.play_outside import AskingWorld
from workspace.terminal.play_screen import commands_of, screen_of
from workspace.terminal.play_table import LeftError, Table
from workspace.terminal.testing import pair_of
from workspace.wiring.play import Clock

_END = "q"


def play(*, file: Path, given: Path | None = None, lang: str = "en", name: str = "played by hand") -> int:
    """Walk the script, print the test; returns the exit code."""
    try:
        loaded = load_file(file)
        script = loaded.script
        if script is None:
            for problem in loaded.errors:
                complain(as_text(file, problem, lang, colourful=False))
            return WRONG
        background = _background(file, given, script, lang)
    except OSError as error:
        complain(could_not_read(Path(error.filename or file), error, lang))
        return UNREADABLE
    if background is None:
        return WRONG
    table = Table(lang)
    catalogue = catalogue_beside(file).catalogue
    walked = _walk(script, background, table, offers_beside(file, catalogue), catalogue)
    if walked is not None:
        table.tell(table.word("ended"))
        say(write_file(walked, name).rstrip("\n"))
    return CLEAN


def _background(file: Path, given: Path | None, script: Script, language: str) -> ScriptTest | None:
    """Who calls and what the outside answers: as the given file says, else the customer of the tests beside the script.

    None after telling what is wrong with the given file. Raises OSError.
    """
    path = given or pair_of(file)[1]
    text = path.read_bytes() if given is not None or path.is_file() else b"{}"
    catalogue = catalogue_beside(file).catalogue
    background, problems = load_background(text, script, catalogue)
    wrong = [problem for problem in problems if problem.severity == "E"]
    if given is None:
        # Only the customer is taken from the tests beside it; everything else is asked.
        empty, _ = load_background(b"{}", script, catalogue)
        found = background if background is not None and not wrong else empty
        background = None if found is None else replace(found, outside=Outside())
    elif wrong:
        for problem in wrong:
            complain(as_text(path, problem, language, colourful=False))
        return None
    if background is None:
        return None
    # On the given file's day, else today: a script may look at dates.
    is_dated = given is not None or b"now:" in text
    language = language if language in script.languages else script.languages[0]
    return replace(background, language=language) if is_dated else replace(background, language=language, now=Clock().now())


def _walk(script: Script, test: ScriptTest, table: Table, offers: Mapping[str, Offer], catalogue: Catalogue) -> Walked | None:
    """The walk, until its end or the person's; None when it was left before it began."""
    bundle = Bundle(script.name, script, catalogue)
    zone = ZoneInfo(test.zone)
    world = AskingWorld(test.outside, bundle, offers, table, zone=zone, currency=test.currency, now=test.now)
    mocked = [each for each, returned in test.outside.scripts.items() if returned]
    player = world.player = Player(bundle, world, test.now, test.language, mocked)
    try:
        parameters = _parameters(script, test, table)
        player.start(test.given, zone=test.zone, currency=test.currency, parameters=parameters)
    except LeftError:
        return None
    _play_on(player, Hand(player, world, table), table)
    return Walked(
        bundle=player.bundle,
        now=test.now,
        language=test.language,
        moves=player.made,
        given=test.given,
        zone=test.zone,
        currency=test.currency,
        parameters=parameters,
    )


def _play_on(player: Player, hand: Hand, table: Table) -> None:
    """Move after move, until the run ends or nothing more is typed."""
    try:
        while player.run.status != "done":
            shown = player.view()
            for line in screen_of(shown, table):
                table.tell(line)
            while (text := table.ask(commands_of(shown, table))) != _END:
                made = hand.move(text, shown)
                if made is not None:
                    break
                table.tell(table.word("not_offered"))
            else:
                return
            try:
                player.make(made)
            except MoveRefused as refusal:
                table.tell(f"{table.word('refused_because')}: {words_of_refusal(refusal)[table.language]}")
    except LeftError:
        return


def _parameters(script: Script, test: ScriptTest, table: Table) -> dict[str, object]:
    """The parameters of a sub-script that is played alone: those given, the others asked."""
    given = dict(test.parameters)
    for each in script.parameters.values():
        while each.name not in given and not isinstance(each.type, OptionalType):
            text = table.ask(f"{table.word('parameter')} {each.name} ({each.type})")
            try:
                typed(text, each.type, ZoneInfo(test.zone), test.currency)
            except BadValueError:
                table.tell(table.word("again"))
            else:
                given[each.name] = text
    return given
