"""Training runs as data: the network against PyTorch's, and that cases are robust."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from neuronbook.clinic import (
    CASES,
    CHOICES,
    EXERCISE_CASES,
    HEALTHY,
    STEPS,
    Config,
    Network,
    batch_rows,
    changed_fields,
    is_cured,
    run,
    task,
)

BENDS = {
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "gelu": F.gelu,
    "silu": F.silu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "none": lambda z: z,
}


def torch_network(config, params):
    """What PyTorch makes of a configuration: tensors to train, and the loss."""
    parts = [[torch.tensor(p, requires_grad=True) for p in layer] for layer in params]

    def loss(X, y):
        a = torch.tensor(X)
        for W, b in parts[:-1]:
            a = BENDS[config.activation](a @ W + b)
        z = a @ parts[-1][0] + parts[-1][1]
        out = {"logits": lambda z: z, "softmax": lambda z: z.softmax(1), "relu": F.relu}
        return F.cross_entropy(out[config.head](z), torch.tensor(y))

    return [p for layer in parts for p in layer], loss


@pytest.mark.parametrize("activation", CHOICES["activation"])
@pytest.mark.parametrize("head", CHOICES["head"])
def test_gradients_are_pytorchs(activation, head):
    config = replace(HEALTHY, activation=activation, head=head, hidden_bias=0.3)
    X, y, _, _ = task(config, 0)
    network = Network(config, np.random.default_rng(0))
    leaves, torch_loss = torch_network(config, network.params)
    value = torch_loss(X, y)
    value.backward()
    loss, grads, _, _ = network.backward(X, y)
    assert loss == pytest.approx(value.item(), rel=1e-5)
    for ours, leaf in zip([g for layer in grads for g in layer], leaves, strict=True):
        np.testing.assert_allclose(ours, leaf.grad.numpy(), rtol=2e-4, atol=2e-6)


def test_both_ways_to_compute_the_loss_agree_where_nothing_overflows():
    X, y, _, _ = task(HEALTHY, 0)
    plain = Network(HEALTHY, np.random.default_rng(0))
    typed = Network(replace(HEALTHY, loss="log_of_softmax"), np.random.default_rng(0))
    assert typed.backward(X, y)[0] == pytest.approx(plain.backward(X, y)[0], rel=1e-5)
    for (W, b), (V, c) in zip(
        plain.backward(X, y)[1], typed.backward(X, y)[1], strict=True
    ):
        np.testing.assert_allclose(W, V, rtol=1e-3, atol=1e-6)
        np.testing.assert_allclose(b, c, rtol=1e-3, atol=1e-6)


def test_a_run_takes_the_steps_of_pytorchs_sgd():
    config = replace(HEALTHY, weight_decay=0.0, max_norm=1.0)
    X, y, _, _ = task(config, 3)
    start = Network(config, np.random.default_rng([3, 2])).params
    leaves, torch_loss = torch_network(config, start)
    stepper = torch.optim.SGD(leaves, lr=config.learning_rate)
    rows = batch_rows(len(X), np.random.default_rng([3, 3]))
    losses = []
    for _ in range(20):
        batch = next(rows)
        stepper.zero_grad()
        value = torch_loss(X[batch], y[batch])
        value.backward()
        torch.nn.utils.clip_grad_norm_(leaves, config.max_norm)
        stepper.step()
        losses.append(value.item())
    np.testing.assert_allclose(run(config, 3).losses[:20], losses, rtol=1e-3)


def test_a_run_is_made_once_and_nobody_can_write_into_it():
    course = run(HEALTHY, 0)
    assert run(HEALTHY) is course
    assert run(HEALTHY, 1) is not course
    for losses in (course.losses, course.losses.reshape(-1, 10)):
        with pytest.raises(ValueError, match="read-only"):
            losses[0] = 0.0


def test_float16_rounds_as_numpy_does_and_skips_what_is_not_finite():
    network = Network(replace(HEALTHY, precision="float16"), np.random.default_rng(0))
    values = np.array([1e-9, 1 / 3, 70000.0], np.float32)
    assert network.rounded(values).tolist() == [0.0, float(np.float16(1 / 3)), np.inf]
    course = run(replace(HEALTHY, precision="float16", loss_scale=2.0**30))
    assert course.skipped == STEPS
    assert course.first_nonfinite == 0
    assert len(set(course.validation_losses)) == 1


def test_a_configuration_is_plain_data():
    for config in (*CASES, *EXERCISE_CASES):
        plain = config.as_dict()
        assert Config.from_dict(plain) == config
        assert isinstance(plain["hidden_sizes"], list)
    assert changed_fields(HEALTHY, replace(HEALTHY, head="relu", rows=100)) == [
        "rows",
        "head",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"head": "sigmoid"}, "expected head"),
        ({"learning_rate": -0.1}, "learning_rate above 0"),
        ({"max_norm": 0.0}, "max_norm above 0"),
        ({"rows": 10}, "50 to 1000 rows"),
        ({"hidden_sizes": (32,) * 40}, "at most 10 hidden layers"),
        ({"hidden_bias": float("nan")}, "finite hidden_bias"),
        ({"weight_decay": -1.0}, "no negative decay"),
        ({"rate": 0.1}, "expected fields among"),
    ],
)
def test_a_configuration_refuses_what_it_does_not_know(change, words):
    with pytest.raises(ValueError, match=words):
        Config.from_dict(change)


def test_the_task_is_standardized_on_its_training_rows():
    X, y, X_other, y_other = task(HEALTHY, 0)
    assert X.shape == X_other.shape == (500, 10)
    np.testing.assert_allclose(X.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(X.std(0), 1, atol=1e-5)
    raw = task(replace(HEALTHY, scaling="raw"), 0)[0].std(0)
    assert raw.max() / raw.min() > 1e4
    shuffled = task(replace(HEALTHY, labels="shuffled"), 0)
    assert (shuffled[3] == y_other).all()
    assert (shuffled[1] != y).mean() > 0.6


REPAIRS = [
    {"head": "logits"},
    {"activation": "relu", "initialization": "he"},
    {"hidden_bias": 0.0},
    None,
    {"loss": "cross_entropy", "initialization": "he"},
    {"rows": 500},
    {"loss_scale": 1024.0},
    {"scaling": "standardized"},
    {"head": "logits", "initialization": "he"},
    None,
]


some_seeds = pytest.mark.parametrize(
    "seeds", [range(3), pytest.param(range(10), marks=pytest.mark.nightly)]
)


@pytest.mark.slow
@some_seeds
@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_case_is_ill_for_each_seed_and_its_repair_cures_nearly_all(number, seeds):
    config, repair = CASES[number], REPAIRS[number]
    cured = sum(is_cured(run(config, seed)) for seed in seeds)
    if repair is None:
        assert cured == len(seeds)
    else:
        assert cured == 0
        mended = replace(config, **repair)
        assert sum(is_cured(run(mended, seed)) for seed in seeds) >= len(seeds) - 1


@pytest.mark.slow
@some_seeds
@pytest.mark.parametrize("number", range(len(EXERCISE_CASES)))
def test_a_case_of_the_exercise_is_the_same_for_each_seed(number, seeds):
    cured = {is_cured(run(EXERCISE_CASES[number], seed)) for seed in seeds}
    assert len(cured) == 1
