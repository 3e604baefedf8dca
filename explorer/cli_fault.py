"""What ends a call of the program early."""


class CallFault(Exception):  # noqa: N818
    """What ends the program: one sentence, and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status
