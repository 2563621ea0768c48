"""The helper package of *Neurons, Measured*.

Chapters and exercises import from the submodules, never from here, so that
``import neuronbook`` stays cheap and each import line says what is used.
"""

__version__ = "0.1.0"
