"""What can go wrong when the embedded servers start, each as one sentence for the person at the terminal."""


class EmbeddedError(Exception):
    """The embedded servers cannot start, stop or be erased; the message is one whole sentence that says what to do."""


class HomeInUseError(EmbeddedError):
    """Another process still uses the data folder."""
