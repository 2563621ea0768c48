# ruff: noqa
# %% right: Kahan, all in float16
def sum_fp16(x):
    total, lost = np.float16(0), np.float16(0)
    for value in x:
        y = value - lost
        t = total + y
        lost = (t - total) - y
        total = t
    return total


# %% right: pair by pair
def sum_fp16(x):
    x = x.copy()
    if len(x) == 0:
        return np.float16(0.0)
    while len(x) > 1:
        if len(x) % 2:
            x = np.append(x, np.float16(0))
        x = x[0::2] + x[1::2]
    return x[0]


# %% right: halves, by recursion
def sum_fp16(x):
    if len(x) == 0:
        return np.float16(0)
    if len(x) == 1:
        return x[0]
    half = len(x) // 2
    return np.float16(sum_fp16(x[:half]) + sum_fp16(x[half:]))


# %% right: float32, rounded once
def sum_fp16(x):
    return np.sum(x, dtype=np.float32).astype(np.float16)


# %% right: math.fsum
import math


def sum_fp16(x):
    return np.float16(math.fsum(x.tolist()))


# %% right: NumPy's own sum
def sum_fp16(x):
    return x.sum()


# %% right: halves folded upon each other
def sum_fp16(x):
    work = list(x)
    while len(work) > 1:
        middle = (len(work) + 1) // 2
        front, back = work[:middle], work[middle:]
        work = [a + b for a, b in zip(front, back)] + front[len(back) :]
    return work[0] if work else np.float16(0)


# %% wrong: one after the other | score: 1 | says: 2048 + 1 is 2048
def sum_fp16(x):
    total = np.float16(0)
    for value in x:
        total = np.float16(total + value)
    return total


# %% wrong: the last running sum | score: 1 | says: 2048 + 1 is 2048
def sum_fp16(x):
    return np.cumsum(x, dtype=np.float16)[-1] if len(x) else np.float16(0)


# %% wrong: sorted first | score: 1 | says: sorting does not help
def sum_fp16(x):
    total = np.float16(0)
    for value in x[np.argsort(np.abs(x))]:
        total = np.float16(total + value)
    return total


# %% wrong: the odd one is lost | score: 2 | says: each entry counts, and counts once
def sum_fp16(x):
    while len(x) > 1:
        x = x[: len(x) // 2 * 2]
        x = x[::2] + x[1::2]
    return x[0] if len(x) else np.float16(0)


# %% wrong: no case for nothing | score: 2.75 | says: ask for len(x) == 0 first
def sum_fp16(x):
    while len(x) > 1:
        left = x[-1:] if len(x) % 2 else x[:0]
        x = np.concatenate([x[: len(x) - 1 : 2] + x[1::2], left])
    return x[0]


# %% wrong: float32 comes back | score: 2.75 | says: np.float16(...) around a wider sum
def sum_fp16(x):
    return np.sum(x, dtype=np.float32)


# %% wrong: a Python float | score: 2.75 | says: dtype float16
def sum_fp16(x):
    return float(np.sum(x.astype(np.float64)))


# %% wrong: the wrong sign of what is lost | score: 1 | says: keep what each addition loses
def sum_fp16(x):
    total, lost = np.float16(0), np.float16(0)
    for value in x:
        y = value + lost
        t = total + y
        lost = (t - total) - y
        total = t
    return total


# %% wrong: adds in the given array | score: 2.75 | says: expected the input as it was before
def sum_fp16(x):
    n = len(x)
    while n > 1:
        half = (n + 1) // 2
        x[: n - half] += x[half:n]
        n = half
    return x[0] if len(x) else np.float16(0)


# %% wrong: an array with one entry | score: 2.75 | says: a single number
def sum_fp16(x):
    return np.sum(x, keepdims=True, dtype=np.float32).astype(np.float16)


# %% wrong: the mean times the number, in float16 | score: 1 | says: expected
def sum_fp16(x):
    if len(x) == 0:
        return np.float16(0)
    step = np.float16(0)
    for value in x:
        step = np.float16(step + value / np.float16(min(len(x), 60000)))
    return np.float16(step * np.float16(len(x)))


# %% wrong: blocks of 4096, one after the other | score: 1.25 | says: the chain must be short
def sum_fp16(x):
    total = np.float16(0)
    for start in range(0, len(x), 4096):
        block = np.float16(0)
        for value in x[start : start + 4096]:
            block = np.float16(block + value)
        total = np.float16(total + block)
    return total


# %% wrong: printed | score: 0 | says: is there a `return`
def sum_fp16(x):
    print(np.sum(x))


# %% wrong: cut off to integers | score: 2.5 | says: expected
def sum_fp16(x):
    return np.float16(int(np.sum(x, dtype=np.float64)))


# %% wrong: Neumaier, the losses added at the end | score: 2 | says: before it grows
def sum_fp16(x):
    total, lost = np.float16(0), np.float16(0)
    for value in np.asarray(x, dtype=np.float16):
        t = np.float16(total + value)
        if abs(total) >= abs(value):
            lost = np.float16(lost + np.float16(np.float16(total - t) + value))
        else:
            lost = np.float16(lost + np.float16(np.float16(value - t) + total))
        total = t
    return np.array(total + lost, dtype=np.float16)


# %% right: recursion with base case 8
def sum_fp16(x):
    n = len(x)
    if n <= 8:
        s = np.float16(0)
        for v in x:
            s = np.float16(s + v)
        return s
    m = n // 2
    return np.float16(sum_fp16(x[:m]) + sum_fp16(x[m:]))


# %% right: expansions of two float16 parts
def sum_fp16(x):
    hi = lo = np.float16(0)
    for v in x:
        t = np.float16(hi + v)
        b = np.float16(t - hi)
        e = np.float16(np.float16(hi - np.float16(t - b)) + np.float16(v - b))
        lo = np.float16(lo + e)
        hi, lo = np.float16(t + lo), np.float16(lo - np.float16(np.float16(t + lo) - t))
    return hi


# %% wrong: two-level sqrt blocks | score: 2.5 | says: expected
def sum_fp16(x):
    n = max(1, int(len(x) ** 0.5))
    parts = []
    for i in range(0, len(x), n):
        s = np.float16(0)
        for v in x[i : i + n]:
            s = np.float16(s + v)
        parts.append(s)
    t = np.float16(0)
    for q in parts:
        t = np.float16(t + q)
    return t


# %% right: whole numbers of the smallest float16
def sum_fp16(x):
    return np.float16(
        int((x.astype(np.float64) * 2**24).astype(np.int64).sum()) / 2**24
    )


# %% right: Kahan, and what is left over at the end
def sum_fp16(x):
    s = c = np.float16(0)
    for v in x:
        y = np.float16(v + c)
        t = np.float16(s + y)
        c = np.float16(y - np.float16(t - s))
        s = t
    return np.float16(s + c)


# %% wrong: magnitudes | score: 2.5 | says: the same way works for both signs
def sum_fp16(x):
    return np.float16(np.abs(x).sum(dtype=np.float64))


# %% wrong: blocks of 100, one after the other | score: 2 | says: the chain must be short
def sum_fp16(x):
    s = np.float16(0)
    for i in range(0, len(x), 100):
        b = np.float16(0)
        for v in x[i : i + 100]:
            b = b + v
        s = s + b
    return s
