# ruff: noqa
# %% right: as the formula stands
def swiglu(x, W, V, W2):
    x = as_float(x)
    z = x @ W
    return ((z * special.expit(z)) * (x @ V)) @ W2


# %% right: a loop over rows, a sigmoid in two branches
def swish(z):
    e = np.exp(-abs(z))
    return z / (1 + e) if z >= 0 else z * e / (1 + e)


def swiglu(x, W, V, W2):
    rows = np.asarray(x, dtype=float).reshape(-1, len(W))
    out = np.zeros((len(rows), W2.shape[1]))
    for n, row in enumerate(rows):
        hidden = [swish(z) * v for z, v in zip(row @ W, row @ V)]
        out[n] = np.array(hidden) @ W2
    return out.reshape(x.shape).astype(as_float(x).dtype)


# %% right: torch
def swiglu(x, W, V, W2):
    import torch

    x, W, V, W2 = (torch.from_numpy(as_float(one)) for one in (x, W, V, W2))
    return (torch.nn.functional.silu(x @ W) * (x @ V)) @ W2


# %% right: einsum, SiLU by a tanh
def swiglu(x, W, V, W2):
    x = as_float(x)
    z, v = np.einsum("...i,ij->...j", x, W), np.einsum("...i,ij->...j", x, V)
    return np.einsum("...j,jk->...k", 0.5 * z * (1 + np.tanh(0.5 * z)) * v, W2)


# %% right: both matrices in one product, an object that is called
class SwiGLU:
    def __call__(self, x, W, V, W2):
        both = np.dot(as_float(x), np.concatenate([W, V], axis=1))
        z, v = np.split(both, 2, axis=-1)
        print("gate", z.shape)
        with np.errstate(over="ignore"):
            silu = z / (1 + np.exp(-z))
        return np.dot(silu * v, W2)


swiglu = SwiGLU()


# %% right: a list, clipped for the exponential
def swiglu(x, W, V, W2):
    z = np.matmul(as_float(x), W)
    gate = z / (1 + np.exp(-np.clip(z, -60, None)))
    return np.matmul(gate * np.matmul(x, V), W2)


# %% wrong: exp overflows | score: 2.5 | says: overflow; special.expit does not
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    return (z / (1 + np.exp(-z)) * (x @ V)) @ W2


# %% wrong: a sigmoid gate, GLU | score: 1.5 | says: z times its sigmoid
def swiglu(x, W, V, W2):
    return (special.expit(as_float(x @ W)) * (x @ V)) @ W2


# %% wrong: GELU in the gate | score: 2 | says: z times its sigmoid
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    return (z * special.ndtr(z) * (x @ V)) @ W2


# %% wrong: W and V exchanged | score: 1.25 | says: W makes the gate
def swiglu(x, W, V, W2):
    z = as_float(x @ V)
    return (z * special.expit(z) * (x @ W)) @ W2


# %% wrong: no gate, SiLU alone | score: 1.25 | says: times x @ V
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    return (z * special.expit(z)) @ W2


# %% wrong: SiLU on both | score: 1.25 | says: only the gate
def swiglu(x, W, V, W2):
    z, v = as_float(x @ W), as_float(x @ V)
    return (z * special.expit(z) * v * special.expit(v)) @ W2


# %% wrong: without W2 | score: 0.25 | says: shape
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    return z * special.expit(z) * (x @ V)


# %% wrong: the sum of both | score: 1.25 | says: times x @ V
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    return (z * special.expit(z) + (x @ V)) @ W2


# %% wrong: a batch of rows only | score: 2.25 | says: neither reshape nor loop
def swiglu(x, W, V, W2):
    x = as_float(x)
    n, d = x.shape
    z = x @ W
    return (z * special.expit(z) * (x @ V)) @ W2


# %% wrong: zeros of float64 | score: 2.75 | says: expected dtype float32
def swiglu(x, W, V, W2):
    out = np.zeros(x.shape)
    z = x @ W
    out[...] = (z * special.expit(z) * (x @ V)) @ W2
    return out


# %% wrong: like the input, integers stay | score: 2.75 | says: integers
def swiglu(x, W, V, W2):
    out = np.empty_like(x)
    z = x @ W
    out[...] = (z * special.expit(z) * (x @ V)) @ W2
    return out


# %% wrong: writes into W2 | score: 2.75 | says: changed its fourth argument
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    W2 = as_float(W2)
    out = (z * special.expit(z) * (x @ V)) @ W2
    W2 *= 2
    return out


# %% wrong: printed | score: 0 | says: is there a `return`
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    print((z * special.expit(z) * (x @ V)) @ W2)


# %% wrong: the sum over the gate, not the product | score: 0.25 | says: shape
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    return (z * special.expit(z)) @ (x @ V).T @ W2.T


# %% wrong: the hidden layer is returned, too | score: 2.5 | says: several results
def swiglu(x, W, V, W2):
    z = as_float(x @ W)
    hidden = z * special.expit(z) * (x @ V)
    return hidden @ W2, hidden


# %% right: np.dot and logaddexp
def swiglu(x, W, V, W2):
    x, W, V, W2 = map(as_float, (x, W, V, W2))
    z = np.dot(x, W)
    return np.dot(z * np.exp(-np.logaddexp(0, -z)) * np.dot(x, V), W2)


# %% wrong: one example only, W.T @ x | score: 1.25 | says: any leading axes
def swiglu(x, W, V, W2):
    x = as_float(x)
    z = W.T @ x
    return W2.T @ (z * special.expit(z) * (V.T @ x))


# %% wrong: squeezed | score: 2 | says: only an axis of length 1 differs
def swiglu(x, W, V, W2):
    x = as_float(x)
    z = x @ W
    return ((z * special.expit(z) * (x @ V)) @ W2).squeeze()


# %% wrong: W2 transposed | score: 0.5 | says: the inner sizes differ
def swiglu(x, W, V, W2):
    x = as_float(x)
    z = x @ W
    return (z * special.expit(z) * (x @ V)) @ W2.T
