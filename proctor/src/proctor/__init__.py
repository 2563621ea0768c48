"""Grade notebooks that cannot be trusted, fast.

Two separations make a mark mean something. The *candidate* process runs all
that the student could have written; the *examiner* process runs the
instructor's test cells and asks the candidate for values over a data-only
protocol. Both are forks of a *zygote* that has already imported what notebooks
import, and both are confined by Linux namespaces, landlock, seccomp and
resource limits.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
