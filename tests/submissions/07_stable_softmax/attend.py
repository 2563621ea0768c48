# ruff: noqa
# %% right: vectorised
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    scores = np.where(mask, scores, -np.inf).astype(scores.dtype)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(
        scores - np.where(mask.any(axis=1, keepdims=True), top, 0).astype(Q.dtype)
    )
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(Q.dtype) @ V


# %% right: a loop over queries, in float64
def attend(Q, K, V, mask):
    out = np.zeros((len(Q), V.shape[1]))
    for i, q in enumerate(Q):
        seen = np.flatnonzero(mask[i])
        if len(seen):
            scores = [
                float(np.dot(q.astype(float), K[j])) / len(q) ** 0.5 for j in seen
            ]
            e = np.exp(np.array(scores) - max(scores))
            out[i] = (e / e.sum()) @ V[seen]
    return out.astype(V.dtype)


# %% right: torch
def attend(Q, K, V, mask):
    import torch

    q, k, v, seen = map(torch.from_numpy, (Q, K, V, mask))
    scores = (q @ k.T / q.shape[1] ** 0.5).masked_fill(~seen, -torch.inf)
    return (torch.softmax(scores, dim=1).nan_to_num(0.0) @ v).numpy()


# %% right: an instance of a class with a masked softmax of its own
class Attention:
    def weights(self, z, mask):
        kept = np.ma.masked_array(z, ~mask)
        e = np.exp(kept - kept.max(axis=-1, keepdims=True))
        return (e / e.sum(axis=-1, keepdims=True)).filled(0).astype(z.dtype)

    def __call__(self, Q, K, V, mask):
        print("attending from", len(Q), "to", len(K))
        return self.weights(np.einsum("id,jd->ij", Q, K) / Q.shape[1] ** 0.5, mask) @ V


attend = Attention()


# %% wrong: not scaled | score: 1.75 | says: sqrt(d)
def attend(Q, K, V, mask):
    scores = np.where(mask, Q @ K.T, -np.inf).astype(Q.dtype)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top).astype(Q.dtype))
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(Q.dtype) @ V


# %% wrong: divided by d | score: 1.75 | says: sqrt(d)
def attend(Q, K, V, mask):
    scores = np.where(mask, Q @ K.T / Q.shape[1], -np.inf).astype(Q.dtype)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top).astype(Q.dtype))
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(Q.dtype) @ V


# %% wrong: the mask is ignored | score: 1.5 | says: where mask is False
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V


# %% wrong: a query that sees nothing gets NaN | score: 1.75 | says: nan
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    scores = np.where(mask, scores, -np.inf).astype(scores.dtype)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V


# %% wrong: masked scores become 0 | score: 1.5 | says: where mask is False
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5 * mask
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V


# %% wrong: no maximum subtracted | score: 1.75 | says: overflow
def attend(Q, K, V, mask):
    e = np.exp(Q @ K.T / Q.shape[1] ** 0.5) * mask
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(Q.dtype) @ V


# %% wrong: softmax over the queries | score: 0.25 | says: each query's
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    scores = np.where(mask, scores, -np.inf).astype(scores.dtype)
    top = scores.max(axis=0)
    e = np.exp(scores - np.where(np.isinf(top), 0, top).astype(Q.dtype))
    total = e.sum(axis=0)
    return e / np.where(total > 0, total, 1).astype(Q.dtype) @ V


# %% wrong: keys not transposed | score: 0 | says: shape
def attend(Q, K, V, mask):
    scores = np.where(mask, Q @ K / Q.shape[1] ** 0.5, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V


# %% wrong: returns the weights | score: 0 | says: expected shape
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    scores = np.where(mask, scores, -np.inf).astype(scores.dtype)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top).astype(Q.dtype))
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(Q.dtype)


# %% wrong: the weights are returned, too | score: 1.5 | says: several results
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    scores = np.where(mask, scores, -np.inf).astype(scores.dtype)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top).astype(Q.dtype))
    total = e.sum(axis=1, keepdims=True)
    weights = e / np.where(total > 0, total, 1).astype(Q.dtype)
    return weights @ V, weights


# %% wrong: np.sqrt makes float64 of float32 | score: 1.75 | says: expected dtype float32
def attend(Q, K, V, mask):
    scores = np.where(mask, Q @ K.T / np.sqrt(Q.shape[1]), -np.inf)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1) @ V


# %% wrong: the mask transposed | score: 0.5 | says: shape
def attend(Q, K, V, mask):
    scores = Q @ K.T / Q.shape[1] ** 0.5
    scores = np.where(mask.T, scores, -np.inf).astype(scores.dtype)
    top = scores.max(axis=1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top).astype(Q.dtype))
    total = e.sum(axis=1, keepdims=True)
    return e / np.where(total > 0, total, 1).astype(Q.dtype) @ V


# %% wrong: printed | score: 0 | says: is there a `return`
def attend(Q, K, V, mask):
    scores = np.where(mask, Q @ K.T / Q.shape[1] ** 0.5, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    print(e / e.sum(axis=1, keepdims=True) @ V)


# %% wrong: the visible examples typed in | score: 0.5 | says: expected shape
def attend(Q, K, V, mask):
    return np.array([[5.0], [6.0]] if mask.all() else [[8.0], [0.0]])
