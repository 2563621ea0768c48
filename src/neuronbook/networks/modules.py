"""A PyTorch network's parameters as the book writes them, and back."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from neuronbook.networks.neurons import Params

__all__ = ["load_params", "params_of"]


def params_of(model: nn.Module) -> Params:
    """Return copies of the parameters of a network's linear layers.

    Parameters
    ----------
    model : nn.Module
        A chain of linear layers with biases, and activations.

    Returns
    -------
    list of (W, b)
        ``W (n_in, n_out)``: PyTorch keeps the transpose.

    Raises
    ------
    ValueError
        If the module holds other parameters, or none.
    """
    return [
        (layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy())
        for layer in _linear_layers(model)
    ]


@torch.no_grad()
def load_params(model: nn.Module, params: Params) -> None:
    """Copy parameters into a network's linear layers, the inverse of `params_of`.

    Parameters
    ----------
    model : nn.Module
        A chain of linear layers with biases, and activations; changed in place.
    params : list of (W, b)
        As many layers, of the same shapes.

    Raises
    ------
    ValueError
        If number or shapes of the layers differ.
    """
    layers = _linear_layers(model)
    wanted = [tuple(layer.weight.shape) for layer in layers]
    got = [W.shape[::-1] for W, _ in params]
    if got != wanted:
        raise ValueError(f"expected weights (n_out, n_in) {wanted}, got {got}")
    for layer, (W, b) in zip(layers, params, strict=True):
        layer.weight.copy_(torch.as_tensor(np.ascontiguousarray(W.T)))
        layer.bias.copy_(torch.as_tensor(b))


def _linear_layers(model: nn.Module) -> list[nn.Linear]:
    linear = [m for m in model.modules() if isinstance(m, nn.Linear)]
    theirs = {id(p) for layer in linear for p in layer.parameters()}
    others = [p for p in model.parameters() if id(p) not in theirs]
    bare = [layer for layer in linear if layer.bias is None]
    if not linear or others or bare:
        raise ValueError(f"expected a chain of linear layers with biases, got {model}")
    return linear
