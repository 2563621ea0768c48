"""Outputs of untrusted processes, rebuilt from what nbformat allows."""

from __future__ import annotations

from typing import Any

Output = dict[str, Any]

# Text and raster images only: JavaScript, SVG and widgets can act in the page of
# whoever looks at them. What acts in a text goes in `inert`, in a confined process.
_TEXT = ("text/plain", "text/latex", "text/markdown", "text/html")
_IMAGES = ("image/png", "image/jpeg", "image/gif")
_BASE64 = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n"
)
MAX_TEXT = 2 << 20
MAX_IMAGE = 8 << 20


def checked_outputs(outputs: Any) -> list[Output]:
    """Return the well-formed among the outputs, built anew; drop the others."""
    if not isinstance(outputs, list):
        return []
    rebuilt = (_checked(output) for output in outputs[:2000])
    return [output for output in rebuilt if output is not None]


class Room:
    """What is left for the outputs of one notebook's cells."""

    def __init__(self, letters: int) -> None:
        self.left = letters

    def fit(self, outputs: list[Output]) -> list[Output]:
        """Return checked outputs as far as there is room, and say so where it ends."""
        kept: list[Output] = []
        for output in outputs:
            self.left -= _size(output)
            if self.left < 0:
                words = "[outputs beyond the limit of a notebook were dropped]\n"
                return [
                    *kept,
                    {"output_type": "stream", "name": "stdout", "text": words},
                ]
            kept.append(output)
        return kept


def _size(output: Output) -> int:
    """Return the letters of a checked output, and something for the rest of it."""
    texts = [output.get("text", ""), output.get("evalue", "")]
    texts += [*output.get("traceback", ()), *output.get("data", {}).values()]
    return 100 + sum(map(len, texts))


def _checked(output: Any) -> Output | None:
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        return _stream(output)
    if kind == "error":
        return _error(output)
    if kind in ("display_data", "execute_result"):
        return _display(output, kind)
    return None


def _stream(output: Output) -> Output | None:
    if output.get("name") not in ("stdout", "stderr"):
        return None
    return {
        "output_type": "stream",
        "name": output["name"],
        "text": _text(output.get("text")),
    }


def _error(output: Output) -> Output:
    traceback = output.get("traceback")
    lines = traceback if isinstance(traceback, list) else []
    return error(
        _text(output.get("ename"))[:200],
        _text(output.get("evalue")),
        [_text(line) for line in lines[:200]],
    )


def _display(output: Output, kind: str) -> Output:
    data = output.get("data")
    shown = _bundle(data) if isinstance(data, dict) else {}
    rebuilt: Output = {"output_type": kind, "data": shown, "metadata": {}}
    if kind == "execute_result":
        rebuilt["execution_count"] = checked_count(output.get("execution_count"))
    return rebuilt


def checked_count(count: Any) -> int | None:
    """Return the number of an execution, or None for what is no such number."""
    return count if type(count) is int and 0 <= count < 1 << 31 else None


def _bundle(data: dict[Any, Any]) -> dict[str, str]:
    shown = {
        mime: _text(data[mime]) for mime in _TEXT if isinstance(data.get(mime), str)
    }
    for mime in _IMAGES:
        image = data.get(mime)
        if (
            isinstance(image, str)
            and len(image) <= MAX_IMAGE
            and _BASE64.issuperset(image)
        ):
            shown[mime] = image
    return shown


def error(name: str, message: str, traceback: list[str] | None = None) -> Output:
    """Return an ``error`` output."""
    lines = [f"{name}: {message}"] if traceback is None else traceback
    output = {"output_type": "error", "ename": name, "evalue": message}
    return output | {"traceback": lines}


def score(value: float, count: int | None = None) -> Output:
    """Return the ``execute_result`` in which nbgrader finds a partial score."""
    data = {"text/plain": repr(float(value))}
    output: Output = {"output_type": "execute_result", "data": data, "metadata": {}}
    return output | {"execution_count": count}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value[:MAX_TEXT].encode("utf-8", "replace").decode()
