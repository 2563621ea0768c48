# ruff: noqa
# %% right: running maximum and rescaled sum
def streaming_logsumexp(chunks):
    biggest, total, count = -np.inf, 0.0, 0
    for chunk in chunks:
        count += chunk.size
        if chunk.size == 0 or np.max(chunk) == -np.inf:
            continue
        new = max(biggest, chunk.max())
        total = total * np.exp(biggest - new) + np.sum(np.exp(chunk - new))
        biggest = new
    if count == 0:
        raise ValueError("no numbers at all")
    return float(biggest + np.log(total)) if biggest > -np.inf else float("-inf")


# %% right: number by number
def streaming_logsumexp(chunks):
    import math

    result, seen = -math.inf, False
    for chunk in chunks:
        for x in chunk:
            seen = True
            x = float(x)
            high, low = max(result, x), min(result, x)
            if low > -math.inf:
                high += math.log1p(math.exp(low - high))
            result = high
    if not seen:
        raise ValueError("an empty stream")
    return result


# %% right: torch
def streaming_logsumexp(chunks):
    import torch

    total = None
    for chunk in chunks:
        if len(chunk):
            part = torch.logsumexp(torch.from_numpy(chunk), dim=0)
            total = part if total is None else torch.logaddexp(total, part)
    if total is None:
        raise ValueError("nothing to sum")
    return total.item()


# %% right: logaddexp of the chunks' own results
def streaming_logsumexp(chunks):
    result = None
    for chunk in chunks:
        if chunk.size:
            part = np.logaddexp.reduce(chunk)
            result = part if result is None else np.logaddexp(result, part)
    if result is None:
        raise ValueError("expected at least one number")
    return float(result)


# %% wrong: holds everything | score: 1.5 | says: memory, in chunks; np.concatenate, holds them all
def streaming_logsumexp(chunks):
    z = np.concatenate([np.zeros(0), *chunks])
    if z.size == 0:
        raise ValueError("nothing at all")
    return float(np.logaddexp.reduce(z))


# %% wrong: two passes over the chunks | score: 0.5 | says: from a list and from a generator
def streaming_logsumexp(chunks):
    tops = [chunk.max() for chunk in chunks if chunk.size]
    if not tops:
        raise ValueError("nothing at all")
    m = max(tops)
    return float(m + np.log(sum(np.exp(chunk - m).sum() for chunk in chunks) + 1e-300))


# %% wrong: the old sum is not rescaled | score: 0.5 | says: when the maximum grows, rescale the sum
def streaming_logsumexp(chunks):
    m, total, seen = -np.inf, 0.0, False
    for chunk in chunks:
        if chunk.size:
            seen = True
            m = max(m, chunk.max())
            if m > -np.inf:
                total += np.exp(chunk - m).sum()
    if not seen:
        raise ValueError("nothing at all")
    return float(m + np.log(total)) if total else -np.inf


# %% wrong: no maximum subtracted | score: 1.5 | says: overflow; rising and falling maxima
def streaming_logsumexp(chunks):
    total, seen = 0.0, False
    for chunk in chunks:
        seen = seen or chunk.size > 0
        total += np.exp(chunk).sum()
    if not seen:
        raise ValueError("nothing at all")
    return float(np.log(total))


# %% wrong: nothing gives -inf | score: 1.75 | says: expected it to raise ValueError; returned -inf
def streaming_logsumexp(chunks):
    result = -np.inf
    for chunk in chunks:
        for x in chunk:
            result = np.logaddexp(result, x)
    return float(result)


# %% wrong: asks for the number of chunks | score: 0.5 | says: has no len(); line 2 of your streaming_logsumexp
def streaming_logsumexp(chunks):
    if len(chunks) == 0 or sum(chunk.size for chunk in chunks) == 0:
        raise ValueError("nothing at all")
    return float(np.logaddexp.reduce(np.concatenate(chunks)))


# %% wrong: adds the chunks' results | score: 0.25 | says: expected 3.4076
def streaming_logsumexp(chunks):
    result, seen = 0.0, False
    for chunk in chunks:
        if chunk.size:
            seen = True
            result += np.logaddexp.reduce(chunk)
    if not seen:
        raise ValueError("nothing at all")
    return float(result)


