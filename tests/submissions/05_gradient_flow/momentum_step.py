# ruff: noqa
# %% right: two comprehensions
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    return [p - lr * v for p, v in zip(params, velocity)], velocity


# %% right: copies, changed in place, as a list
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    new_params, new_velocity = [], []
    for k in range(len(params)):
        dtype = params[k].dtype if params[k].dtype.kind == "f" else float
        v = velocity[k].astype(dtype)
        v *= momentum
        v += grads[k]
        p = params[k].astype(dtype)
        p -= lr * v
        new_params.append(p)
        new_velocity.append(v)
    return [new_params, new_velocity]


# %% right: tuples made by zip
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    pairs = []
    for p, g, v in zip(params, grads, velocity):
        step = np.add(np.multiply(momentum, v), g)
        pairs.append((np.subtract(p, np.multiply(lr, step)), step))
    return tuple(zip(*pairs))


# %% right: exact fractions
from fractions import Fraction


def momentum_step(params, grads, velocity, lr, momentum=0.9):
    exact = np.vectorize(Fraction, otypes=[object])
    kind = (
        np.result_type(params[0], 0.0)
        if params[0].dtype.kind != "f"
        else params[0].dtype
    )
    velocity = [
        Fraction(momentum) * exact(v) + exact(g) for v, g in zip(velocity, grads)
    ]
    params = [exact(p) - Fraction(lr) * v for p, v in zip(params, velocity)]
    return [p.astype(kind) for p in params], [v.astype(kind) for v in velocity]


# %% wrong: the gradient is damped | score: 1 | says: without a factor 1 - m
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + (1 - momentum) * g for v, g in zip(velocity, grads)]
    return [p - lr * v for p, v in zip(params, velocity)], velocity


# %% wrong: the rate inside the velocity | score: 0.75 | says: without lr
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v - lr * g for v, g in zip(velocity, grads)]
    return [p + v for p, v in zip(params, velocity)], velocity


# %% wrong: looks ahead, as Nesterov | score: 1 | says: with the new v
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    moved = [p - lr * (g + momentum * v) for p, g, v in zip(params, grads, velocity)]
    return moved, velocity


# %% wrong: moves by the old velocity | score: 1 | says: with the new v
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    moved = [p - lr * v for p, v in zip(params, velocity)]
    return moved, [momentum * v + g for v, g in zip(velocity, grads)]


# %% wrong: writes into the given arrays | score: 1.75 | says: expected the input as it was before
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    for k in range(len(params)):
        velocity[k] = np.asarray(
            velocity[k], dtype=np.result_type(velocity[k], np.float32)
        )
        velocity[k] *= momentum
        velocity[k] += grads[k]
        params[k] = params[k] - lr * velocity[k]
    return params, velocity


# %% wrong: the momentum is always 0.9 | score: 1.75 | says: use the argument momentum
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [0.9 * v + g for v, g in zip(velocity, grads)]
    return [p - lr * v for p, v in zip(params, velocity)], velocity


# %% wrong: the parameters alone | score: 0.75 | says: 2 results (params, velocity)
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    return [p - lr * v for p, v in zip(params, velocity)]


# %% wrong: the velocity comes first | score: 1.5 | says: with a velocity of zero
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    return velocity, [p - lr * v for p, v in zip(params, velocity)]


# %% wrong: climbs | score: 1 | says: down by lr times the new velocity
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    return [p + lr * v for p, v in zip(params, velocity)], velocity


# %% wrong: generators | score: 1.75 | says: a list or tuple of 1 item: `tuple(...)`
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    return (p - lr * v for p, v in zip(params, velocity)), velocity


# %% wrong: the first array only | score: 0.75 | says: p - lr v for each array
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    v = momentum * velocity[0] + grads[0]
    return [params[0] - lr * v, *params[1:]], [v, *velocity[1:]]


# %% wrong: the old velocity is returned | score: 0.75 | says: m v + g
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    new = [momentum * v + g for v, g in zip(velocity, grads)]
    return [p - lr * v for p, v in zip(params, new)], velocity


# %% wrong: integers stay integers | score: 1.75 | says: integers become float64
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    moved = [(p - lr * v).astype(p.dtype) for p, v in zip(params, velocity)]
    return moved, velocity


# %% wrong: the gradients are returned, too | score: 1.75 | says: 2 results (params, velocity).
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    return [p - lr * v for p, v in zip(params, velocity)], velocity, grads


# %% wrong: prints the result | score: 0 | says: is there a `return`
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    print([p - lr * v for p, v in zip(params, velocity)], velocity)


# %% wrong: lists of lists, no float32 | score: 1.75 | says: float32 in, float32 out
def momentum_step(params, grads, velocity, lr, momentum=0.9):
    velocity = [momentum * v + g for v, g in zip(velocity, grads)]
    params = [p - lr * v for p, v in zip(params, velocity)]
    return [p.tolist() for p in params], [v.tolist() for v in velocity]
