# ruff: noqa
# %% right: a perturbation vector for each entry
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), np.zeros(x.shape)
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = h
        e = e.reshape(x.shape)
        n.flat[i] = (f(x + e) - f(x - e)) / (2 * h)
    return np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n)))


# %% right: in place on a flat copy, with restoring
def gradient_check(f, grad, x, h=1e-5):
    point = np.array(x, dtype=np.float64)
    flat = point.reshape(-1)
    a = np.asarray(grad(point.copy()), dtype=np.float64).reshape(-1)
    errors = []
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + h
        above = f(point)
        flat[i] = kept - h
        below = f(point)
        flat[i] = kept
        n = (above - below) / (2 * h)
        errors.append(abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(max(errors))


# %% right: np.nditer and a generator
def gradient_check(f, grad, x, h=1e-5):
    x = np.array(x, dtype=float)
    a = np.asarray(grad(x))

    def errors():
        it = np.nditer(x, flags=["multi_index"])
        for _ in it:
            i = it.multi_index
            up, down = x.copy(), x.copy()
            up[i], down[i] = x[i] + h, x[i] - h
            n = (f(up) - f(down)) / (2 * h)
            yield np.abs(a[i] - n) / max(np.abs(a[i]) + np.abs(n), 1e-8)

    return float(max(errors()))


# %% right: an object that is called, and long double
class _Check:
    def __call__(self, f, grad, x, h=1e-5):
        x = np.asarray(x, dtype=np.float64)
        slopes = np.asarray(grad(x), dtype=np.longdouble)
        found = []
        for e in np.eye(x.size).reshape(x.size, *x.shape):
            n = np.longdouble(f(x + h * e) - f(x - h * e)) / (2 * h)
            a = slopes[e == 1][0]
            found.append(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n)))
        return np.max(found)


gradient_check = _Check()


# %% right: plain Python, an array without axes comes back
def gradient_check(f, grad, x, h=1e-5):
    shape, entries = np.shape(x), [float(v) for v in np.ravel(x)]
    slopes = np.ravel(grad(np.reshape(entries, shape)))

    def at(i, step):
        moved = list(entries)
        moved[i] += step
        return float(f(np.array(moved).reshape(shape)))

    worst = 0.0
    for i, a in enumerate(slopes):
        n = (at(i, h) - at(i, -h)) / (2 * h)
        worst = max(worst, abs(a - n) / max(1e-8, abs(a) + abs(n)))
    return np.array(worst)


# %% wrong: forward difference | score: 2.5 | says: f(x + h) - f(x) is a forward difference; 2h apart
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        n = (f(up) - f(x)) / h
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: divided by h instead of 2h | score: 2 | says: (f(x + h) - f(x - h)) / (2 * h)
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / h
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: absolute difference | score: 0.75 | says: twice too large gives 1/3
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        worst = max(worst, abs(a[i] - (f(up) - f(down)) / (2 * h)))
    return float(worst)


# %% wrong: mean over the entries | score: 2.5 | says: a mean or a norm hides one wrong entry
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return float(np.mean(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))))


# %% wrong: quotient of norms | score: 2.5 | says: a mean or a norm hides one wrong entry
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    norm = np.linalg.norm
    return float(
        norm(np.ravel(a - n)) / max(1e-8, norm(np.ravel(a)) + norm(np.ravel(n)))
    )


# %% wrong: all entries moved at once | score: 0.75 | says: one entry at a time
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a = np.asarray(grad(x))
    n = (f(x + h) - f(x - h)) / (2 * h)
    return float(np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))))


# %% wrong: vectors only | score: 2.5 | says: loop with np.ndindex(x.shape)
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = grad(x), 0.0
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: no floor under the denominator | score: 2.75 | says: the denominator is at least 1e-8
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(a - n) / (np.abs(a) + np.abs(n))))


# %% wrong: moves the array it was given | score: 2.5 | says: make a float copy first
def gradient_check(f, grad, x, h=1e-5):
    a, worst = np.array(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        below = f(x)
        x[i] += h
        n = (above - below) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: h ignored | score: 2.75 | says: the central difference of x³ at 1 is 3 + h²
def gradient_check(f, grad, x, h=1e-5):
    h = 1e-5
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: a verdict instead of a number | score: 0 | says: expected
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return bool(np.allclose(a, n))


# %% wrong: the errors of all entries | score: 2.25 | says: a single number
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n[i] = (f(up) - f(down)) / (2 * h)
    return np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))


# %% wrong: an iterator over the errors | score: 2.25 | says: an iterator over
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, errors = np.asarray(grad(x)), []
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        errors.append(abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return iter(errors)


# %% wrong: divided by the larger of the two | score: 1 | says: the wrong sign gives 1
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]), abs(n)))
    return float(worst)


# %% wrong: without absolute values | score: 1.25 | says: the wrong sign gives 1
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), -np.inf
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, (a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: a value too many | score: 2.75 | says: are these several results
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst, where = np.asarray(grad(x)), 0.0, ()
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        error = abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n))
        if error > worst:
            worst, where = error, i
    return float(worst), where


# %% wrong: prints instead of returning | score: 0 | says: returned None
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, worst = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    print("largest error:", worst)


# %% wrong: whole numbers stay whole | score: 2.75 | says: make a float copy first
def gradient_check(f, grad, x, h=1e-5):
    a, worst = np.asarray(grad(x.copy())), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] = x[i] + h
        down[i] = x[i] - h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: f gets a flat vector | score: 2.5 | says: call f with an array of the shape of x
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, flat, worst = np.ravel(grad(x)), x.ravel(), 0.0
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        worst = max(worst, abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n)))
    return float(worst)


# %% wrong: the sum over the entries | score: 1.5 | says: a sum adds up
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    a, total = np.asarray(grad(x)), 0.0
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        n = (f(up) - f(down)) / (2 * h)
        total += abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n))
    return float(total)


# %% wrong: the first entry only | score: 1.75 | says: wrong last entry; take the maximum
def gradient_check(f, grad, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    up, down = x.copy(), x.copy()
    up.flat[0] += h
    down.flat[0] -= h
    a, n = np.ravel(grad(x))[0], (f(up) - f(down)) / (2 * h)
    return float(abs(a - n) / max(1e-8, abs(a) + abs(n)))


# %% wrong: SciPy's forward difference | score: 2 | says: a forward difference
def gradient_check(f, grad, x, h=1e-5):
    from scipy.optimize import approx_fprime

    x = np.asarray(x, dtype=float)
    a, n = np.asarray(grad(x)), approx_fprime(x, f, h)
    return float(np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n))))


# %% wrong: the visible examples, written down | score: 0.75 | says: the two points are
def gradient_check(f, grad, x, h=1e-5):
    return {3.0: 0.0, 6.0: 1 / 3, -3.0: 1.0}[float(grad(x)[0])]


# %% wrong: the last entry only | score: 1.75 | says: wrong first entry; take the maximum
def gradient_check(f, grad, x, h=1e-5):
    x = np.array(x, dtype=float)
    a = np.asarray(grad(x))
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        dn = x.copy()
        dn[i] -= h
        n = (f(up) - f(dn)) / (2 * h)
        err = abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n))
    return err


# %% wrong: yields the errors | score: 2.25 | says: an iterator over
def gradient_check(f, grad, x, h=1e-5):
    x = np.array(x, dtype=float)
    a = np.asarray(grad(x))
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        dn = x.copy()
        dn[i] -= h
        n = (f(up) - f(dn)) / (2 * h)
        yield abs(a[i] - n) / max(1e-8, abs(a[i]) + abs(n))
