"""The one way the analytics side says no."""


class SinkFailed(Exception):  # noqa: N818 - house style: named for what happened
    """Rows could not be written now; nothing of them is there. `permanent` says that the same rows will fail again."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent
