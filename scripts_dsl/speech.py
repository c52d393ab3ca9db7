"""How long words take to say aloud on the telephone.

English at 150 words a minute, the average of conversation in the United States as the National Center for Voice and Speech tells it.
Chinese at 240 signs a minute: a calm pace, below the 310 syllables a minute that Pellegrino, Coupé and Marsico (Language 87, 2011)
measured in people reading to themselves.
"""

from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.source.folding import is_wide

WORDS_A_MINUTE = 150
SIGNS_A_MINUTE = 240
SECONDS_A_VALUE = 1.0
"""What one `${...}` takes: a name, an amount or a date is two or three words, or about four signs."""


def seconds_aloud(words: Phrase | str) -> float:
    """The seconds it takes to say a text, in whatever language: its words and its Chinese signs are counted apart."""
    if isinstance(words, Phrase):
        return sum(seconds_aloud(part) if isinstance(part, str) else SECONDS_A_VALUE for part in words.parts)
    signs = sum(1 for sign in words if is_wide(sign) and sign.isalnum())
    rest = "".join(" " if is_wide(sign) else sign for sign in words).split()
    spoken = sum(1 for word in rest if any(sign.isalnum() for sign in word))
    return spoken * 60 / WORDS_A_MINUTE + signs * 60 / SIGNS_A_MINUTE
