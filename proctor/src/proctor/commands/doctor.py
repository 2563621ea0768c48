"""``proctor doctor``."""

from __future__ import annotations

import json

import typer

from proctor.terminal import NO_SANDBOX, AsJson, out


def doctor(as_json: AsJson = False) -> None:
    """Say what this machine offers for confining student code, and what is missing."""
    from proctor.confine.doctor import examine

    findings = examine()
    if as_json:
        out.print_json(json.dumps([finding.to_dict() for finding in findings]))
    else:
        for one in findings:
            mark = (
                "[green]✓[/]"
                if one.fine
                else "[red]✗[/]"
                if one.needed
                else "[yellow]-[/]"
            )
            out.print(f"{mark} {one.name}: {one.found}", highlight=False)
            if one.remedy:
                out.print(f"    {one.remedy}", highlight=False)
    working = next(finding.fine for finding in findings if finding.name == "sandbox")
    raise typer.Exit(0 if working else NO_SANDBOX)
