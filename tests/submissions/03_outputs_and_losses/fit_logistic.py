# ruff: noqa
# %% right: bias as a column of ones
def fit_logistic(X, y, learning_rate, steps):
    from scipy.special import expit

    A = np.hstack([X, np.ones((len(X), 1))])
    theta, losses = np.zeros(A.shape[1]), []
    for _ in range(steps):
        z = A @ theta
        losses.append(np.mean(np.logaddexp(0, z) - y * z))
        theta = theta - learning_rate * A.T @ (expit(z) - y) / len(y)
    z = A @ theta
    losses.append(np.mean(np.logaddexp(0, z) - y * z))
    return theta[:-1], theta[-1], np.array(losses)


# %% right: sums over rows in a loop
def fit_logistic(X, y, learning_rate, steps):
    def loss_and_p(z):
        e = np.exp(-np.abs(z))
        loss = np.maximum(z, 0) - z * y + np.log1p(e)
        return loss.mean(), np.where(z >= 0, 1 / (1 + e), e / (1 + e))

    n, w, b = len(y), np.zeros(X.shape[1]), 0.0
    loss, p = loss_and_p(X @ w + b)
    losses = [loss]
    for _ in range(steps):
        dw, db = np.zeros_like(w), 0.0
        for i in range(n):
            dw += (p[i] - y[i]) * X[i] / n
            db += (p[i] - y[i]) / n
        w, b = w - learning_rate * dw, b - learning_rate * db
        loss, p = loss_and_p(X @ w + b)
        losses.append(loss)
    return w, b, losses


# %% right: a bias of shape (1,), a list
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), np.zeros(1), []
    for k in range(steps + 1):
        z = X @ w + b
        losses += [float(np.mean(np.logaddexp(0, np.where(y == 1, -z, z))))]
        if k == steps:
            break
        p = 0.5 * (1 + np.tanh(z / 2))
        w, b = (
            w + learning_rate * (y - p) @ X / len(y),
            b + learning_rate * (y - p).mean(),
        )
    return [w, b, losses]


# %% wrong: the sum of the gradients | score: 2 | says: divide by the number of rows
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        if k < steps:
            error = np.exp(-np.logaddexp(0, -z)) - y
            w = w - learning_rate * X.T @ error
            b = b - learning_rate * error.sum()
    return w, b, losses


# %% wrong: climbs | score: 2 | says: against the gradient
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        if k < steps:
            error = np.exp(-np.logaddexp(0, -z)) - y
            w = w + learning_rate * X.T @ error / len(y)
            b = b + learning_rate * error.mean()
    return w, b, losses


# %% wrong: the last loss is missing | score: 1 | says: one loss before the first step
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        error = np.exp(-np.logaddexp(0, -z)) - y
        w = w - learning_rate * X.T @ error / len(y)
        b = b - learning_rate * error.mean()
    return w, b, losses


# %% wrong: the naive sigmoid and logarithm | score: 2.5 | says: overflow
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        losses.append(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())
        if k < steps:
            w = w - learning_rate * X.T @ (p - y) / len(y)
            b = b - learning_rate * (p - y).mean()
    return w, b, losses


# %% wrong: the bias uses the new weights | score: 2.25 | says: w and b use the same probabilities
def fit_logistic(X, y, learning_rate, steps):
    def p(w, b):
        return np.exp(-np.logaddexp(0, -(X @ w + b)))

    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        if k < steps:
            w = w - learning_rate * X.T @ (p(w, b) - y) / len(y)
            b = b - learning_rate * (p(w, b) - y).mean()
    return w, b, losses


# %% wrong: the bias never moves | score: 2.25 | says: thirty steps
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        if k < steps:
            error = np.exp(-np.logaddexp(0, -z)) - y
            w = w - learning_rate * X.T @ error / len(y)
    return w, b, losses


# %% wrong: one row at a time | score: 1.75 | says: expected
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        if k < steps:
            for i in range(len(y)):
                error = np.exp(-np.logaddexp(0, -(X[i] @ w + b))) - y[i]
                w = w - learning_rate * error * X[i]
                b = b - learning_rate * error
    return w, b, losses


# %% wrong: starts from random weights | score: 1.25 | says: w is
def fit_logistic(X, y, learning_rate, steps):
    w, b, losses = np.random.default_rng(0).standard_normal(X.shape[1]), 0.0, []
    for k in range(steps + 1):
        z = X @ w + b
        losses.append((np.logaddexp(0, z) - z * y).mean())
        if k < steps:
            error = np.exp(-np.logaddexp(0, -z)) - y
            w = w - learning_rate * X.T @ error / len(y)
            b = b - learning_rate * error.mean()
    return w, b, losses
