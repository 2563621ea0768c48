"""Train the spiral networks of chapter 1: ``python -m tools.train_spiral``.

Chapter 1 shows what networks of one hidden layer can represent before training is
explained, so their weights are found here once and kept in a file: the same picture on
every machine. For each width the best of several starts is kept, by its share of right
answers on the training points alone.
"""

from __future__ import annotations

import json

import torch
from torch.nn import functional as F

from neuronbook.networks.datasets import spiral
from neuronbook.pages.explorables.neuron import SPIRAL_NETWORKS, SPIRAL_POINTS

WIDTHS = (1, 2, 4, 8, 16, 32)
STARTS, STEPS, RATE, DECAY = 16, 3000, 0.03, 1e-4


def best_network(width: int, X: torch.Tensor, y: torch.Tensor) -> list[list[float]]:
    """Return a row (w1, w2, bias, output weight) for each unit, then the output bias.

    Units start with their kinks spread over the plane; all starts train side by side.
    """
    generator = torch.Generator().manual_seed(width)
    W = torch.randn(STARTS, 2, width, generator=generator)
    b = 4 * torch.rand(STARTS, 1, width, generator=generator) - 2
    v = torch.randn(STARTS, width, 1, generator=generator) * (2 / width) ** 0.5
    c = torch.zeros(STARTS, 1, 1)
    params = [p.requires_grad_() for p in (1.5 * W / W.norm(dim=1, keepdim=True), b, v)]
    params.append(c.requires_grad_())
    optimizer = torch.optim.Adam(params, lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    W, b, v, c = params
    for _ in range(STEPS):
        logits = (torch.relu(X @ W + b) @ v + c)[:, :, 0]
        loss = F.binary_cross_entropy_with_logits(
            logits, y.expand(STARTS, -1), reduction="none"
        ).mean(dim=1)
        decay = DECAY * sum((p**2).sum() for p in params)
        optimizer.zero_grad()
        (loss.sum() + decay).backward()
        optimizer.step()
        schedule.step()
    right = ((logits > 0) == (y > 0)).float().mean(dim=1)
    best = int((right - 1e-3 * loss).argmax())
    units = torch.cat([W[best].T, b[best].T, v[best]], dim=1).detach()
    rows = [[round(float(value), 4) for value in unit] for unit in units]
    return [*rows, [round(float(c[best].detach()), 4)]]


def main() -> None:
    """Train all widths and write the file."""
    torch.set_num_threads(1)
    X, y = spiral(SPIRAL_POINTS, seed=0)
    points, labels = torch.tensor(X), torch.tensor(y, dtype=torch.float32)
    found = {str(width): best_network(width, points, labels) for width in WIDTHS}
    lines = [f'  "{width}": {json.dumps(rows)}' for width, rows in found.items()]
    SPIRAL_NETWORKS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
