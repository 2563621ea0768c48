# ruff: noqa
# %% right: the three terms in one line
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dbeta, dgamma = dA.sum(axis=0), (dA * hat).sum(axis=0)
    n = len(Z)
    return gamma / root * (dA - dbeta / n - hat * dgamma / n), dgamma, dbeta


# %% right: step by step through the graph
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    n = Z.shape[0]
    mean = Z.mean(axis=0)
    centered = Z - mean
    var = (centered**2).mean(axis=0)
    inverse = 1 / np.sqrt(var + eps)
    dhat = dA * gamma
    dvar = (dhat * centered * -0.5 * inverse**3).sum(axis=0)
    dmean = (-dhat * inverse).sum(axis=0) + dvar * (-2 * centered).mean(axis=0)
    dZ = dhat * inverse + dvar * 2 * centered / n + dmean / n
    return [dZ, (dA * centered * inverse).sum(axis=0), dA.sum(axis=0)]


# %% right: the Jacobian of one column, as a matrix
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    n = len(Z)
    dZ = np.zeros(
        Z.shape, dtype=np.result_type(Z, dA) if Z.dtype.kind == "f" else float
    )
    dgamma, dbeta = [], []
    for j in range(Z.shape[1]):
        z, g = Z[:, j].astype(float), dA[:, j].astype(float)
        root = np.sqrt(z.var() + eps)
        hat = (z - z.mean()) / root
        jacobian = (np.eye(n) - 1 / n - np.outer(hat, hat) / n) / root
        dZ[:, j] = gamma[j] * (jacobian @ g)
        dgamma.append(g @ hat)
        dbeta.append(g.sum())
    return dZ, np.array(dgamma, dZ.dtype), np.array(dbeta, dZ.dtype)


# %% wrong: mean and variance as constants | score: 2 | says: three ways lead back to Z
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    return dA * gamma / root, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: the variance as a constant | score: 2.5 | says: stretching a column changes nothing
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: the mean as a constant | score: 2.25 | says: adding a constant to a column changes nothing
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - hat * (dA * hat).mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: gamma is missing | score: 2.5 | says: dA times gamma goes back into the normalization
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0)) / root
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: dgamma from Z | score: 3.25 | says: sums over the batch
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return dZ, (dA * Z).sum(axis=0), dA.sum(axis=0)


# %% wrong: means in the place of sums | score: 2.75 | says: sums over the batch
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dbeta, dgamma = dA.mean(axis=0), (dA * hat).mean(axis=0)
    return gamma / root * (dA - dbeta - hat * dgamma), dgamma, dbeta


# %% wrong: ddof=1 | score: 2 | says: sums over the batch
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0, ddof=1) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: no eps | score: 3.5 | says: the root of the variance plus eps, wherever a root stands
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = Z.std(axis=0)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: dgamma comes first | score: 3.75 | says: the shape of dZ
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return (dA * hat).sum(axis=0), dA.sum(axis=0), dZ


# %% wrong: dgamma and dbeta exchanged | score: 3.75 | says: is their order as asked
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return dZ, dA.sum(axis=0), (dA * hat).sum(axis=0)


# %% wrong: dZ alone | score: 2.5 | says: 3 results (dZ, dgamma, dbeta)
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    return gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))


# %% wrong: scales the given gradient | score: 3.75 | says: expected the input as it was before
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dgamma, dbeta = (dA * hat).sum(axis=0), dA.sum(axis=0)
    dA *= gamma
    return (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0)) / root, dgamma, dbeta


# %% wrong: the sign of the variance term | score: 2.5 | says: three ways lead back to Z
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) + hat * (dA * hat).mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0)


# %% wrong: dbeta as a row for every example | score: 3.25 | says: dbeta is
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA


# %% wrong: x̂ is returned, too | score: 3.75 | says: 3 results (dZ, dgamma, dbeta).
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    return dZ, (dA * hat).sum(axis=0), dA.sum(axis=0), hat


# %% wrong: prints the gradients | score: 0 | says: is there a `return`
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    root = np.sqrt(Z.var(axis=0) + eps)
    hat = (Z - Z.mean(axis=0)) / root
    dZ = gamma / root * (dA - dA.mean(axis=0) - hat * (dA * hat).mean(axis=0))
    print(dZ, (dA * hat).sum(axis=0), dA.sum(axis=0))


# %% wrong: dbeta is forgotten | score: 3 | says: 3 results (dZ, dgamma, dbeta).
def batch_norm_backward(dA, Z, gamma, eps=1e-5):
    mu = Z.mean(axis=0)
    s = np.sqrt(Z.var(axis=0) + eps)
    zhat = (Z - mu) / s
    dbeta = dA.sum(axis=0)
    dgamma = (dA * zhat).sum(axis=0)
    d = dA * gamma
    dZ = (d - d.mean(axis=0) - zhat * (d * zhat).mean(axis=0)) / s
    return dZ, dgamma
