# ruff: noqa
# %% right: -inf where masked, blind rows looked after
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    top = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(np.isinf(top), 0, top))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ V


# %% right: a loop over batch and queries, in float64
def attention(Q, K, V, mask=None):
    lead, n, m = Q.shape[:-2], Q.shape[-2], K.shape[-2]
    seen = (
        np.ones((*lead, n, m), bool)
        if mask is None
        else np.broadcast_to(mask, (*lead, n, m))
    )
    out = np.zeros((*lead, n, V.shape[-1]), as_float(Q).dtype)
    for b in np.ndindex(*lead):
        for i in range(n):
            j = np.flatnonzero(seen[b][i])
            if len(j):
                s = K[b][j].astype(float) @ Q[b][i] / np.sqrt(Q.shape[-1])
                e = np.exp(s - s.max())
                out[b][i] = e @ V[b][j] / e.sum()
    return out


# %% right: torch
def attention(Q, K, V, mask=None):
    import torch
    from torch.nn.functional import scaled_dot_product_attention as sdpa

    q, k, v = (torch.from_numpy(as_float(one)) for one in (Q, K, V))
    if mask is not None:
        mask = np.broadcast_to(mask, (*Q.shape[:-1], K.shape[-2])).copy()
        out = sdpa(q, k, v, attn_mask=torch.from_numpy(mask))
        return torch.where(torch.from_numpy(mask.any(-1, keepdims=True)), out, 0.0)
    return sdpa(q, k, v)


# %% right: einsum and np.ma
def attention(Q, K, V, mask=None):
    scores = np.einsum("...id,...jd->...ij", as_float(Q), K) / float(Q.shape[-1]) ** 0.5
    hide = (
        np.zeros(scores.shape, bool)
        if mask is None
        else ~np.broadcast_to(mask, scores.shape)
    )
    kept = np.ma.masked_array(scores, hide)
    e = np.exp(np.ma.filled(kept - kept.max(axis=-1, keepdims=True), -np.inf))
    weights = e / np.maximum(e.sum(axis=-1, keepdims=True), 0.5)
    return np.einsum("...ij,...jk->...ik", weights, V).astype(scores.dtype)


# %% right: special.softmax of the finfo's minimum, multiplied by the mask
class Attention:
    def __call__(self, Q, K, V, mask=None):
        scores = as_float(Q @ K.swapaxes(-2, -1)) / Q.shape[-1] ** 0.5
        if mask is None:
            mask = np.array(True)
        low = np.where(mask, scores, np.finfo(scores.dtype).min)
        print("scores", scores.shape)
        weights = special.softmax(low, axis=-1) * mask
        return (weights @ V).astype(scores.dtype)


attention = Attention()


# %% right: scaled queries, logsumexp, moveaxis, nan_to_num
def attention(Q, K, V, mask=None):
    scores = (as_float(Q) / Q.shape[-1] ** 0.5) @ np.moveaxis(K, -1, -2)
    if mask is not None:
        scores = scores + np.where(mask, 0, -np.inf).astype(scores.dtype)
    with np.errstate(invalid="ignore"):
        logs = special.logsumexp(scores, axis=-1, keepdims=True)
        weights = np.exp(scores - logs)
    return np.matmul(np.nan_to_num(weights, nan=0.0), V).astype(scores.dtype)


# %% right: recursive over leading axes, a list
def attention(Q, K, V, mask=None):
    if mask is not None:
        mask = np.broadcast_to(mask, (*Q.shape[:-1], K.shape[-2]))
    if Q.ndim > 2:
        masks = [None] * len(Q) if mask is None else mask
        return np.array([attention(*one) for one in zip(Q, K, V, masks)])
    scores = as_float(np.inner(Q, K)) / Q.shape[1] ** 0.5
    out = []
    for i, row in enumerate(scores):
        seen = slice(None) if mask is None else mask[i]
        if mask is not None and not seen.any():
            out.append(np.zeros(V.shape[1], scores.dtype))
        else:
            out.append(special.softmax(row[seen]) @ V[seen])
    return np.array(out)


# %% wrong: not scaled | score: 4.5 | says: sqrt(d)
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2))
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    top = np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True)
    e = np.exp(np.where(mask, scores - np.where(np.isinf(top), 0, top), -np.inf))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ V


# %% wrong: divided by d | score: 4.5 | says: sqrt(d)
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1]
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    top = np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True)
    e = np.exp(np.where(mask, scores - np.where(np.isinf(top), 0, top), -np.inf))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ V


