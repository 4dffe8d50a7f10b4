"""Declarations: analyses made of other analyses and of scenarios, published beside them.

Those stand above `gis.processes`, which must not lean on them: they are put here by the
package, and imported when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Declaring = Callable[[], tuple[Any, ...]]
ABOVE: dict[str, Declaring] = {}


def declare(process_id: str, declaring: Declaring) -> None:
    """Publish an analysis that stands above the others.

    Parameters
    ----------
    process_id
        Its id.
    declaring
        Gives its declaration; called when it is first asked for.
    """
    ABOVE[process_id] = declaring
