"""What simulated customers say when the line opens, shown to the agent of a demo so that there is something to answer."""

from adapters.telephony.simulator.settings import DialResult
from adapters.telephony.simulator.times import Chance, one_of
from flows.telephony.call_event import Said

INBOUND = (
    Said(en="Hello, my bill is higher than last month and I do not see why.", zh="你好，我这个月的账单比上个月高，想问问是怎么回事。"),
    Said(en="Hi, I would like a faster internet connection. What do you have?", zh="您好，我想换个更快的宽带，有什么套餐？"),
    Said(en="My internet keeps dropping in the evening.", zh="我家的网一到晚上就断。"),
    Said(en="I am thinking about leaving you. The others are cheaper.", zh="我想销户，别家更便宜。"),
    Said(en="When does my contract run out?", zh="我的合约什么时候到期？"),
    Said(en="I moved house and want to take my line with me.", zh="我搬家了，想把线路迁过去。"),
)
# Who dials a line that stands for something says what it is for.
BY_QUEUE = {
    "broadband": (
        Said(en="Hi, I would like a faster internet connection. What do you have?", zh="您好，我想换个更快的宽带，有什么套餐？"),
        Said(en="My internet is slow when we are all at home.", zh="家里人一多，网就特别慢。"),
        Said(en="I find my broadband expensive. Is there anything cheaper?", zh="我觉得宽带太贵了，有便宜点的吗？"),
        Said(en="I moved house and want to take my line with me.", zh="我搬家了，想把线路迁过去。"),
    ),
    "billing": (
        Said(en="Hello, my bill is higher than last month and I do not see why.", zh="你好，我这个月的账单比上个月高，想问问是怎么回事。"),
        Said(en="I want to pay my bill. How do I do that?", zh="我想交一下话费，怎么交？"),
        Said(en="Can I have more time to pay this bill?", zh="这期账单能不能晚几天交？"),
    ),
    "technical": (
        Said(en="My mobile data has not worked since this morning.", zh="我的手机流量从早上起就用不了。"),
        Said(en="Mobile internet on my phone is very slow.", zh="我手机上网特别慢。"),
        Said(en="I am abroad and cannot get online.", zh="我在国外，上不了网。"),
    ),
    "complaints": (
        Said(en="I want to complain. I was promised a call back and nobody called.", zh="我要投诉，说好回电的，一直没人打来。"),
        Said(en="Your technician did not come, and I waited all day.", zh="你们的师傅没来，我等了一整天。"),
    ),
    "retention": (
        Said(en="I am thinking about leaving you. The others are cheaper.", zh="我想销户，别家更便宜。"),
        Said(en="Please cancel my contract. I hardly use it.", zh="帮我退订吧，我基本不用。"),
    ),
}
RINGS_BACK = Said(en="Hello again, we were cut off just now.", zh="喂，刚才电话断了，我再打过来。")
OUTBOUND = (
    Said(en="Yes, speaking. What is it about?", zh="我就是，请问什么事？"),
    Said(en="Yes, that is me, but I only have a minute.", zh="是我，不过我只有一分钟时间。"),
)
WRONG_PERSON = (
    Said(en="No, this is her brother. She is not at home.", zh="不是，我是她弟弟，她不在家。"),
    Said(en="You have the wrong person. I have had this number for a year.", zh="你找错人了，这个号码我用了一年了。"),
)
MACHINE = Said(en="(answering machine) Please leave a message after the tone.", zh="（语音信箱）请在提示音后留言。")


def said_inbound(chance: Chance, queue: str | None, is_ringing_back: bool) -> Said:
    """What a customer who rang us says first: something that the queue's line is for."""
    return RINGS_BACK if is_ringing_back else _any(chance, BY_QUEUE.get(queue or "", INBOUND))


def said_outbound(chance: Chance, result: DialResult) -> Said:
    """What comes out of a line that we rang and that was answered."""
    if result is DialResult.MACHINE:
        return MACHINE
    return _any(chance, WRONG_PERSON if result is DialResult.WRONG_PERSON else OUTBOUND)


def _any(chance: Chance, sayings: tuple[Said, ...]) -> Said:
    return one_of(chance, [(saying, 1) for saying in sayings])
