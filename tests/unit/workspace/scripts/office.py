"""What the script office works with: small texts that pass the checker, and the press of a button."""

from collections.abc import Callable

from workspace.wiring.parts import Person, Submission

Press = Callable[[Person], Submission]
Write = Callable[[str, str], str]

SCRIPT = """\
script: hello
spec: 1
title: {en: Hello, zh: 问候}
languages: [en, zh]
channel: inbound
start: greet
steps:
  greet:
    say: {en: Hello., zh: 您好。}
    next: wrap
  wrap:
    wrapup: {dispositions: [sold, cut_off]}
"""
CALLING = """\
script: hello
spec: 1
title: {en: Hello, zh: 问候}
languages: [en, zh]
channel: inbound
start: greet
steps:
  greet:
    call: lib/outer
    returns: {ok: wrap}
  wrap:
    wrapup: {dispositions: [sold, cut_off]}
"""
OUTER = """\
script: outer
spec: 1
languages: [en, zh]
channel: any
start: first
steps:
  first:
    call: lib/inner
    returns: {ok: done}
  done:
    return: ok
"""
INNER = """\
script: inner
spec: 1
languages: [en, zh]
channel: any
start: first
steps:
  first:
    say: {en: One moment., zh: 请稍等。}
    next: done
  done:
    return: ok
"""
