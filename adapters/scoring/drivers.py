"""Drivers: what moved a propensity most, as sentences that an agent can say to the customer in question.

Only what the customer knows about themselves is said, and nothing that would sound like being watched: no churn, no scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from adapters.scoring.customers import FEATURES, Numbers

Rows = NDArray[np.intp]

MOST = 2
"""Sentences per recommendation."""

LEAST_MOVE = 0.05
"""What moved a propensity by less than this (log odds) is no reason."""


@dataclass(frozen=True)
class Sentence:
    """One sentence in both languages."""

    en: str
    zh: str


WITH: Mapping[str, Sentence] = MappingProxyType(
    {
        "phone": Sentence("Your phone line is with us already.", "您的固定电话已经在用我们的服务。"),
        "multiple_lines": Sentence("You have more than one line with us.", "您在我们这里有多条线路。"),
        "dsl": Sentence("Your internet runs over DSL today.", "您目前用的是DSL宽带。"),
        "fibre": Sentence("You already have our fibre line.", "您已经在用我们的光纤宽带。"),
        "online_security": Sentence("You already protect your connection with us.", "您已经开通了网络安全防护。"),
        "online_backup": Sentence("You already keep a backup with us.", "您已经在用我们的云备份。"),
        "device_protection": Sentence("Your devices are protected with us already.", "您的设备已经有我们的保障服务。"),
        "tech_support": Sentence("You already rely on our technical support.", "您已经在用我们的技术支持。"),
        "streaming_tv": Sentence("You already watch TV with us.", "您已经在我们这里看网络电视。"),
        "streaming_movies": Sentence("You already watch films with us.", "您已经在我们这里看影视点播。"),
        "month_to_month": Sentence("You pay from month to month.", "您目前是按月付费。"),
        "two_years": Sentence("You have a long agreement with us.", "您和我们签了长期合约。"),
        "paperless": Sentence("You get your bill online anyway.", "您本来就用电子账单。"),
        "pays_automatically": Sentence("Your bill is paid automatically, so there is nothing to do.", "您是自动扣款，不用另外操作。"),
        "tenure": Sentence("You have been with us for a long time.", "您是我们的老客户了。"),
    }
)
"""What is said of a customer who has the feature (or more of it than most)."""

WITHOUT: Mapping[str, Sentence] = MappingProxyType(
    {
        "multiple_lines": Sentence("You have a single phone line so far.", "您目前只有一条电话线路。"),
        "online_security": Sentence("Your connection has no protection from us yet.", "您的宽带目前还没有安全防护。"),
        "online_backup": Sentence("Your files are not backed up with us yet.", "您的资料目前还没有在我们这里备份。"),
        "device_protection": Sentence("Your devices are not protected with us yet.", "您的设备目前还没有保障服务。"),
        "tech_support": Sentence("You do not have technical support yet.", "您目前还没有技术支持服务。"),
        "streaming_tv": Sentence("You do not watch TV with us yet.", "您目前还没有订我们的网络电视。"),
        "tenure": Sentence("You are new with us.", "您是我们的新客户。"),
    }
)
"""What is said of a customer who lacks it (or has less than most)."""


GENERAL = frozenset({"tenure", "pays_automatically", "paperless"})
"""Features that speak for any offer."""

ARGUMENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "fibre_1000m": frozenset({"dsl", "streaming_tv", "streaming_movies", "multiple_lines", "online_backup"}),
        "online_security": frozenset({"online_security", "fibre", "online_backup", "device_protection"}),
        "online_backup": frozenset({"online_backup", "device_protection", "online_security"}),
        "tech_support": frozenset({"tech_support", "device_protection", "online_security", "fibre"}),
        "streaming_bundle": frozenset({"streaming_tv", "streaming_movies", "fibre"}),
        "loyalty_year": frozenset({"month_to_month", "tech_support", "online_security", "device_protection"}),
        "second_line": frozenset({"phone", "multiple_lines"}),
        "cloud_disk": frozenset({"online_backup", "device_protection", "streaming_movies"}),
    }
)
"""Which further features make a sensible argument for an offer: what moves a model is not always what convinces a person."""


def drivers(offer: str, features: Numbers, contributions: Numbers, rows: Rows) -> list[tuple[Sentence, ...]]:
    """For each of these rows the sentences about what raised the propensity most, the strongest first; perhaps none."""
    means = features.mean(axis=0)
    arguments = GENERAL | ARGUMENTS.get(offer, frozenset())
    sayable = np.array([(name in arguments and name in WITH, name in arguments and name in WITHOUT) for name in FEATURES])
    chosen, moved = features[rows], contributions[rows]
    is_with = chosen > means
    allowed = np.where(is_with, sayable[:, 0], sayable[:, 1])
    moved = np.where(allowed & (moved >= LEAST_MOVE), moved, 0.0)
    strongest = np.argsort(-moved, axis=1, kind="stable")[:, :MOST]
    return [
        tuple((WITH if is_with[row, feature] else WITHOUT)[FEATURES[feature]] for feature in strongest[row] if moved[row, feature] > 0)
        for row in range(len(rows))
    ]
