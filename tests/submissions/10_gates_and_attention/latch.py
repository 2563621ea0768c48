# ruff: noqa
# %% right: by hand
def latch():
    return {
        "weight_ih": np.array([[0, 30], [0, -30], [3, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-15, 15, 0, 15]),
        "bias_hh": np.zeros(4),
    }


# %% right: lists, the biases divided
def latch():
    half = [-6, 6, 0, 4]
    return {
        "weight_ih": [[0.0, 24.0], [0.0, -24.0], [2.0, 0.0], [0.0, 1.0]],
        "weight_hh": [[0.0]] * 4,
        "bias_ih": half,
        "bias_hh": half,
    }


# %% right: torch tensors in float32
def latch():
    import torch

    return {
        "weight_ih": torch.tensor(
            [[0.0, 100.0], [0.0, -100.0], [100.0, 0.0], [0.0, 0.0]]
        ),
        "weight_hh": torch.zeros(4, 1),
        "bias_ih": torch.tensor([-50.0, 50.0, 0.0, 50.0]),
        "bias_hh": torch.zeros(4),
    }


# %% right: the state refreshes itself through h
def latch():
    ih, hh = np.zeros((4, 2)), np.zeros((4, 1))
    ih[:, 1], ih[2, 0] = (40, -40, 0, 0), 2
    hh[2] = 0.3
    return dict(
        weight_ih=ih,
        weight_hh=hh,
        bias_ih=np.array([-20.0, 20, 0, 20]),
        bias_hh=np.zeros(4),
    )


# %% right: output open only while writing
def latch():
    W = np.outer([20.0, -20.0, 0.0, 20.0], [0, 1]) + np.outer([0, 0, 4.0, 0], [1, 0])
    print(W)
    return {
        "weight_ih": W,
        "weight_hh": 0 * W[:, :1],
        "bias_ih": W[:, 0] * 0 - [10, -10, 0, 10],
        "bias_hh": W[:, 0] * 0,
    }


# %% right: a larger dict, with a thousand
class Latch(dict):
    pass


def latch():
    params = Latch(note="bits", hidden=1)
    params["weight_ih"] = np.array(
        [[0, 1000], [0, -1000], [1000, 0], [0, 0]], dtype=np.float32
    )
    params["weight_hh"] = np.zeros((4, 1))
    params["bias_ih"], params["bias_hh"] = np.array([-500, 500, 0, 500]), np.zeros(4)
    return params


# %% wrong: gates not sure enough | score: 2.25 | says: f must be closer to 1
def latch():
    return {
        "weight_ih": np.array([[0.0, 10], [0, -10], [3, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-5.0, 5, 0, 5]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: never forgets | score: 2.5 | says: the forget gate must be shut
def latch():
    return {
        "weight_ih": np.array([[0.0, 40], [0, 0], [3, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20, 0, 20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: the input gate always open | score: 1.75 | says: the input gate must be shut
def latch():
    return {
        "weight_ih": np.array([[0.0, 0], [0, -40], [3, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([20.0, 20, 0, 20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: the output shut | score: 2.5 | says: the output gate must be open
def latch():
    return {
        "weight_ih": np.array([[0.0, 40], [0, -40], [3, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20, 0, -20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: the order i, f, o, g | score: 1.75 | says: at most -0.7
def latch():
    return {
        "weight_ih": np.array([[0.0, 40], [0, -40], [0, 0], [3, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20, 20, 0]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: value and write exchanged | score: 1.25 | says: at most -0.7
def latch():
    return {
        "weight_ih": np.array([[40.0, 0], [-40, 0], [0, 3], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20, 0, 20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: all zero | score: 0.5 | says: away from 0
def latch():
    return {
        "weight_ih": np.zeros((4, 2)),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.zeros(4),
        "bias_hh": np.zeros(4),
    }


# %% wrong: transposed | score: 2.5 | says: expected shape (4, 2)
def latch():
    return {
        "weight_ih": np.array([[0.0, 40], [0, -40], [3, 0], [0, 0]]).T,
        "weight_hh": np.zeros((1, 4)),
        "bias_ih": np.array([-20.0, 20, 0, 20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: a key misspelt | score: 2.5 | says: weight_ih
def latch():
    return {
        "W_ih": np.array([[0.0, 40], [0, -40], [3, 0], [0, 0]]),
        "W_hh": np.zeros((4, 1)),
        "b_ih": np.array([-20.0, 20, 0, 20]),
        "b_hh": np.zeros(4),
    }


# %% wrong: too weak a value | score: 2.25 | says: at least 0.7
def latch():
    return {
        "weight_ih": np.array([[0.0, 40], [0, -40], [0.6, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20, 0, 20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: a column for the biases | score: 2.5 | says: expected shape (4,)
def latch():
    return {
        "weight_ih": np.array([[0.0, 40], [0, -40], [3, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([[-20.0], [20], [0], [20]]),
        "bias_hh": np.zeros((4, 1)),
    }


# %% wrong: NaN | score: 0 | says: finite numbers
def latch():
    return {
        "weight_ih": np.full((4, 2), np.nan),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20, 0, 20]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: printed | score: 0 | says: is there a `return`
def latch():
    print("weight_ih, weight_hh")


# %% wrong: a bias of g | score: 2.25 | says: nothing is there
def latch():
    return {
        "weight_ih": np.array([[0.0, 12], [0, -60], [1.5, 0], [0, 0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-7.0, 40, 0.3, 20]),
        "bias_hh": np.zeros(4),
    }


# %% right: nn.LSTMCell's own parameters, set
import torch


def latch():
    cell = torch.nn.LSTMCell(2, 1)
    with torch.no_grad():
        cell.weight_ih[:] = torch.tensor(
            [[0.0, 60.0], [0.0, -60.0], [4.0, 0.0], [0.0, 0.0]]
        )
        cell.weight_hh[:] = 0
        cell.bias_ih[:] = torch.tensor([-30.0, 30.0, 0.0, 30.0])
        cell.bias_hh[:] = 0
    return dict(cell.named_parameters())


# %% right: g sees its own h a little
def latch():
    return {
        "weight_ih": np.array([[0.0, 60.0], [0.0, -60.0], [5.0, 0.0], [0.0, 0.0]]),
        "weight_hh": np.array([[0.0], [0.0], [1.0], [0.0]]),
        "bias_ih": np.array([-30.0, 30.0, 0.0, 30.0]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: a tuple of the four arrays | score: 2.5 | says: a dict with the keys
def latch():
    return (
        np.array([[0.0, 40.0], [0.0, -40.0], [5.0, 0.0], [0.0, 0.0]]),
        np.zeros((4, 1)),
        np.array([-20.0, 20.0, 0.0, 20.0]),
        np.zeros(4),
    )


# %% wrong: an infinite bias of the output gate | score: 2.5 | says: finite numbers
def latch():
    return {
        "weight_ih": np.array([[0.0, 40.0], [0.0, -40.0], [5.0, 0.0], [0.0, 0.0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20.0, 0.0, np.inf]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: the sign of g | score: 2.25 | says: at least 0.7 after x = [1, 1]
def latch():
    return {
        "weight_ih": np.array([[0.0, 40.0], [0.0, -40.0], [-5.0, 0.0], [0.0, 0.0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-20.0, 20.0, 0.0, 20.0]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: the input gate opens for the value 1 only | score: 2.25 | says: at most -0.7 after x = [-1, 1]
def latch():
    return {
        "weight_ih": np.array([[40.0, 40.0], [0.0, -40.0], [5.0, 0.0], [0.0, 0.0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([-60.0, 20.0, 0.0, 20.0]),
        "bias_hh": np.zeros(4),
    }


# %% wrong: write upside down | score: 0.5 | says: away from 0
def latch():
    return {
        "weight_ih": np.array([[0.0, -40.0], [0.0, 40.0], [5.0, 0.0], [0.0, 0.0]]),
        "weight_hh": np.zeros((4, 1)),
        "bias_ih": np.array([20.0, -20.0, 0.0, 20.0]),
        "bias_hh": np.zeros(4),
    }
