"""The command ``proctor``."""

from __future__ import annotations

import signal
import sys
from typing import Any

import typer

from proctor.commands.autograde import autograde
from proctor.commands.doctor import doctor
from proctor.commands.explain import explain
from proctor.commands.limits import limits
from proctor.commands.report import report
from proctor.commands.similar import similar
from proctor.commands.simulate import simulate
from proctor.commands.watch import watch
from proctor.terminal import NO_SANDBOX

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (
    autograde,
    doctor,
    explain,
    limits,
    report,
    similar,
    simulate,
    watch,
):
    app.command()(command)


def main() -> None:
    """Run the command."""
    if sys.platform != "linux":
        _fail_on_platform()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` asks
            signal.signal(number, _interrupt)
    app()


def _interrupt(*_: Any) -> None:
    """End as after Ctrl-C: what was begun is undone, and no process is left."""
    raise KeyboardInterrupt


def _fail_on_platform() -> None:
    print("error: proctor grades on Linux only; use a container there", file=sys.stderr)
    sys.exit(NO_SANDBOX)


if __name__ == "__main__":
    main()
