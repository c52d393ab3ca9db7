"""A simulated switch: customers who ring, wait, talk and give up, and numbers that answer or not, under a seed and without sleeping."""

from adapters.telephony.simulator.callers import Callers
from adapters.telephony.simulator.settings import BUSY, CALM, CallerMix, DialResult, InboundLine, OutboundMix, SimulatorSettings
from adapters.telephony.simulator.simulator import Simulator
from adapters.telephony.simulator.trouble import Trouble, TroubledSwitch

__all__ = [
    "BUSY",
    "CALM",
    "CallerMix",
    "Callers",
    "DialResult",
    "InboundLine",
    "OutboundMix",
    "Simulator",
    "SimulatorSettings",
    "Trouble",
    "TroubledSwitch",
]
