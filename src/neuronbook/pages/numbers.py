"""Numbers on their way from a cell into the prose."""

from __future__ import annotations

import numpy as np
from myst_nb import glue as _glue


def glue(name: str, value: object, form: str = "") -> None:
    """Hand a number to the prose, in the digits that the prose shows.

    Digits that nobody reads differ between processors; what is kept is rounded here,
    so that a page is the same wherever it is built.

    Parameters
    ----------
    name : str
        What the prose asks for: ``{glue:text}`name` ``.
    value : object
        A number, or a text that is kept as it is.
    form : str
        How to write it, as ``format`` understands it: ``".2f"``, say.
    """
    if isinstance(value, np.generic):  # it would be shown as np.int64(3)
        value = value.item()
    _glue(name, format(value, form) if form else value, display=False)
