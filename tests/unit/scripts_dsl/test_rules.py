"""Every rule that looks at a script: it alarms on its mistake, on the right line, and only once."""

from collections.abc import Callable

import pytest

from scripts_dsl.loader import Loaded
from scripts_dsl.rules.messages import MESSAGES
from scripts_dsl.rules.table import RULES

Load = Callable[..., Loaded]
Mistake = Callable[[str, str], list[tuple[str, int]]]


def test_the_small_script_is_clean(load: Load, small: str) -> None:
    loaded = load(small)
    assert loaded.problems == ()
    assert loaded.script is not None


MISTAKES = [
    ("a step's field is misspelt", "    next: mood\n", "    nxet: mood\n", "S001", 21),
    ("a script's field is misspelt", "channel: inbound", "chanel: inbound", "S001", 4),
    ("a kind is misspelt", "    ask: {zh", "    aks: {zh", "S001", 23),
    ("a step without a kind", "    ask: {zh: 您好吗, en: How are you}\n    save_as: mood\n", "    section: x\n", "S002", 22),
    ("a step of two kinds", "  load:\n", "  load:\n    ask: {zh: 好, en: Good}\n", "S002", 26),
    ("a list where a map belongs", "    answers: {good: offer, bad: load}", "    answers: [good, bad]", "S003", 25),
    ("a time that is none", "    save_as: plan\n", "    save_as: plan\n    timeout: soon\n", "S003", 30),
    ("a type nobody knows", "plan: bss.plan?", "plan: bss.plam?", "S003", 8),
    ("a name in capitals", "  gold:\n", "  Gold:\n", "S003", 14),
    ("a step called suppress", "  greet:\n", "  suppress:\n    say: {zh: 好, en: Good}\n    next: wrap\n  greet:\n", "S003", 17),
    ("a result of another type", "    save_as: order\n", "    save_as: plan\n", "S003", 48),
    ("a formula that is assigned", "    save_as: mood\n", "    save_as: gold\n", "S003", 24),
    ("no way on", "    next: mood\n", "", "S010", 17),
    ("no consent", "    consent: {given: order, refused: wrap}\n", "", "S010", 40),
    ("an unknown step", "    next: mood\n", "    next: moood\n", "S020", 21),
    ("an unknown start", "start: greet", "start: gret", "S020", 5),
    ("an unknown step in an exit", "hung_up: {next: wrap}", "hung_up: {next: warp}", "S020", 62),
    ("an unknown objection", "objections: [dear]", "objections: [deer]", "S020", 38),
    ("an unknown slot", "{slot: upsell}", "{slot: upsel}", "S020", 37),
    ("an unknown offer",
     "{slot: upsell}\n    objections: [dear]\n    outcomes: {accepted: read_back, declined: wrap, later: when, none: wrap}",
     "fiber\n    objections: [dear]\n    outcomes: {accepted: read_back, declined: wrap, later: when}", "S020", 37),
    ("a step nobody comes to", "{accepted: read_back, declined: wrap, later: when, none: wrap}",
     "{accepted: read_back, declined: wrap, later: wrap, none: wrap}", "S021", 52),
    ("a loop without the agent", "- {when: has(plan.speed) && plan.speed > 100, next: wrap}",
     "- {when: has(plan.speed) && plan.speed > 100, next: fast}", "S022", 34),
    ("a place without an end", "    next: wrap\n  wrap:\n", "    next: when\n  wrap:\n", "S023", 52),
    ("a branch without else", "      - else: offer\n", "", "S024", 33),
    ("else before another line", "      - {when: has(plan.speed) && plan.speed > 100, next: wrap}\n      - else: offer\n",
     "      - else: offer\n      - {when: has(plan.speed), next: wrap}\n", "S024", 34),
    ("an answer left out", "{good: offer, bad: load}", "{good: offer}", "S025", 25),
    ("an answer of no value", "{good: offer, bad: load}", "{good: offer, bad: load, ok: load}", "S025", 25),
    ("an answer that is always hidden", "{good: offer, bad: load}",
     "{good: {when: gold, next: offer}, bad: {when: gold, next: load}}", "S025", 25),
    ("an outcome left out", "later: when, none: wrap}", "later: when}", "S025", 39),
    ("an outcome of a slot at a named offer", "offer: {slot: upsell}", "offer: fibre", "S025", 39),
    ("consent half handled", "{given: order, refused: wrap}", "{given: order}", "S025", 43),
    ("a sub-script that is not there", "  load:\n    do: bss.get_plan\n", "  load:\n    call: lib/nothing\n", "S026", 27),
    ("an action nobody knows", "do: bss.get_plan", "do: bss.get_plam", "S031", 27),
    ("a parameter misspelt", '    with: {account: "${customer.account}"}\n', '    with: {acount: "${customer.account}"}\n', "S031", 28),
    ("a parameter left out", '    with: {account: "${customer.account}"}\n', "", "S031", 27),
    ("an error it cannot give", "on_error: {refused: wrap, else: wrap}", "on_error: {broken: wrap, else: wrap}", "S031", 31),
    ("a parameter of another type", 'offer: "${offer.id}"}', 'offer: "${offer.price}"}', "X013", 47),
    ("a parameter that is no number", 'offer: "${offer.id}"}', 'offer: "${offer.id}", months: many}', "X014", 47),
    ("an unknown field", "plan.speed > 100", "plan.sped > 100", "X010", 34),
    ("an unknown value", 'customer.tier == "gold"', 'customer.tier == "golden"', "X014", 15),
    ("one equals sign", 'customer.tier == "gold"', 'customer.tier = "gold"', "X004", 15),
    ("a formatter misspelt", "${offer.price | money} a month", "${offer.price | mony} a month", "X011", 42),
    ("a condition that is a number", "{when: gold, zh", "{when: 1 + 1, zh", "X013", 20),
    ("a variable that is not declared", "    save_as: plan\n", "    save_as: plaan\n", "X010", 29),
    ("a value that one language does not say", 'en: "Hello ${customer.name}"', 'en: "Hello"', "T002", 19),
    ("a translation missing", "{when: gold, zh: 尊敬的金卡客户, en: Dear gold customer}", "{when: gold, zh: 尊敬的金卡客户}", "T001", 20),
    ("a translation empty", "label: {zh: 太贵, en: Too dear}", 'label: {zh: 太贵, en: ""}', "T001", 65),
    ("a sentence not translated", "{zh: 您好吗, en: How are you}", "{zh: 今天您过得好吗, en: 今天您过得好吗}", "T001", 23),
    ("a label of an enum without translation", "good: {zh: 好, en: Good}", "good: {zh: 好}", "T001", 12),
    ("words in a language that is not the script's", "languages: [zh, en]", "languages: [zh]", "T001", None),
    ("something sensitive said aloud", "Hello ${customer.name}", "Hello ${customer.name} ${customer.id_number}", "C002", 19),
    ("an order without consent", "consent: {given: order, refused: wrap}", "consent: {given: order, refused: order}", "C001", 44),
    ("a code nobody knows", "[sold, info_only, cut_off]", "[sold, info_only, cutoff]", "D001", 58),
    ("a code twice", "[sold, info_only, cut_off]", "[sold, info_only, sold]", "D001", 58),
    ("a suggestion that is not listed", "code: sold}", "code: solt}", "D001", 60),
    ("an order that could be sent twice", "    once: true\n", "", "S030", 45),
    ("an order that may not fail", "    once: true\n    next: wrap\n    on_error: wrap\n", "    once: true\n    next: wrap\n", "S030", 45),
    ("something not set yet", "${offer.price | money} a month", "${offer.price | money} a month, ${mood}, ${order.id}", "X017", 42),
    ("a condition that never holds", "has(plan.speed) && plan.speed > 100", "plan.speed > 100 && plan.speed < 100", "X018", 34),
    ("a speech", "{zh: 不贵, en: It is not}", "{zh: 不贵, en: It is not. " + "And so on and on. " * 20 + "}", "T003", 66),
    ("an offer put too often", "offer: {slot: upsell}\n", "offer: {slot: upsell}\n    attempts: 3\n", "C003", 38),
    ("an exception that is none", "  when:\n    form", "  when:\n    lint: {ignore: [S999], why: x}\n    form", "L001", 53),
    ("a comma in braces", "label: {zh: 太贵, en: Too dear}", "label: {zh: 太贵, en: Too dear, really}", "Y012", 65),
    ("the first dash of a list forgotten", '      - {zh: "您好，${customer.name}", en: "Hello ${customer.name}"}\n',
     "        zh: 您好\n        en: Hello\n", "Y013", 19),
    ("a brace too many", "label: {zh: 太贵, en: Too dear}", "label: {zh: 太贵, en: Too dear}}", "Y002", 65),
    ("a full-width colon between answers", "{good: offer, bad: load}", "{good：offer, bad: load}", "Y013", 25),
    ("no space between answers", "{good: offer, bad: load}", "{good:offer, bad: load}", "Y013", 25),
    ("a full-width colon after a language", "label: {zh: 太贵, en: Too dear}", "label: {zh：太贵, en: Too dear}", "Y013", 65),
    ("a full-width brace", "Hello ${customer.name}", "Hello $｛customer.name}", "X002", 19),
    ("a full-width brace at the end", "Hello ${customer.name}", "Hello ${customer.name｝ ${customer.account}", "X002", 19),
    ("a full-width brace in a parameter", 'with: {account: "${customer.account}"}', 'with: {account: "$｛customer.account｝"}', "X002", 28),
    ("a question with no answer at all", "    save_as: mood\n    answers: {good: offer, bad: load}", "    answers: {}", "S025", 24),
    ("a way on beside answers", "answers: {good: offer, bad: load}", "answers: {good: offer, bad: load}\n    next: offer", "S001", 26),
    ("an answer kept where it does not fit", "    save_as: mood\n", "    save_as: plan\n", "S003", 24),
    ("a mark kept as a choice", "    answers: {good: offer, bad: load}", "    scale: {from: 1, to: 5}\n    next: load", "S003", 24),
    ("errors in a list", "on_error: {refused: wrap, else: wrap}", "on_error: [wrap]", "S003", 31),
    ("an order of which one failure is forgotten", "next: wrap\n    on_error: wrap\n",
     "next: wrap\n    on_error: {refused: wrap}\n", "S030", 51),
    ("no words after say", "say: {zh: 不贵, en: It is not}", "say: []", "S003", 66),
    ("nothing to read back",
     '    read_back:\n      - {id: price, text: {zh: "每月${offer.price | money}", en: "${offer.price | money} a month"}}\n',
     "    read_back: []\n", "S003", 41),
    ("no disposition", "dispositions: [sold, info_only, cut_off]\n", "dispositions: []\n", "S003", 58),
    ("a short sentence not translated", "{zh: 不贵, en: It is not}", "{zh: 不贵, en: 不贵}", "T001", 66),
    ("an English sentence not translated", "{zh: 不贵, en: It is not}", "{zh: Not much., en: Not much.}", "T001", 66),
    ("a list of choices for a date", "type: datetime, required", "type: datetime, of: mood, required", "S001", 54),
    ("a limit of yes and no", "type: datetime, required: true, min: now()", "type: yesno, max: 3", "S001", 54),
    ("choices from what is no list", "type: datetime, required: true, min: now()", "type: choice, from: gold", "X013", 54),
    ("choices from a record", "type: datetime, required: true, min: now()", "type: choice, from: plan", "X013", 54),
    ("choices that all read alike", "type: datetime, required: true, min: now()",
     "type: choice, from: customer.orders, show: name", "S003", 54),
    ("limits between which there is nothing", "type: datetime, required: true, min: now()", "type: number, min: 5, max: 4", "S003", 54),
    ("choices from a text", "type: datetime, required: true, min: now()", "type: choice, from: customer.name", "X013", 54),
    ("words in one language only", "label: {zh: 太贵, en: Too dear}", "label: 太贵", "T001", 65),
    ("a value in bare braces", "Hello ${customer.name}", "Hello {customer.name}", "X003", 19),
    ("a value in two braces", "Hello ${customer.name}", "Hello {{ customer.name }}", "X003", 19),
    ("a value in brackets", "Hello ${customer.name}", "Hello $(customer.name)", "X003", 19),
    ("a value without braces", "Hello ${customer.name}", "Hello $customer.name", "X003", 19),
    ("a full-width dollar", "Hello ${customer.name}", "Hello ＄{customer.name}", "X002", 19),
    ("an order that fulfils nothing", "    fulfils: offer\n", "", "S030", 45),
    ("words for nobody", "hung_up: {next: wrap}", "hung_up: {next: greet}", "S028", 62),
    ("a return that nobody waits for", "    next: mood\n", "    return: done\n", "S010", 21),
    ("a field as far out as its step", "    next: mood\n", "  next: mood\n", "Y006", 21),
    ("a step as far out as the steps", "  load:\n", "load:\n", "Y006", 26),
    ("a full-width colon after a step", "  load:\n", "  load：\n", "Y013", 26),
    ("no space after a key", "    save_as: order\n    once: true\n", "    save_as: order\n    once:true\n", "Y013", 49),
    ("a full-width comma between ways", "{good: offer, bad: load}", "{good: offer，bad: load}", "Y013", 25),
    ("a long dash in a list", "      - else: offer\n", "      — else: offer\n", "Y013", 35),
    ("an objection whose name is none", "  dear:\n    label", "  Too-dear:\n    label", "S003", 64),
    ("an exit whose name is none", "exits:\n", "exits:\n  Angry!: {label: {zh: 生气, en: Angry}, next: wrap}\n", "S003", 62),
    ("a formula that never holds", 'is: customer.tier == "gold"', "is: customer.tier in []", "X018", 15),
    ("an order that may be sent again and again", "    once: true\n", "    once: false\n", "S030", 45),
    ("else under another name", "      - else: offer\n", "      - otherwise: offer\n", "S001", 35),
    ("a language named twice", "languages: [zh, en]", "languages: [zh, en, zh]", "S003", 3),
    ("an amount in quotes without a currency", "{when: gold, zh", "{when: 'plan.price > \"50\"', zh", "X014", 20),
    ("dispositions misspelt", "      dispositions: [sold, info_only, cut_off]\n", "      disposition: [sold]\n", "S001", 58),
    ("text cut by a comment", "    say: {zh: 不贵, en: It is not}", "    say:\n      zh: 不贵\n      en: Call #123 now", "Y009", 68),
]  # fmt: skip

