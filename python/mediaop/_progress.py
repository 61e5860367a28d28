"""Progress of long work: a bar on a terminal and in a notebook, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from types import TracebackType
from typing import Any

#: ``None``: a bar where somebody can see it; a function is called with the rows done and, where known, all.
ProgressLike = bool | Callable[[int, int | None], object] | None


class Progress:
    """Takes the news and shows them. Without tqdm, and where nobody looks, it shows nothing."""

    def __init__(self, wanted: ProgressLike, unit: str) -> None:
        self._tell = wanted if callable(wanted) else None
        self._bar: Any = None
        if wanted is True or (wanted is None and _somebody_looks()):
            # A short reading shows no bar.
            self._bar = _bar(unit=f" {unit}", unit_scale=True, delay=0 if wanted else 1, leave=False)

    def at(self, done: int, total: int | None = None) -> None:
        """Take the news that so many rows are done."""
        if self._tell is not None:
            self._tell(done, total)
        if self._bar is not None:
            if total:
                self._bar.total = total
            self._bar.update(done - self._bar.n)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def _bar(**options: Any) -> Any:
    if find_spec("tqdm") is None:
        return None
    if _is_notebook() and find_spec("ipywidgets") is not None:
        from tqdm.notebook import tqdm as bar_of_notebooks

        return bar_of_notebooks(**options)
    from tqdm import tqdm

    return tqdm(**options)


def _somebody_looks() -> bool:
    return (sys.stderr is not None and sys.stderr.isatty()) or _is_notebook()


def _is_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"
