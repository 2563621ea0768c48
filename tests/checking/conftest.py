"""Make the helpers beside these tests importable; no race against a busy machine."""

import sys
from pathlib import Path

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

sys.path.insert(0, str(Path(__file__).parent))
