"""A long script, written out by rule: words, a question and a condition in turns, in both languages, and no two texts alike."""

HEAD = """\
script: long_script
spec: 1
title: {zh: 长话术, en: A long script}
languages: [zh, en]
channel: inbound
start: words_0

vars:
  customer: crm.customer
  agent: desk.agent
  mood:
    enum:
      good: {zh: 满意, en: Content}
      fair: {zh: 一般, en: So so}
      bad: {zh: 不满意, en: Not content}
  vip:
    is: customer.tier in ["gold", "platinum"]

steps:
"""
WORDS = """\
  words_{n}:
    section: part_{part}
    say:
      - zh: ${{customer.salutation}}，现在说明第{n}项，工号${{agent.badge}}。
        en: ${{customer.salutation}}, this is point {n}, says ${{agent.badge}}.
      - when: vip
        zh: 作为贵宾客户，第{n}项对您免费。
        en: You get number {n} free.
    next: question_{next}

"""
QUESTION = """\
  question_{n}:
    ask:
      zh: 关于第{n}项，您觉得怎么样？
      en: How do you feel about number {n}?
    save_as: mood
    answers: {{good: fork_{next}, fair: fork_{next}, bad: fork_{next}}}

"""
FORK = """\
  fork_{n}:
    branch:
      - when: vip && mood == "bad"
        next: {then}
      - else: {then}

"""
TAIL = """\
  close:
    wrapup: {dispositions: [info_only, cut_off]}
"""


def long_script(steps: int) -> str:
    """A script of so many steps, a multiple of three and one."""
    made = [HEAD]
    for n in range(0, steps - 1, 3):
        then = f"words_{n + 3}" if n + 3 < steps - 1 else "close"
        made.append(WORDS.format(n=n, next=n + 1, part=n // 30))
        made.append(QUESTION.format(n=n + 1, next=n + 2))
        made.append(FORK.format(n=n + 2, then=then))
    return "".join([*made, TAIL])
