"""The panels of a desk as text that can be compared: without what differs at each rendering of the same state."""

import re

from selectolax.lexbor import LexborHTMLParser

ONE_TIME = re.compile(r'(name="(?:csrf|key)" value|hx-nonce|data-version|nonce)="[^"]*"')


def panels_in(html: str) -> dict[str, str]:
    """Each panel's markup without what differs at each rendering: the token, the keys, the nonce."""
    found = {node.attributes["id"] or "": node.html or "" for node in LexborHTMLParser(html).css("[id^=panel-]")}
    return {name: ONE_TIME.sub(r"\1", markup) for name, markup in found.items()}
