"""What a student's computer must have: NumPy for the checks, SciPy for the formulas."""

import subprocess
import sys

import pytest

HEAVY = {"torch", "sklearn", "altair", "matplotlib", "pandas", "IPython"}


def imported_by(module: str) -> set[str]:
    """The top-level packages that a fresh Python has loaded after one import."""
    code = (
        f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_the_checks_need_numpy_alone():
    loaded = imported_by("neuronbook.checking") - imported_by("numpy")
    assert loaded - set(sys.stdlib_module_names) == {"neuronbook"}


@pytest.mark.parametrize(
    "module",
    [
        "arrays",
        "clinic",
        "functions.activation_measures",
        "functions.attention",
        "functions.losses",
        "functions.streaming",
        "networks.backprop",
        "networks.datasets",
        "networks.gates",
        "networks.gradients",
        "networks.initialization",
        "networks.neurons",
        "networks.normalization",
        "networks.optimizers",
        "networks.tape",
        "precision",
        "probabilities.calibration",
        "probabilities.decisions",
        "probabilities.recalibration",
    ],
)
def test_what_needs_numpy_and_scipy_alone_loads_nothing_heavy(module):
    assert not imported_by(f"neuronbook.{module}") & HEAVY
