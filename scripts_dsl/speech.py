"""How long words take to say aloud on the telephone.

English at 150 words a minute, the average of conversation in the United States as the National Center for Voice and Speech tells it.
Chinese at 240 signs a minute: a calm pace, below the 310 syllables a minute that Pellegrino, Coupé and Marsico (Language 87, 2011)
measured in people reading to themselves.
"""

import re

from scripts_dsl.phrase import Phrase

WORDS_A_MINUTE = 150
SIGNS_A_MINUTE = 240
SECONDS_A_VALUE = 1.0
"""What one `${...}` takes: a name, an amount or a date is two or three words, or about four signs."""
_WIDE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_\u3400-\u9fff\uf900-\ufaff]+(?:['’.,:-][^\W_\u3400-\u9fff\uf900-\ufaff]+)*")


def seconds_aloud(words: Phrase | str) -> float:
    """The seconds it takes to say a text, in whatever language: its words and its Chinese signs are counted apart."""
    if isinstance(words, str):
        return len(_WORD.findall(words)) * 60 / WORDS_A_MINUTE + len(_WIDE.findall(words)) * 60 / SIGNS_A_MINUTE
    return sum(seconds_aloud(part) if isinstance(part, str) else SECONDS_A_VALUE for part in words.parts)
