# ruff: noqa
# %% right: mean and var of NumPy
def batch_norm(Z, gamma, beta, eps=1e-5):
    mean, var = Z.mean(axis=0), Z.var(axis=0)
    return gamma * (Z - mean) / np.sqrt(var + eps) + beta


# %% right: one column after another
def batch_norm(Z, gamma, beta, eps=1e-5):
    A = np.zeros(Z.shape, dtype=Z.dtype if Z.dtype.kind == "f" else float)
    for j in range(Z.shape[1]):
        column = Z[:, j].astype(float)
        centered = column - column.sum() / len(column)
        spread = (centered @ centered / len(column) + eps) ** 0.5
        A[:, j] = centered / spread * gamma[j] + beta[j]
    return A


# %% right: centered first, lists out
def batch_norm(Z, gamma, beta, eps=1e-5):
    Z = np.asarray(
        Z, dtype=np.result_type(Z, np.float32) if Z.dtype.kind == "f" else float
    )
    ones = np.ones((len(Z), 1), dtype=Z.dtype)
    centered = Z - ones @ (ones.T @ Z) / Z.dtype.type(len(Z))
    variance = np.average(centered**2, axis=0).astype(Z.dtype)
    return (centered * (variance + Z.dtype.type(eps)) ** -0.5) * gamma + beta


# %% wrong: ddof=1 | score: 1 | says: the variance divides by n
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0, ddof=1) + eps) + beta


# %% wrong: along the rows | score: 0.5 | says: mean and variance along axis 0
def batch_norm(Z, gamma, beta, eps=1e-5):
    mean, var = Z.mean(axis=1, keepdims=True), Z.var(axis=1, keepdims=True)
    return gamma * (Z - mean) / np.sqrt(var + eps) + beta


# %% wrong: one mean for the whole table | score: 0.5 | says: mean and variance along axis 0
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * (Z - Z.mean()) / np.sqrt(Z.var() + eps) + beta


# %% wrong: eps outside of the root | score: 1.75 | says: neither beside the root nor a number of your own
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * (Z - Z.mean(axis=0)) / (Z.std(axis=0) + eps) + beta


# %% wrong: no eps | score: 1.25 | says: eps, inside of the root, keeps the denominator above 0
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * (Z - Z.mean(axis=0)) / Z.std(axis=0) + beta


# %% wrong: divides by the variance | score: 1.25 | says: mean and variance along axis 0
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * (Z - Z.mean(axis=0)) / (Z.var(axis=0) + eps) + beta


# %% wrong: gamma and beta are forgotten | score: 0.75 | says: gamma * ẑ + beta
def batch_norm(Z, gamma, beta, eps=1e-5):
    return (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps)


# %% wrong: beta is scaled, too | score: 1 | says: beta is added last
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * ((Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps) + beta)


# %% wrong: eps is fixed | score: 1.5 | says: with the argument eps
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + 1e-5) + beta


# %% wrong: centers the given table | score: 1.75 | says: expected the input as it was before
def batch_norm(Z, gamma, beta, eps=1e-5):
    Z = Z if Z.dtype.kind == "f" else Z.astype(float)
    Z -= Z.mean(axis=0)
    return gamma * Z / np.sqrt((Z**2).mean(axis=0) + eps) + beta


# %% wrong: integers stay integers | score: 1.75 | says: integers become float64
def batch_norm(Z, gamma, beta, eps=1e-5):
    A = gamma * (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps) + beta
    return A.astype(Z.dtype)


# %% wrong: the mean square without the mean | score: 0.75 | says: subtract each column's own mean
def batch_norm(Z, gamma, beta, eps=1e-5):
    return gamma * Z / np.sqrt((Z**2).mean(axis=0) + eps) + beta


# %% wrong: mean and variance are returned, too | score: 1.75 | says: is there a comma too many
def batch_norm(Z, gamma, beta, eps=1e-5):
    mean, var = Z.mean(axis=0), Z.var(axis=0)
    return gamma * (Z - mean) / np.sqrt(var + eps) + beta, mean, var


# %% wrong: a generator of rows | score: 1.75 | says: `tuple(...)` around it
def batch_norm(Z, gamma, beta, eps=1e-5):
    mean, root = Z.mean(axis=0), np.sqrt(Z.var(axis=0) + eps)
    return (gamma * (row - mean) / root + beta for row in Z)


# %% wrong: prints the table | score: 0 | says: is there a `return`
def batch_norm(Z, gamma, beta, eps=1e-5):
    print(gamma * (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps) + beta)


# %% wrong: gamma and beta exchanged | score: 0.75 | says: gamma * ẑ + beta
def batch_norm(Z, gamma, beta, eps=1e-5):
    mu = Z.mean(axis=0)
    var = Z.var(axis=0)
    zhat = (Z - mu) / np.sqrt(var + eps)
    A = beta * zhat + gamma
    return A


# %% wrong: long doubles | score: 1.75 | says: float32 in, float32 out
def batch_norm(Z, gamma, beta, eps=1e-5):
    Z = Z.astype(np.longdouble)
    return (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps) * gamma + beta