# %% wrong: True means masked, as in MultiheadAttention | score: 2.75 | says: True means may look
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    mask = np.broadcast_to(True if mask is None else ~mask, scores.shape)
    top = np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True)
    e = np.exp(np.where(mask, scores - np.where(np.isinf(top), 0, top), -np.inf))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ V


# %% wrong: the mask is ignored | score: 2.75 | says: where mask is False
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    return special.softmax(scores, axis=-1) @ V


# %% wrong: a query that sees nothing gets NaN | score: 4.25 | says: ask each row
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) @ V


# %% wrong: -1e9 where masked | score: 4.25 | says: equal weights
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) @ V


# %% wrong: -1e4 where masked | score: 4 | says: no small number
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores + np.where(mask, 0.0, -1e4).astype(scores.dtype)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True) @ V


# %% wrong: masked after the softmax | score: 3 | says: no weight is left
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    weights = special.softmax(scores, axis=-1)
    if mask is not None:
        weights = weights * mask
    return weights @ V


# %% wrong: masked scores become 0 | score: 2.75 | says: where mask is False
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores * mask
    return special.softmax(scores, axis=-1) @ V


# %% wrong: no maximum subtracted | score: 4.5 | says: exp overflows
def attention(Q, K, V, mask=None):
    e = np.exp(as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5)
    e = e if mask is None else e * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1) @ V


# %% wrong: the maximum of masked scores, too | score: 4.75 | says: over what the query sees
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    e = e if mask is None else e * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1) @ V


# %% wrong: the maximum of all queries | score: 4.5 | says: their own maximum
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max())
    e = e if mask is None else e * mask
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1) @ V


# %% wrong: K.T | score: 4.25 | says: np.swapaxes
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ K.T) / Q.shape[-1] ** 0.5
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    top = np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True)
    e = np.exp(np.where(mask, scores - np.where(np.isinf(top), 0, top), -np.inf))
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ V


# %% wrong: a mask of the full shape only | score: 4.5 | says: np.broadcast_to
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    if mask is None:
        mask = np.ones(scores.shape, dtype=bool)
    scores[~mask] = -np.inf
    some = mask.any(axis=-1, keepdims=True)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V


# %% wrong: softmax over the queries | score: 0.75 | says: each query's row
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / Q.shape[-1] ** 0.5
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    top = np.where(mask, scores, -np.inf).max(axis=-2, keepdims=True)
    e = np.exp(np.where(mask, scores - np.where(np.isinf(top), 0, top), -np.inf))
    total = e.sum(axis=-2, keepdims=True)
    return e / np.where(total == 0, 1, total) @ V


# %% wrong: the weights are returned, too | score: 4.5 | says: several results
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    weights = e / np.where(some, e.sum(axis=-1, keepdims=True), 1)
    return weights @ V, weights


# %% wrong: the weights alone | score: 0 | says: expected shape
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1)


# %% wrong: np.sqrt widens float32 | score: 4.75 | says: expected dtype float32
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2)) / np.sqrt(Q.shape[-1])
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V


# %% wrong: writes zeros into masked values | score: 4.75 | says: changed its
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    out = e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V
    Q[...] = 0
    return out


# %% wrong: integers stay integers | score: 4.75 | says: integers
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return (e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V).astype(V.dtype)


# %% wrong: weights not divided by their sum | score: 0.75 | says: weights that sum to 1
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    return np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0)) @ V


# %% wrong: every blind row blinds the whole query set | score: 4.25 | says: ask each row
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    if mask is not None:
        if not np.all(np.any(mask, axis=-1)):
            return np.zeros((*Q.shape[:-1], V.shape[-1]), scores.dtype)
        scores = np.where(mask, scores, -np.inf)
    return special.softmax(scores, axis=-1) @ V


# %% wrong: printed | score: 0 | says: is there a `return`
def attention(Q, K, V, mask=None):
    print(special.softmax(Q @ np.swapaxes(K, -1, -2), axis=-1) @ V)


# %% wrong: np.exp looks below the mask of np.ma | score: 4.75 | says: overflow encountered in exp
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    hide = np.broadcast_to(False if mask is None else ~mask, scores.shape)
    kept = np.ma.masked_array(scores, hide)
    e = np.ma.filled(np.exp(kept - kept.max(axis=-1, keepdims=True)), 0)
    return (e / np.maximum(e.sum(axis=-1, keepdims=True), 0.5) @ V).astype(scores.dtype)


# %% wrong: a mask is needed | score: 2.75 | says: mask
def attention(Q, K, V, mask):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    some = np.broadcast_to(mask, scores.shape).any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V