ALONE = frozenset({"S010", "S020", "S024", "S025", "S031", "X010", "X014", "D001", "C001", "Y012", "Y013", "X002"})
"""Rules whose one mistake must not set off any other."""


@pytest.mark.parametrize(("old", "new", "code", "line"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES])
def test_a_mistake_is_found_on_its_line(mistake: Mistake, old: str, new: str, code: str, line: int | None) -> None:
    found = mistake(old, new)
    assert code in [each for each, _ in found], found
    if line is not None:
        assert (code, line) in found
    if code in ALONE:
        assert {each for each, _ in found} == {code}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hello ${customer.name}", "Hello ${customer.name}, it costs $15 {as you know} and $${customer.name} is no name"),
        ("hung_up: {next: wrap}", "hung_up: {next: load}"),  # what it leads to is shared with those still there
        ("{when: gold, zh", "{when: 'plan.price > \"50 CNY\"', zh"),
        ("{when: gold, zh", "{when: plan.price > 50, zh"),
        (
            '    fulfils: offer\n    with: {account: "${customer.account}", offer: "${offer.id}"}',
            '    with: {account: "${customer.account}", offer: fibre}',
        ),
    ],
)
def test_what_is_right_is_not_told(mistake: Mistake, old: str, new: str) -> None:
    assert mistake(old, new) == []


