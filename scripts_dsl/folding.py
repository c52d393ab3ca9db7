"""Lines that YAML folds into one: Chinese ones are joined without the space that it puts between them."""

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
    position = 0
    lines = [line.strip() for line in raw.split("\n")]
    for before, after in zip(lines, lines[1:], strict=False):
        if not before or not after or not _joins(before[-1], after[0]):
            continue
        seam = before[-4:].lstrip() + " " + after[:4].rstrip()
        found = text.find(seam, position)
        if found < 0:
            continue
        cut = found + len(before[-4:].lstrip())
        text = text[:cut] + text[cut + 1 :]
        position = cut
    return text
