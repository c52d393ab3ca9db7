"""Blank texts: what a new script, sub-script or offer begins with; each passes the checker as it stands."""

from collections.abc import Sequence

from workspace.scripts.publishing import LIB, kind_of, own_name

MOST_CODES = 8
"""Disposition codes a blank script lists; an author chooses from them."""

_SCRIPT = """\
script: {name}
spec: 1
title: {{en: New script, zh: 新话术}}
languages: [en, zh]
channel: inbound
start: greet

vars:
  customer: crm.customer

steps:
  greet:
    section: opening
    say:
      en: Hello ${{customer.salutation}}, how can I help?
      zh: 您好，${{customer.salutation}}，请问有什么可以帮您？
    next: wrap

  wrap:
    section: close
    wrapup:
      dispositions: [{codes}]

exits:
  hung_up: {{next: wrap}}
"""
_SUBSCRIPT = """\
script: {name}
spec: 1
title: {{en: New sub-script, zh: 新子话术}}
languages: [en, zh]
channel: any
start: first

steps:
  first:
    section: opening
    say:
      en: One moment, please.
      zh: 请您稍等。
    next: done

  done:
    return: ok
"""
_OFFER = """\
offer: {name}
spec: 1
title: {{en: New offer, zh: 新推荐}}
kind: cross_sell                   # upsell, cross_sell or retention
product: {name}                    # what the BSS is asked to set up
price: 10.00 USD                   # a month
term: 12                           # months
cooling_off: 14                    # days
value: 50                          # what an acceptance is worth to us
reason:
  en: Say here why this offer fits this customer.
  zh: 在此写明为什么适合这位客户。
treatments:
  - en: Would you like ${{offer.name}} for ${{offer.price | money}} a month?
    zh: 您看要不要办理${{offer.name}}，每月${{offer.price | money}}？
"""


def blank(key: str, codes: Sequence[str]) -> str:
    """The text that a new key of its kind begins with; `codes` are the installation's disposition codes."""
    if kind_of(key) == "offer":
        return _OFFER.format(name=own_name(key))
    shown = ", ".join(codes[:MOST_CODES]) or "resolved"
    return (_SUBSCRIPT if key.startswith(LIB) else _SCRIPT).format(name=own_name(key), codes=shown)
