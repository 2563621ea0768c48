# ruff: noqa
# %% right: an example at a time
def perceptron(X, y, epochs=50):
    w = np.zeros(X.shape[1])
    b = 0.0
    for _ in range(epochs):
        for i in range(len(X)):
            prediction = 1 if X[i] @ w + b > 0 else 0
            w = w + (y[i] - prediction) * X[i]
            b = b + (y[i] - prediction)
    return w, b


# %% right: bias as a weight, labels as signs
def perceptron(X, y, epochs=50):
    lifted = np.hstack([X, np.ones((len(X), 1))])
    signs = 2 * y - 1
    theta = np.zeros(lifted.shape[1])
    for _ in range(epochs):
        clean = True
        for x, s in zip(lifted, signs):
            if (theta @ x > 0) != (s > 0):
                theta += s * x
                clean = False
        if clean:
            break
    return theta[:-1], theta[-1]


# %% right: the worst example of each pass first
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        order = np.argsort((2 * y - 1) * (X @ w + b))
        wrong = 0
        for i in order:
            error = int(y[i]) - int(X[i] @ w + b > 0)
            w, b = w + error * X[i], b + error
            wrong += abs(error)
        if not wrong:
            break
    return w, float(b)


# %% right: only the mistakes, found by a mask
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs * len(X)):
        wrong = np.flatnonzero((X @ w + b > 0) != (y == 1))
        if len(wrong) == 0:
            break
        i = wrong[0]
        sign = 1.0 if y[i] == 1 else -1.0
        w, b = w + sign * X[i], b + sign
    return w, b


# %% wrong: labels taken for signs | score: 1 | says: y - prediction is -1, 0 or 1; labels are 0 and 1, not ±1
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            if target * (x @ w + b) <= 0:
                w, b = w + target * x, b + target
    return w, b


# %% wrong: no bias | score: 1.5 | says: the bias learns, too
def perceptron(X, y, epochs=50):
    w = np.zeros(X.shape[1])
    for _ in range(epochs):
        for x, target in zip(X, y):
            w = w + (target - (x @ w > 0)) * x
    return w, 0.0


# %% wrong: moves the wrong way | score: 0.5 | says: the share classified rightly; and it is added
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            step = (x @ w + b > 0) - target
            w, b = w + step * x, b + step
    return w, b


# %% wrong: a single pass | score: 2 | says: one pass is not enough
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for x, target in zip(X, y):
        step = target - (x @ w + b > 0)
        w, b = w + step * x, b + step
    return w, b


# %% wrong: stops at the first example that is right | score: 0.5 | says: the share classified rightly
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            step = target - (x @ w + b > 0)
            if step == 0:
                return w, b
            w, b = w + step * x, b + step
    return w, b


# %% wrong: least squares | score: 0.5 | says: the share classified rightly
def perceptron(X, y, epochs=50):
    lifted = np.hstack([X, np.ones((len(X), 1))])
    theta = np.linalg.lstsq(lifted, y.astype(float), rcond=None)[0]
    return theta[:-1], theta[-1]


# %% wrong: changes the labels it was given | score: 3.5 | says: changed its second argument; instead of `y *= 2`
def perceptron(X, y, epochs=50):
    y *= 2
    y -= 1
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, sign in zip(X, y):
            if (x @ w + b > 0) != (sign > 0):
                w, b = w + sign * x, b + sign
    return w, b


# %% wrong: half steps | score: 2.5 | says: expected w = [1, 2], b = 1 or w = [2, 1], b = 0
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            step = 0.5 * (target - (x @ w + b > 0))
            w, b = w + step * x, b + step
    return w, b


# %% wrong: predicts 1 on the line | score: 2 | says: the rule says x @ w + b > 0
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            step = target - (x @ w + b >= 0)
            w, b = w + step * x, b + step
    return w, b


# %% wrong: one step for the whole batch | score: 2.5 | says: each example moves them before the next one; not one for the whole batch
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        step = y - (X @ w + b > 0)
        w, b = w + step @ X, b + step.sum()
    return w, b


# %% wrong: logistic regression | score: 2 | says: expected w = [1, 2], b = 1 or w = [2, 1], b = 0
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(20 * epochs):
        step = y - 1 / (1 + np.exp(-np.clip(X @ w + b, -30, 30)))
        w, b = w + 0.1 * step @ X, b + 0.1 * step.sum()
    return w, b


# %% wrong: a support vector machine | score: 2 | says: expected w = [1, 2], b = 1 or w = [2, 1], b = 0
def perceptron(X, y, epochs=50):
    from sklearn.svm import SVC

    machine = SVC(kernel="linear", C=1e6).fit(X, y)
    return machine.coef_[0], machine.intercept_[0]


# %% wrong: bias first | score: 3 | says: is their order as asked?; take it as it was meant
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(epochs):
        for x, target in zip(X, y):
            step = target - (x @ w + b > 0)
            w, b = w + step * x, b + step
    return b, w


# %% wrong: w and b in one vector | score: 3 | says: as a tuple, `return w, b`; take it as it was meant
def perceptron(X, y, epochs=50):
    theta = np.zeros(X.shape[1] + 1)
    for _ in range(epochs):
        for x, target in zip(X, y):
            x = np.append(x, 1.0)
            theta += (target - (x @ theta > 0)) * x
    return theta


# %% wrong: b of shape (1,) | score: 3 | says: expected a single number; take it as it was meant
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), np.zeros(1)
    for _ in range(epochs):
        for x, target in zip(X, y):
            step = target - (x @ w + b > 0)
            w, b = w + step * x, b + step
    return w, b


# %% wrong: the visible example, written down | score: 0 | says: the share classified rightly
def perceptron(X, y, epochs=50):
    return np.array([2.0, 1.0]), 0.0


# %% wrong: one example for each epoch | score: 1 | says: go through all examples, `epochs` times
def perceptron(X, y, epochs=50):
    w, b = np.zeros(X.shape[1]), 0.0
    for epoch in range(epochs):
        i = epoch % len(X)
        step = y[i] - (X[i] @ w + b > 0)
        w, b = w + step * X[i], b + step
    return w, b


# %% wrong: weights only | score: 0 | says: expected 2 results (w, b)
def perceptron(X, y, epochs=50):
    w = np.zeros(X.shape[1])
    for _ in range(epochs):
        for x, target in zip(X, y):
            w = w + (target - (x @ w > 0)) * x
    return w


# %% wrong: zeros, whatever the data | score: 0.5 | says: the share classified rightly; it is added
def perceptron(X, y, epochs=50):
    return np.zeros(X.shape[1]), 0.0
