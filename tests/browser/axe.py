"""What axe finds on a page by WCAG 2.2 A and AA. A colour scheme changes nothing but colours: in the second one only they are judged."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text()
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"
COLOURS = "['color-contrast', 'link-in-text-block']"
SAY = "found => found.violations.map(each => each.id + ' ' + each.nodes.map(node => node.target.join(' ')).join(', '))"


def violations(page: Page, rules: str = RULES) -> list[str]:
    """What is against these rules on the page as it is: the rule's name, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE + "; 0")
    found = page.evaluate(f"axe.run(document, {{runOnly: {rules}, resultTypes: ['violations']}}).then({SAY})")
    return [str(each) for each in found]


def violations_by_scheme(page: Page) -> list[str]:
    """What is wrong with the page in light, and with its colours in dark; the page is left in dark."""
    found = []
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{scheme}: {each}" for each in violations(page, rules)]
    return found
