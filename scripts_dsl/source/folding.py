"""Lines that YAML folds into one: Chinese ones are joined without the space that it puts between them."""

_MOST_MISSES = 200
"""Seams that may be written otherwise than they read (with escapes); a text full of them is left as YAML folds it."""
_NO_SPACE = "“”‘’—…·"


def is_wide(sign: str) -> bool:
    """Whether a character is Chinese, or punctuation as Chinese writes it."""
    return "\u2e80" <= sign <= "\ua4cf" or "\uf900" <= sign <= "\ufaff" or "\ufe30" <= sign <= "\uffef" or sign >= "\U00020000"


def _joins(before: str, after: str) -> bool:
    """Whether nothing belongs between two lines: at least one border is Chinese."""
    if is_wide(before) or is_wide(after):
        return True
    return before in _NO_SPACE and after in _NO_SPACE


def unfolded(text: str, raw: str) -> str:
    """The folded text of a scalar, with the spaces taken out that folding put beside Chinese; `raw` is its source."""
    kept: list[str] = []
    position = passed = misses = 0
    lines = [line.strip() for line in raw.split("\n")]
    for before, after in zip(lines, lines[1:], strict=False):
        passed += len(before) + 1
        if not before or not after or not _joins(before[-1], after[0]):
            continue
        tail = before[-4:].lstrip()
        # no text is longer than its source: further on it cannot be, and a search to the end for each line would never end
        found = text.find(f"{tail} {after[:4].rstrip()}", position, position + passed + 4)
        if found < 0:
            misses += 1
            if misses > _MOST_MISSES:
                break
            continue
        cut = found + len(tail)
        kept.append(text[position:cut])
        position, passed = cut + 1, 0
    return "".join([*kept, text[position:]])
