import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from neuronbook.networks.training import accuracy, gradient_norm, mlp, train

X = torch.randn(20, 3, generator=torch.Generator().manual_seed(1))
Y = torch.arange(20) % 2


def state(model):
    return torch.cat([p.detach().flatten() for p in model.parameters()])


def test_full_batch_descent_takes_the_steps_of_the_formula():
    model, reference = mlp([3, 4, 2], seed=5), mlp([3, 4, 2], seed=5)
    history = train(
        model, X, Y, optimizer="sgd", learning_rate=0.1, epochs=3, batch_size=None
    )
    for step in range(3):
        loss = cross_entropy(reference(X), Y)
        grads = torch.autograd.grad(loss, list(reference.parameters()))
        norm = torch.cat([g.flatten() for g in grads]).norm()
        assert history.step_loss[step] == pytest.approx(loss.item(), rel=1e-6)
        assert history.step_gradient_norm[step] == pytest.approx(norm.item(), rel=1e-5)
        with torch.no_grad():
            for p, g in zip(reference.parameters(), grads, strict=True):
                p -= 0.1 * g
    torch.testing.assert_close(state(model), state(reference))


def test_each_epoch_sees_each_example_once_in_an_order_of_the_seed():
    seen = []

    class Spy(nn.Linear):
        def forward(self, x):
            seen.extend(x[:, 0].tolist())
            return super().forward(x)

    numbered = torch.arange(20.0)[:, None]
    for seed in (0, 0, 1):
        train(Spy(1, 2), numbered, Y, epochs=1, batch_size=6, seed=seed)
    first, again, other = seen[:20], seen[20:40], seen[40:]
    assert sorted(first) == list(range(20))
    assert first == again != other


def test_the_epochs_loss_weighs_batches_by_their_size():
    frozen = mlp([3, 2], seed=2)
    history = train(frozen, X, Y, learning_rate=0.0, epochs=1, batch_size=6)
    assert len(history.step_loss) == 4
    assert history.epoch_loss[0] == pytest.approx(
        cross_entropy(frozen(X), Y).item(), rel=1e-6
    )


def test_the_global_generator_is_left_alone():
    torch.manual_seed(3)
    before = torch.get_rng_state()
    train(mlp([3, 4, 2], seed=0), X, Y, epochs=1, batch_size=5)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_run_that_diverges_says_at_which_step():
    def blow_up(logits, targets):
        return cross_entropy(logits, targets) * float("inf")

    calls = []

    def later(logits, targets):
        calls.append(1)
        return (blow_up if len(calls) == 3 else cross_entropy)(logits, targets)

    history = train(mlp([3, 2], seed=0), X, Y, loss=later, epochs=5, batch_size=None)
    assert history.nonfinite_step == 2
    assert np.isfinite(history.step_loss).tolist()[:3] == [True, True, False]
    healthy = train(mlp([3, 2], seed=0), X, Y, epochs=2)
    assert healthy.nonfinite_step is None


def test_hooks_see_gradients_before_the_step_and_weights_after_the_epoch():
    model = mlp([3, 2], seed=0)
    start, steps, epochs = state(model), [], []
    train(
        model,
        X,
        Y,
        epochs=2,
        batch_size=None,
        on_step=lambda i, m: steps.append((i, gradient_norm(m), state(m))),
        on_epoch=lambda i, m: epochs.append((i, state(m))),
    )
    assert [i for i, *_ in steps] == [i for i, _ in epochs] == [0, 1]
    assert all(norm > 0 for _, norm, _ in steps)
    assert torch.equal(steps[0][2], start)
    assert torch.equal(steps[1][2], epochs[0][1])


def test_a_schedule_scales_each_step():
    model, reference = mlp([3, 2], seed=1), mlp([3, 2], seed=1)
    how = {"optimizer": "sgd", "batch_size": None}
    train(model, X, Y, learning_rate=0.2, epochs=3, schedule=lambda k: k / 2, **how)
    for rate in (0.0, 0.1, 0.2):
        train(reference, X, Y, learning_rate=rate, epochs=1, **how)
    torch.testing.assert_close(state(model), state(reference))


def test_momentum_is_sgd_that_keeps_nine_tenths_of_its_velocity():
    model, reference = mlp([3, 2], seed=1), mlp([3, 2], seed=1)
    train(
        model, X, Y, optimizer="momentum", learning_rate=0.1, epochs=4, batch_size=None
    )
    stepper = torch.optim.SGD(reference.parameters(), lr=0.1, momentum=0.9)
    for _ in range(4):
        stepper.zero_grad()
        cross_entropy(reference(X), Y).backward()
        stepper.step()
    torch.testing.assert_close(state(model), state(reference))


def test_mlp_depends_on_its_seed_alone():
    torch.manual_seed(0)
    first = state(mlp([3, 5, 2], seed=4))
    torch.manual_seed(1)
    assert torch.equal(first, state(mlp([3, 5, 2], seed=4)))
    assert not torch.equal(first, state(mlp([3, 5, 2], seed=5)))


def test_mlps_default_is_pytorchs_distribution():
    layer = mlp([400, 300], seed=0)[0]
    torch.manual_seed(0)
    reference = nn.Linear(400, 300)
    for ours, theirs in zip(layer.parameters(), reference.parameters(), strict=True):
        assert ours.abs().max() <= 1 / 20
        torch.testing.assert_close(ours.var(), theirs.var(), rtol=0.2, atol=0)


def test_mlp_takes_an_initialization_and_an_activation():
    def constant(weight, generator):
        weight.fill_(0.5)

    model = mlp([2, 3, 1], activation=nn.Tanh, initialize=constant)
    assert [type(m) for m in model] == [nn.Linear, nn.Tanh, nn.Linear]
    out = model(torch.tensor([[1.0, 1.0]]))
    assert out.item() == pytest.approx(1.5 * np.tanh(1.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"optimizer": "adamw"}, r"one of \['adam', 'momentum', 'sgd'\], got 'adamw'"),
        ({"y": Y[:5]}, r"as many targets as inputs \(20\), got 5"),
    ],
)
def test_what_cannot_be_trained_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        train(mlp([3, 2]), **{"X": X, "y": Y, **arguments})


def test_a_network_needs_two_sizes():
    with pytest.raises(ValueError, match="at least two sizes, got"):
        mlp([3])


def test_accuracy_counts_hits_for_many_logits_and_for_one():
    rows = torch.tensor([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]])
    assert accuracy(nn.Identity(), rows, [0, 1, 1]) == pytest.approx(2 / 3)
    assert accuracy(nn.Identity(), rows[:, :1] - 1, [1, 0, 1]) == pytest.approx(2 / 3)
