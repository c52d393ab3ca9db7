"""What of a switch an adapter is set up with: where to ring agents, how to reach the network, which part of the dialplan is ours."""

import re
from dataclasses import dataclass

from flows.telephony.dial_string import dial_number, extension

WORD = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
TEMPLATE = re.compile(r"[A-Za-z0-9_./@:{}-]{1,120}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The names of one switch's configuration. `agent` and `trunk` are dial strings with a place for `{extension}` and `{number}`.

    Raises ValueError with the rule that a name breaks.
    """

    agent: str = "PJSIP/{extension}"
    trunk: str = "PJSIP/{number}@trunk"
    context: str = "cuecard"

    def __post_init__(self) -> None:
        check_template(self.agent, "extension")
        check_template(self.trunk, "number")
        if not WORD.fullmatch(self.context):
            raise ValueError("a context of the dialplan is letters, digits, _ and -")

    def phone(self, number: str) -> str:
        """The dial string of an agent's phone. Raises DialStringError."""
        return self.agent.replace("{extension}", extension(number))

    def outside(self, number: str) -> str:
        """The dial string of a telephone number. Raises DialStringError."""
        return self.trunk.replace("{number}", dial_number(number))


def check_template(template: str, name: str) -> str:
    """A dial string with one place to fill in. Raises ValueError."""
    if template.count("{" + name + "}") != 1 or template.count("{") != 1 or template.count("}") != 1 or not TEMPLATE.fullmatch(template):
        raise ValueError(f"it should be a dial string with {{{name}}} in it once, like PJSIP/{{{name}}}")
    return template
