"""Checks with partial credit and a reason for each point that is not given.

A test cell asks for the student's function, checks what it returns, and ends with the
score::

    from neuronbook.checking import Scorecard, expect_close, submission

    softmax = submission("softmax")
    card = Scorecard("softmax", points=3)
    with card.check("each row sums to one", points=1):
        p = softmax(np.array([[1.0, 2.0]]))
        expect_close(p.sum(axis=-1), [1.0], what="the sum of each row")
    with card.check("survives logits of ±1000", points=2, hint="exp overflows"):
        expect_close(softmax(np.array([1000.0, 0.0])), [1.0, 0.0])
    card.score

Each check stands alone: whatever happens in its body costs its points and no others,
and becomes a sentence that names the input, what came, and what was expected. Nothing
is written to stderr, which nbgrader would take for a failure of the whole cell.

What a test cell needs is imported from here; everything else from the module that
defines it. The sentences that students read of a result stand in
`neuronbook.checking.wording`.

The protocol
------------
`submission` returns a stand-in. It does not touch the student's code itself but asks a
*provider*: the object called ``__submission_provider__`` in the namespace of the
running IPython shell (or the one passed as ``submission(name, provider=...)``), and
otherwise a `LocalProvider`, which looks for the name in the notebook. A provider has

``lookup(name)``
    ``"callable"``, ``"value"`` or ``"missing"``.
``call(name, args, kwargs)``
    Calls the student's function on copies of the arguments and returns an `Outcome`,
    a dict with the keys ``value``, ``error``, ``refused``, ``warnings``, ``mutated``
    and ``stdout``.
``value(name)``
    Returns an `Outcome` that holds a value that is no function.

All that crosses is data of exact base types; see `neuronbook.checking.providers` for
the details. So a provider may run the student's code in another process, and this
package need not know.
"""

from .expectations import (
    expect_arrays,
    expect_between,
    expect_close,
    expect_dtype,
    expect_equal,
    expect_length,
    expect_raises,
    expect_shape,
    expect_true,
    expect_unchanged,
    fail,
)
from .names import watch
from .providers import LocalProvider
from .scorecard import Scorecard
from .standing import progress
from .submission import submission

__all__ = [
    "LocalProvider",
    "Scorecard",
    "expect_arrays",
    "expect_between",
    "expect_close",
    "expect_dtype",
    "expect_equal",
    "expect_length",
    "expect_raises",
    "expect_shape",
    "expect_true",
    "expect_unchanged",
    "fail",
    "progress",
    "submission",
]

watch()  # a test cell that imports this first may go on to use the student's names