def test_words_after_hanging_up_are_found_behind_branches_and_actions(load: Load, small: str) -> None:
    kept = "  keep:\n    do: bss.get_plan\n    with: {account: x}\n    next: wrap\n    on_error: greet\n  wrap:\n"
    left = small.replace("  wrap:\n", kept).replace("hung_up: {next: wrap}", "hung_up: {next: keep}")
    assert codes(load(left)) == [("S028", 60)]
    (problem,) = load(left).errors
    assert problem.fix is not None
    assert codes(load(problem.fix.applied_to(left))) == []


def test_a_broken_formula_is_told_once_and_not_where_it_is_asked(mistake: Mistake) -> None:
    assert mistake('is: customer.tier == "gold"', "is: has(plan.speed) &&& plan.speed > 3") == [("X005", 15)]


def test_a_formula_that_never_holds_is_told_once(mistake: Mistake) -> None:
    assert mistake('is: customer.tier == "gold"', "is: 1 > 2") == [("X018", 15)]


def test_a_stray_return_does_not_make_a_sub_script_of_a_whole_one(load: Load, small: str) -> None:
    stray = small.replace("    next: mood\n", "    return: done\n").replace("channel: inbound", "channel: outbound")
    assert {"S010", "S028"} <= {code for code, _ in codes(load(stray))}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("say: {zh: 不贵, en: It is not}", 'say: {zh: "", en: ""}', "nothing is written here yet (say)"),
        ("do: bss.place_order", 'do: ""', "nothing is chosen or written here yet (do)"),
        ("declined: wrap", "declined: read_back", "declining offer leads where accepting leads"),
    ],
)
def test_what_is_still_to_be_written_is_told_once_and_plainly(load: Load, small: str, old: str, new: str, message: str) -> None:
    assert old in small
    told = [problem.message("en") for problem in load(small.replace(old, new)).problems]
    assert told.count(message) == 1
    assert not any("text is empty" in each for each in told)


