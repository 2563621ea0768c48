"""Observers see every operation and its module, and nothing stays behind."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from neuronbook.diagnosis.watcher import undisturbed, watching
from neuronbook.networks.training import mlp

X = torch.arange(6.0).reshape(2, 3) / 6


class Block(nn.Module):
    """Operations of its own, around those of a submodule."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 3)

    def forward(self, x):
        return torch.tanh(self.inner(x * 2))


def seen(model, run):
    calls = []

    def observer(operation):
        calls.append((operation.name, operation.module, operation.leaf))

    with watching(model, observer):
        run()
    return calls


def test_each_operation_is_seen_with_the_module_that_runs_it():
    model = nn.Sequential(Block(), nn.ReLU())
    calls = seen(model, lambda: model(X).exp())
    assert calls == [
        ("mul", "0", False),
        ("linear", "0.inner", True),
        ("tanh", "0", False),
        ("relu", "1", True),
        ("exp", None, False),
    ]


def test_an_observer_sees_arguments_before_and_the_result_after():
    found = {}

    def observer(operation):
        found["before"] = operation.args[0].clone()
        return lambda out: found.update(after=out.clone())

    model = nn.ReLU(inplace=True)
    x = torch.tensor([-1.0, 2.0])
    with watching(model, observer):
        model(x)
    assert found["before"].tolist() == [-1.0, 2.0]
    assert found["after"].tolist() == x.tolist() == [0.0, 2.0]


def test_several_observers_look_at_one_run_and_do_not_see_each_other_compute():
    names = {"first": [], "second": []}

    def observer(key):
        def observe(operation):
            names[key].append(operation.name)
            torch.ones(2).sum()
            return lambda out: out.exp()

        return observe

    model, runs = mlp([3, 4, 2]), []
    model.register_forward_hook(lambda *_: runs.append(1))
    with watching(model, observer("first"), observer("second")):
        model(X)
    assert names["first"] == names["second"] == ["linear", "relu", "linear"]
    assert len(runs) == 1


def hooks(model):
    return [
        (len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks))
        for m in model.modules()
    ]


def test_no_hook_stays_and_the_models_own_remains():
    model = mlp([3, 4, 2])
    model[0].register_forward_hook(lambda *_: None)
    before = hooks(model)
    assert seen(model, lambda: model(X))
    assert hooks(model) == before
    calls = []
    with watching(model, calls.append):
        pass
    model(X)
    assert not calls


def test_no_hook_stays_when_the_model_raises():
    model = nn.Sequential(nn.Linear(4, 1))
    calls = []
    with pytest.raises(RuntimeError), watching(model, calls.append):
        model(X)
    assert hooks(model) == [(0, 0, 0)] * 2
    count = len(calls)
    torch.relu(X)
    assert len(calls) == count


def test_modes_buffers_and_random_numbers_come_back():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    model[2].eval()  # a mode of its own
    state, generator = copy.deepcopy(model.state_dict()), torch.get_rng_state()
    with undisturbed(model):
        model.train()
        model(X)
        assert not torch.equal(model[1].running_mean, state["1.running_mean"])
        assert not torch.equal(torch.get_rng_state(), generator)
        model.eval()
    assert all(torch.equal(model.state_dict()[k], v) for k, v in state.items())
    assert [m.training for m in model.modules()] == [True, True, True, False]
    assert torch.equal(torch.get_rng_state(), generator)


def test_they_come_back_when_the_model_raises():
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(9, 1))  # 3 do not fit 9
    before = model[0].running_mean.clone()
    with pytest.raises(RuntimeError), undisturbed(model):
        model(X)
    assert torch.equal(model[0].running_mean, before)
