"""Watch a PyTorch model run: every operation, and the module that it belongs to.

A diagnosis is an *observer*: a function that is called before each operation and may
return another one, which is then called with the operation's result. Several can look
at the same run. The model's code needs no change, and nothing stays behind: no hook, no
gradient, no changed statistic, no other mode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch
from torch import nn
from torch.overrides import TorchFunctionMode, resolve_name

__all__ = ["Observer", "Operation", "undisturbed", "watching"]


@dataclass(frozen=True)
class Operation:
    """A call of a PyTorch function that is about to be made.

    Attributes
    ----------
    function : callable
        What is called.
    args, kwargs : tuple, dict
        What it is given.
    module : str or None
        Path of the submodule that is running, "" for the model itself; None outside
        the model, in the loss.
    leaf : bool
        Whether that module has no submodules.
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    module: str | None
    leaf: bool

    @property
    def name(self) -> str:
        """The function's name, without the place where PyTorch keeps it."""
        known = resolve_name(self.function) or getattr(self.function, "__name__", "?")
        return str(known).split(".")[-1]


Observer: TypeAlias = Callable[[Operation], Callable[[Any], None] | None]
"""Called before an operation; what it returns is called with the result."""


@contextmanager
def watching(model: nn.Module, *observers: Observer) -> Iterator[None]:
    """Show the observers every operation while the context lasts.

    Parameters
    ----------
    model : nn.Module
        Gives the names of the modules that run.
    *observers : callable
        See `Observer`. What they compute themselves is not shown.
    """
    running: list[tuple[str, bool]] = []

    def enter(name: str, leaf: bool) -> Callable[..., None]:
        return lambda *_: running.append((name, leaf))

    def leave(*_: Any) -> None:
        running.pop()

    with ExitStack() as stack:
        for name, module in model.named_modules():
            leaf = not list(module.children())
            before = module.register_forward_pre_hook(enter(name, leaf))
            after = module.register_forward_hook(leave, always_call=True)
            stack.callback(before.remove)
            stack.callback(after.remove)
        stack.enter_context(_EachOperation(observers, running))
        yield


class _EachOperation(TorchFunctionMode):
    def __init__(
        self, observers: tuple[Observer, ...], running: list[tuple[str, bool]]
    ) -> None:
        super().__init__()
        self.observers, self.running = observers, running

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        module, leaf = self.running[-1] if self.running else (None, False)
        operation = Operation(func, args, kwargs or {}, module, leaf)
        told = [observer(operation) for observer in self.observers]
        out = func(*args, **operation.kwargs)
        for tell in told:
            if tell is not None:
                tell(out)
        return out


@contextmanager
def undisturbed(model: nn.Module) -> Iterator[None]:
    """Put a model's modes and buffers, and the random numbers, back as they were."""
    modes = [(module, module.training) for module in model.modules()]
    buffers = [(buffer, buffer.clone()) for buffer in model.buffers()]
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
