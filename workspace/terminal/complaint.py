"""What stops a command at the terminal, in words."""


class Complaint(Exception):  # noqa: N818 - it is said to a person, as one sentence, and never a programming error
    """One whole sentence for the person at the terminal: what is wrong and what to do. The command line prints it and exits with 1."""