def test_a_language_too_many_is_only_warned_of(load: Load, small: str) -> None:
    loaded = load(small.replace("languages: [zh, en]", "languages: [zh]"))
    assert {problem.code for problem in loaded.problems} == {"T001"}
    assert loaded.script is not None
    assert loaded.script.steps["greet"].say[0].text.phrases.keys() == {"zh"}


SUB = """\
script: sub
title: {zh: 子, en: Sub}
params: {level: {enum: [basic, strong]}, note: text?}
gives: [found]
vars: {found: bss.plan?}
start: ask
steps:
  ask:
    ask: {zh: 好吗, en: Fine}
    answers: {yes: yes_out, no: no_out}
  yes_out: {return: ok}
  no_out: {return: failed}
"""
CALL = "    call: lib/sub\n    with: {level: basic}\n    save_as: {plan: found}\n    returns: {ok: fast, failed: wrap}\n"


def with_call(small: str, old: str = "", new: str = "") -> str:
    start, end = small.index("    do: bss.get_plan"), small.index("  fast:\n")
    assert old in CALL
    return small[:start] + CALL.replace(old, new) + small[end:]


def codes(loaded: Loaded) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in loaded.problems]


def test_a_sub_script_called_as_declared_is_clean(load: Load, small: str) -> None:
    loaded = load(with_call(small), lib__sub=SUB)
    assert loaded.problems == ()
    assert loaded.script is not None
    assert loaded.script.subscripts["lib/sub"].ways_out == {"ok", "failed"}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("{ok: fast, failed: wrap}", "{ok: fast}", "S026", 27),
        ("{ok: fast, failed: wrap}", "{ok: fast, failed: wrap, locked: wrap}", "S026", 30),
        ("{level: basic}", "{levl: basic}", "S026", 28),
        ("    with: {level: basic}\n", "", "S026", 27),
        ("{level: basic}", "{level: weak}", "X014", 28),
        ("{plan: found}", "{plan: fond}", "S026", 29),
        ("{plan: found}", "{order: found}", "S003", 29),
        ("    save_as", "    at_most: 3\n    save_as", "S001", 29),
        ("    save_as", "    next: fast\n    save_as", "S001", 29),
        (
            "    save_as: {plan: found}\n    returns: {ok: fast,",
            "    each: customer.oders\n    at_most: 3\n    next: fast\n    returns: {ok: again,",
            "X010",
            29,
        ),
        (
            "    with: {level: basic}\n    save_as: {plan: found}\n    returns: {ok: fast,",
            '    each: plan\n    with: {level: basic, note: "${item}"}\n    next: fast\n    returns: {ok: again,',
            "X013",
            28,
        ),
    ],
)
def test_a_sub_script_called_otherwise_is_told(load: Load, small: str, old: str, new: str, code: str, line: int) -> None:
    assert codes(load(with_call(small, old, new), lib__sub=SUB)) == [(code, line)]


