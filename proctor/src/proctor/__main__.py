"""``python -m proctor`` is the command ``proctor``."""

from proctor.cli import main

main()