# %% right: the last two axes by mT, a division where there is something
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    scores = Q @ K.mT * Q.shape[-1] ** -0.5
    seen = np.ones_like(scores, dtype=bool) if mask is None else mask
    scores = np.where(seen, scores, -np.inf)
    top = np.max(scores, -1, keepdims=True)
    e = np.exp(scores - np.where(np.isfinite(top), top, 0))
    total = e.sum(-1, keepdims=True)
    return np.divide(e, total, out=np.zeros_like(e), where=total > 0) @ V


# %% wrong: scaled by the number of positions | score: 4 | says: sqrt(d)
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / K.shape[-2] ** 0.5)
    mask = np.broadcast_to(True if mask is None else mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V


# %% wrong: four axes only | score: 0.5 | says: leading axes
def attention(Q, K, V, mask=None):
    scores = as_float(np.einsum("bhid,bhjd->bhij", Q, K)) / Q.shape[-1] ** 0.5
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return special.softmax(scores, axis=-1) @ V


# %% wrong: the diagonal and below only, whatever the mask | score: 1.25 | says: weights
def attention(Q, K, V, mask=None):
    scores = as_float(Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5)
    mask = np.tri(*scores.shape[-2:], dtype=bool) & (True if mask is None else mask)
    mask = np.broadcast_to(mask, scores.shape)
    some = mask.any(axis=-1, keepdims=True)
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - np.where(some, scores.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V


# %% right: np.exp with where, max with where and initial
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = np.matmul(Q, np.swapaxes(K, -2, -1)) / Q.shape[-1] ** 0.5
    m = np.broadcast_to(True if mask is None else np.asarray(mask), s.shape)
    top = s.max(axis=-1, keepdims=True, where=m, initial=-1e5)
    e = np.exp(s - top, where=m, out=np.zeros_like(s))
    total = e.sum(axis=-1, keepdims=True)
    return np.divide(e, total, where=total > 0, out=np.zeros_like(e)) @ V


# %% right: log-sum-exp, in place on one's own scores
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = Q @ np.swapaxes(K, -1, -2)
    s /= Q.shape[-1] ** 0.5
    see = (
        np.ones_like(s, dtype=bool) if mask is None else np.broadcast_to(mask, s.shape)
    )
    s[~see] = -np.inf
    l = np.full(s.shape[:-1] + (1,), 0.0, dtype=s.dtype)
    some = see.any(-1)
    l[some] = special.logsumexp(s[some], axis=-1, keepdims=True)
    return np.exp(s - l) @ V


# %% right: softmax of -inf, NaN taken out under errstate
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = Q @ K.swapaxes(-1, -2) * Q.shape[-1] ** -0.5
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    with np.errstate(all="ignore"):
        w = np.nan_to_num(special.softmax(s, axis=-1))
    return w @ V


# %% right: -1e30 and mask.any
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = np.einsum("...id,...jd->...ij", Q, K) / Q.shape[-1] ** 0.5
    if mask is None:
        mask = np.ones(s.shape, dtype=bool)
    mask = np.broadcast_to(mask, s.shape)
    s = np.where(mask, s, -1e30)
    w = special.softmax(s, axis=-1) * mask.any(axis=-1, keepdims=True)
    return np.einsum("...ij,...je->...ie", w, V)


# %% wrong: a small number added to the sum | score: 4.75 | says: nothing small is added
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    top = s.max(axis=-1, keepdims=True)
    e = np.exp(s - np.where(np.isinf(top), 0, top))
    return e / (e.sum(axis=-1, keepdims=True) + 1e-8) @ V


# %% wrong: the maximum of all, and a small number added | score: 4.5 | says: nothing small is added; over what the query sees
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    if mask is not None:
        e = e * mask
    return e / (e.sum(axis=-1, keepdims=True) + 1e-6) @ V


# %% wrong: rounded to four decimals | score: 4.75 | says: to nine digits
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    if mask is not None:
        s = np.where(mask, s, -np.inf)
    top = s.max(axis=-1, keepdims=True)
    e = np.exp(s - np.where(np.isinf(top), 0, top))
    t = e.sum(axis=-1, keepdims=True)
    return np.round(e / np.where(t == 0, 1, t) @ V, 4)


# %% wrong: the sign of the scores | score: 1.25 | says: weights that sum to 1
def attention(Q, K, V, mask=None):
    Q, K, V = as_float(Q), as_float(K), as_float(V)
    s = -Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
    m = np.broadcast_to(True if mask is None else mask, s.shape)
    some = m.any(axis=-1, keepdims=True)
    s = np.where(m, s, -np.inf)
    e = np.exp(s - np.where(some, s.max(axis=-1, keepdims=True), 0))
    return e / np.where(some, e.sum(axis=-1, keepdims=True), 1) @ V
