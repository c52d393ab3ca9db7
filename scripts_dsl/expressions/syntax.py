"""The syntax tree of an expression, and the parser that builds it.

From loose to tight: `?:` · `||` · `&&` · `not` · comparison and `in` · `+ -` · `* / %` · `!` and unary minus · names, calls, literals.
"""

from dataclasses import dataclass

from scripts_dsl.expressions.lexer import SyntaxFault, Token, tokens_of

MAX_LENGTH = 1_000
MAX_DEPTH = 16
MAX_PARTS = 200

_WORD_OPERATORS = {"and": "&&", "or": "||", "not": "!"}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth value or null."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name."""

    parts: tuple[str, ...]
    start: int
    end: int

    @property
    def dotted(self) -> str:
        """The name as written."""
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ListLiteral:
    """Values in square brackets."""

    items: tuple["Node", ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-` before one operand."""

    operator: str
    operand: "Node"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two operands; `operator_start` is where it stands."""

    operator: str
    left: "Node"
    right: "Node"
    operator_start: int
    operator_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? a : b`."""

    condition: "Node"
    positive: "Node"
    negative: "Node"
    start: int
    end: int


Node = Literal | Name | Call | ListLiteral | Unary | Binary | Conditional


@dataclass(frozen=True, slots=True)
class Formatter:
    """One `| name(arguments)` after an expression in text."""

    name: str
    arguments: tuple[Node, ...]
    start: int
    end: int


def parse(source: str) -> Node:
    """The tree of an expression; SyntaxFault when it cannot be read or is past a limit."""
    parser = _Parser(source)
    node = parser.expression()
    parser.expect_end()
    return node


def parse_slot(source: str) -> tuple[Node, tuple[Formatter, ...]]:
    """The tree and the formatters of what stands between `${` and `}`; SyntaxFault when it cannot be read."""
    parser = _Parser(source)
    node = parser.expression()
    formatters = []
    while parser.take("|"):
        formatters.append(parser.formatter())
    parser.expect_end()
    return node, tuple(formatters)


class _Parser:
    """A recursive-descent parser that counts depth and parts as it goes."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_LENGTH:
            raise SyntaxFault("X001/length", 0, 1, length=len(source), limit=MAX_LENGTH)
        self._tokens = tokens_of(source)
        self._position = 0
        self._depth = 0
        self._parts = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def take(self, *signs: str) -> Token | None:
        """The next token when it is one of these signs or words, else None."""
        token = self._next
        if token.value in signs and token.kind in ("operator", "name"):
            self._position += 1
            return token
        return None

    def _expect(self, sign: str) -> Token:
        token = self.take(sign)
        if token is None:
            raise self._unexpected(sign)
        return token

    def _unexpected(self, wanted: str | None = None) -> SyntaxFault:
        token = self._next
        if token.kind == "end":
            return SyntaxFault("X005/end", token.start, token.end)
        if wanted is not None:
            return SyntaxFault("X005/wanted", token.start, token.end, found=token.value, wanted=wanted)
        return SyntaxFault("X005", token.start, token.end, found=token.value)

    def expect_end(self) -> None:
        """Fault unless everything was read."""
        if self._next.kind != "end":
            raise self._unexpected()

    def _count(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise SyntaxFault("X001/parts", self._next.start, self._next.end, limit=MAX_PARTS)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SyntaxFault("X001/depth", self._next.start, self._next.end, limit=MAX_DEPTH)

    def expression(self) -> Node:
        self._deeper()
        condition = self._any_of()
        if self.take("?"):
            self._count()
            positive = self.expression()
            self._expect(":")
            negative = self.expression()
            condition = Conditional(condition, positive, negative, condition.start, negative.end)
        self._depth -= 1
        return condition

    def _any_of(self) -> Node:
        left = self._all_of()
        while token := self.take("||", "or"):
            left = self._binary(token, left, self._all_of())
        return left

    def _all_of(self) -> Node:
        left = self._negation()
        while token := self.take("&&", "and"):
            left = self._binary(token, left, self._negation())
        return left

    def _negation(self) -> Node:
        token = self.take("not")
        if token is None:
            return self._comparison()
        self._deeper()
        self._count()
        operand = self._negation()
        self._depth -= 1
        return Unary("!", operand, token.start, operand.end)

    def _comparison(self) -> Node:
        left = self._sum()
        while token := self.take(*_COMPARISONS):
            left = self._binary(token, left, self._sum())
        return left

    def _sum(self) -> Node:
        left = self._product()
        while token := self.take("+", "-"):
            left = self._binary(token, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._unary()
        while token := self.take("*", "/", "%"):
            left = self._binary(token, left, self._unary())
        return left

    def _binary(self, token: Token, left: Node, right: Node) -> Binary:
        self._count()
        operator = _WORD_OPERATORS.get(token.value, token.value)
        return Binary(operator, left, right, token.start, token.end, left.start, right.end)

    def _unary(self) -> Node:
        token = self.take("!", "-")
        if token is None:
            return self._primary()
        self._deeper()
        self._count()
        operand = self._unary()
        self._depth -= 1
        return Unary(token.value, operand, token.start, operand.end)

    def _primary(self) -> Node:
        self._count()
        token = self._next
        if token.kind in ("number", "text"):
            self._position += 1
            return Literal(token.kind, token.value, token.start, token.end)
        if token.kind == "name":
            return self._named()
        if self.take("("):
            node = self.expression()
            self._expect(")")
            return node
        if self.take("["):
            items, end = self._list_until("]")
            return ListLiteral(items, token.start, end.end)
        raise self._unexpected()

    def _named(self) -> Node:
        token = self._next
        if token.value in ("true", "false", "null"):
            self._position += 1
            return Literal("null" if token.value == "null" else "yesno", token.value, token.start, token.end)
        if token.value in _RESERVED:
            raise self._unexpected()
        self._position += 1
        if self.take("("):
            arguments, end = self._list_until(")")
            return Call(token.value, arguments, token.start, end.end)
        parts, end = [token.value], token
        while self.take("."):
            if self._next.kind != "name":
                raise self._unexpected()
            end = self._next
            self._position += 1
            parts.append(end.value)
        if self._next.value == "(" and self._next.kind == "operator" and len(parts) > 1:
            raise SyntaxFault("X005/method", token.start, end.end, name=end.value)
        if self._next.value == "[" and self._next.kind == "operator":
            raise SyntaxFault("X005/index", self._next.start, self._next.end)
        return Name(tuple(parts), token.start, end.end)

    def _list_until(self, sign: str) -> tuple[tuple[Node, ...], Token]:
        """The items up to a closing sign, and that sign."""
        items: list[Node] = []
        if end := self.take(sign):
            return (), end
        while True:
            items.append(self.expression())
            if end := self.take(sign):
                return tuple(items), end
            self._expect(",")

    def formatter(self) -> Formatter:
        token = self._next
        if token.kind != "name":
            raise self._unexpected()
        self._position += 1
        arguments: tuple[Node, ...] = ()
        end = token
        if self.take("("):
            arguments, end = self._list_until(")")
        return Formatter(token.value, arguments, token.start, end.end)