def test_a_broken_sub_script_is_told_at_its_call(load: Load, small: str) -> None:
    loaded = load(with_call(small), lib__sub=SUB.replace("yes: yes_out", "yes: yes_ot"))
    assert codes(loaded) == [("S026", 27)]
    assert "yes_ot" in loaded.problems[0].hint_in("en")


def test_sub_scripts_may_not_call_each_other_in_a_circle(load: Load, small: str) -> None:
    circle = SUB.replace(
        "  no_out: {return: failed}", "  no_out: {call: lib/sub, with: {level: basic}, returns: {ok: yes_out, failed: yes_out}}"
    )
    loaded = load(with_call(small), lib__sub=circle)
    assert codes(loaded) == [("S027", 27)]
    assert "lib/sub -> lib/sub" in loaded.problems[0].message()


def test_an_outbound_script_declares_its_exits(load: Load, small: str) -> None:
    outbound = small.replace("channel: inbound", "channel: outbound")
    loaded = load(outbound)
    assert codes(loaded) == [("S028", 1)]
    assert "do_not_call, wrong_person" in loaded.problems[0].message()
    whole = outbound.replace("exits:\n", "exits:\n  do_not_call: {next: suppress}\n  wrong_person: {next: wrap}\n")
    assert load(whole).problems == ()


