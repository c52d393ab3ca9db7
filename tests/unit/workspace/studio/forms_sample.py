"""Two texts in which every field of the language stands somewhere, with comments that no edit may lose."""

SAMPLE = """\
# A hand-written script.
script: tried
spec: 1
title: {zh: 试用, en: Tried}
languages: [zh, en]   # the first is the fallback
channel: inbound
start: greet

vars:
  customer: crm.customer
  agent: desk.agent
  plan: bss.plan?        # may be empty
  plans: [bss.plan]
  order: bss.order?
  scores: [number]
  score: number?
  pain:
    enum:
      slow: {zh: 网速慢, en: Slow}
      price: {zh: 觉得贵, en: Price}
      nothing: {zh: 没有, en: Nothing}
  vip: {is: 'customer.tier in ["gold", "platinum"]'}

steps:
  greet:                 # says hello
    section: opening
    note: {zh: 语气热情, en: Be warm}
    kb: roaming
    objections: [too_expensive]
    lint: {ignore: [T003], why: long on purpose}
    say:
      - zh: 您好，${customer.salutation}。
        en: Hello ${customer.salutation}.
      - when: vip
        zh: 我是您的专属顾问。
        en: I am your adviser.
    next: reason

  reason:
    ask: {zh: 请问什么情况？, en: What is the matter?}
    save_as: pain        # labels from the enum
    answers: {slow: pick_one, price: {label: {zh: 太贵, en: Too dear}, when: vip, next: slot}, nothing: wrap}

  how_likely:
    ask: {zh: 打几分？, en: How many points?}
    scale: {from: 0, to: 10}
    save_as: score
    next: wrap

  pick_one:
    branch:
      - when: has(plan.speed) && plan.speed < 300
        next: named
      - when: pain == "price"
        next: slot
      - else: details

  named:
    offer: fibre_1000m
    say: {zh: "每月${offer.price | money}。", en: "Only ${offer.price | money}: a month."}
    attempts: 2
    outcomes: {accepted: read_back, declined: slot, later: details}

  slot:
    offer: {slot: upsell}
    outcomes: {accepted: read_back, declined: wrap, later: details, none: wrap}

  read_back:
    read_back:
      - id: price
        text: {zh: "每月${offer.price | money}。", en: "${offer.price | money} a month."}
      - id: terms
        when: offer.term > 0
        text: {zh: "合约期${offer.term}个月。", en: "For ${offer.term} months."}
    consent: {given: place_order, refused: wrap}

  load_plan:
    do: bss.get_plan
    with: {account: "${customer.account}"}
    save_as: plan
    next: reason
    on_error: wrap       # goes on without

  place_order:
    do: bss.place_order
    fulfils: offer
    say: {zh: 请稍等。, en: One moment.}
    with: {account: "${customer.account}", offer: "${offer.id}"}
    save_as: order
    once: true
    timeout: 8s
    next: wrap
    on_error: {refused: wrap, else: details}

  each_one:
    call: lib/rate_aspect
    with: {aspect: price}
    each: plans
    at_most: 3
    save_as: {scores: score}
    returns: {rated: again, skipped: again, stopped: wrap}
    next: wrap

  details:
    say: {zh: 我记一下。, en: Let me note that.}
    form:
      - name: callback_at
        type: datetime
        required: true
        min: now()
        max: add_days(today(), 7)
        value: now()
        label: {zh: 回访时间, en: Call back at}
      - name: chosen          # one of those
        type: choice
        from: plans
        show: ${item.name}
        label: {zh: 选择, en: Choice}
        help: {zh: 请选择, en: Choose one}
        when: size(plans) > 0
        sensitive: true
      - {name: again, type: choice, of: pain, label: {zh: 原因, en: Reason}}
      - name: mood
        type: choice
        of: {calm: {zh: 平静, en: Calm}, angry: {zh: 生气, en: Angry}}
        label: {zh: 情绪, en: Mood}
    next: wrap

  wrap:
    wrapup:
      dispositions: [sold, callback, info_only]
      suggest:
        - {when: has(order.id), code: sold}
        - {when: has(callback_at), code: callback}
      form:
        - {name: remark, type: text, max: 200, label: {zh: 备注, en: Remark}}

  leave:
    say: {zh: 再见。, en: Goodbye.}
    return: ok

exits:
  hung_up: {next: wrap}
  complaint: {label: {zh: 投诉, en: Complaint}, next: details}

objections:
  too_expensive:         # the usual one
    label: {zh: 太贵了, en: Too expensive}
    say: {zh: 每天不到一元。, en: Under a dollar a day.}
    next: slot
"""

SETTINGS = SAMPLE.replace(
    "\nsteps:",
    """
  pin: {type: digits?, private: true, sensitive: true}
  maybe: {enum?: [a, b]}

params:
  level: {enum: [basic, strong]}
  asked: text?
  secret: {type: text, private: true}
  worked_out: {is: 1 + 1}
gives: [score]

steps:""",
)
"""The same as a sub-script, with every kind of variable."""