# %% wrong: starts from a maximum of 0 | score: 1.5 | says: divide by zero; rising and falling
def streaming_logsumexp(chunks):
    m, total, seen = 0.0, 0.0, False
    for chunk in chunks:
        if chunk.size:
            seen = True
            new = max(m, chunk.max())
            total = total * np.exp(m - new) + np.exp(chunk - new).sum()
            m = new
    if not seen:
        raise ValueError("nothing at all")
    return float(m + np.log(total))


# %% wrong: returns after the first chunk | score: 0 | says: expected 3.4076
def streaming_logsumexp(chunks):
    for chunk in chunks:
        m = chunk.max() if chunk.size else 0.0
        return float(m + np.log(np.exp(chunk - m).sum()))


# %% right: an instance of a class that keeps the state
class Stream:
    def __init__(self):
        self.top, self.total, self.seen = -np.inf, 0.0, False

    def add(self, chunk):
        self.seen = self.seen or chunk.size > 0
        top = max([self.top, *chunk])
        if top > -np.inf:
            self.total = self.total * np.exp(self.top - top) + np.exp(chunk - top).sum()
            self.top = top

    def result(self):
        if not self.seen:
            raise ValueError("an empty stream")
        return self.top + np.log(self.total) if self.top > -np.inf else -np.inf


def streaming_logsumexp(chunks):
    stream = Stream()
    for chunk in chunks:
        stream.add(chunk)
    print("top", stream.top)
    return float(stream.result())


# %% right: functools.reduce over a generator
import functools


def streaming_logsumexp(chunks):
    parts = (np.logaddexp.reduce(chunk) for chunk in chunks if len(chunk))
    first = next(parts, None)
    if first is None:
        raise ValueError("nothing to sum")
    return float(functools.reduce(np.logaddexp, parts, first))


# %% wrong: writes into the chunks | score: 1.75 | says: changed its first argument
def streaming_logsumexp(chunks):
    top, total, seen = -np.inf, 0.0, False
    for chunk in chunks:
        if chunk.size == 0:
            continue
        seen = True
        new = max(top, chunk.max())
        if new == -np.inf:
            continue
        chunk -= new
        total = total * np.exp(top - new) + np.exp(chunk).sum()
        top = new
    if not seen:
        raise ValueError("nothing at all")
    return float(top + np.log(total)) if total else -np.inf


# %% wrong: the rescaling turned round | score: 0.5 | says: rescale the sum
def streaming_logsumexp(chunks):
    top, total, seen = -np.inf, 0.0, False
    for chunk in chunks:
        if chunk.size == 0:
            continue
        seen = True
        new = max(top, chunk.max())
        if new == -np.inf:
            continue
        if total:
            total = total * np.exp(new - top)
        total += np.exp(chunk - new).sum()
        top = new
    if not seen:
        raise ValueError("nothing at all")
    return float(top + np.log(total)) if total else -np.inf


# %% wrong: -inf gives NaN | score: 1.75 | says: there is no maximum to subtract
def streaming_logsumexp(chunks):
    top, total, seen = -np.inf, 0.0, False
    for chunk in chunks:
        if chunk.size == 0:
            continue
        seen = True
        new = max(top, chunk.max())
        total = total * np.exp(top - new) + np.exp(chunk - new).sum()
        top = new
    if not seen:
        raise ValueError("nothing at all")
    return float(top + np.log(total))


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def streaming_logsumexp(chunks):
    top, total = -np.inf, 0.0
    for chunk in chunks:
        new = max(top, chunk.max())
        total = total * np.exp(top - new) + np.exp(chunk - new).sum()
        top = new
    print(top + np.log(total))


# %% wrong: the last chunk only | score: 0.25 | says: expected 3.4076
def streaming_logsumexp(chunks):
    result = None
    for chunk in chunks:
        if chunk.size:
            result = np.logaddexp.reduce(chunk)
    if result is None:
        raise ValueError("nothing at all")
    return float(result)


# %% wrong: the maximum and the sum | score: 0.25 | says: expected a single number
def streaming_logsumexp(chunks):
    top, total, seen = -np.inf, 0.0, False
    for chunk in chunks:
        if chunk.size:
            seen = True
            new = max(top, chunk.max())
            if new > -np.inf:
                total = total * np.exp(top - new) + np.exp(chunk - new).sum()
                top = new
    if not seen:
        raise ValueError("nothing at all")
    return top, total