def test_a_missing_exit_is_written_out(load: Load, small: str) -> None:
    loaded = load(small.replace("channel: inbound", "channel: outbound"))
    (problem,) = [each for each in loaded.problems if each.code == "S028"]
    assert problem.hint_in("en") == "write under exits: do_not_call: {next: suppress} and wrong_person: {next: wrap}"


def test_a_way_to_the_end_is_shown_the_wrap_up(load: Load, small: str) -> None:
    (problem,) = load(small.replace("    next: mood\n", "    next: end\n", 1)).errors
    assert (problem.code, problem.hint_in("en")) == ("S020", "a call ends at its wrap-up: wrap")


def test_a_step_name_that_is_none_is_told_once_and_mended(load: Load, small: str) -> None:
    wrong = small.replace("  mood:\n    ask", "  Mood:\n    ask")
    assert wrong != small
    (problem,) = load(wrong).errors
    assert problem.code == "S003"
    assert problem.fix is not None
    assert load(problem.fix.applied_to(wrong)).errors == ()


def test_an_own_exit_needs_a_label(load: Load, small: str) -> None:
    assert codes(load(small.replace("exits:\n", "exits:\n  angry: {next: wrap}\n"))) == [("S003", 62)]


def test_a_masked_value_may_be_said(load: Load, small: str) -> None:
    assert load(small.replace("${customer.name}", '${customer.id_number | mask | default(\\"-\\")}')).problems == ()


def test_a_warning_is_silenced_with_a_reason_and_an_error_never(load: Load, small: str) -> None:
    unreached = small.replace("later: when,", "later: wrap,")
    assert codes(load(unreached)) == [("S021", 52)]
    silent = unreached.replace("  when:\n", "  when:\n    lint: {ignore: [S021], why: kept for next month}\n")
    loaded = load(silent)
    assert loaded.problems == ()
    assert [(each.problem.code, each.problem.line, each.step, each.why) for each in loaded.silenced] == [
        ("S021", 52, "when", "kept for next month")
    ]
    assert codes(load(silent.replace("    next: wrap\n  wrap:", "    next: warp\n  wrap:"))) == [("S020", 56)]


def test_a_broken_script_has_no_model(load: Load, small: str) -> None:
    loaded = load(small.replace("next: mood", "next: moood"))
    assert loaded.script is None
    assert [problem.code for problem in loaded.errors] == ["S020"]


def test_every_rule_has_words_in_both_languages() -> None:
    assert {key.partition("/")[0] for key in MESSAGES} == set(RULES)
    for rule in RULES.values():
        assert set(rule.title) == {"en", "zh"}
    for english, chinese in MESSAGES.values():
        assert english != chinese


@pytest.mark.parametrize(
    "source", [b"", b"\xff", "steps: 1", "a: b", "script: x\nstart: a\nsteps:\n  a:\n", "script: x\nsteps: {}", "steps: {a: [1]}"]
)
def test_whatever_the_text_loading_gives_problems(load: Load, source: str | bytes) -> None:
    loaded = load(source)
    assert loaded.script is None
    assert loaded.problems


@pytest.mark.parametrize(
    ("old", "code"),
    [("    next: mood\n", "S010"), ("      - else: offer\n", "S024"), ("    next: fast\n", "S010")],
)
def test_one_click_gives_a_lost_step_a_way_on(load: Load, small: str, old: str, code: str) -> None:
    broken = small.replace(old, "")
    (problem,) = load(broken).problems
    assert problem.code == code
    assert problem.fix is not None
    mended = problem.fix.applied_to(broken)
    assert "wrap" in mended
    assert load(mended).errors == ()
