# ruff: noqa
# %% right: as GradScaler writes it, with its factors
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    growth_factor, backoff_factor = 2.0, 0.5
    if bool(overflow):
        scale = scale * backoff_factor
        good_steps = 0
    else:
        good_steps += 1
        if good_steps >= growth_interval:
            scale = scale * growth_factor
            good_steps = 0
    return scale, good_steps


# %% right: one expression each, NumPy numbers, a list
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    good = np.where(overflow, 0, good_steps + 1)
    grows = good == growth_interval
    factor = np.where(overflow, 0.5, np.where(grows, 2.0, 1.0))
    return [np.float32(scale * factor), np.where(grows, 0, good)]


# %% right: with limits, and the remainder
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return max(scale * 0.5, 1.0), 0
    good = (good_steps + 1) % growth_interval
    return (min(2 * scale, 2.0**24) if good == 0 else scale), good


# %% right: powers of two by ldexp
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    import math

    if overflow:
        return math.ldexp(scale, -1), 0.0
    last = good_steps == growth_interval - 1
    return math.ldexp(scale, int(last)), (0.0 if last else good_steps + 1.0)


# %% wrong: doubles one step late | score: 2.25 | says: this one makes 2,000
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    if good_steps == growth_interval:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: the count goes on after a doubling | score: 2.5 | says: and the count starts again
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    good_steps += 1
    if good_steps % growth_interval == 0:
        scale *= 2
    return scale, good_steps


# %% wrong: an overflow leaves the count | score: 2 | says: counted in a row
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, good_steps
    if good_steps + 1 == growth_interval:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: always 2000 | score: 2 | says: compare with growth_interval, not with 2000
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    if good_steps + 1 == 2000:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: turned round | score: 1.25 | says: half the scale
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale * 2, 0
    if good_steps + 1 == growth_interval:
        return scale / 2, 0
    return scale, good_steps + 1


# %% wrong: integers | score: 2.75 | says: nor an integer
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale // 2, 0
    if good_steps + 1 == growth_interval:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: the count first | score: 2.5 | says: expected
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return 0, scale / 2
    if good_steps + 1 == growth_interval:
        return 0, scale * 2
    return good_steps + 1, scale


# %% wrong: the scale alone | score: 0.75 | says: 2 results (scale, good_steps)
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2
    return scale * 2 if good_steps + 1 == growth_interval else scale


# %% wrong: by a tenth, as if it were a learning rate | score: 1.25 | says: half the scale
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale * 0.1, 0
    if good_steps + 1 == growth_interval:
        return scale * 10, 0
    return scale, good_steps + 1


# %% wrong: never doubles | score: 1.75 | says: twice the scale
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    return scale, good_steps + 1


# %% wrong: is True | score: 2.75 | says: np.True_, which is true
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow is True:
        return scale / 2, 0
    if good_steps + 1 == growth_interval:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: doubles before it looks at the overflow | score: 2.75 | says: an overflow in the place of a doubling
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if good_steps + 1 == growth_interval:
        return scale * 2, 0
    if overflow:
        return scale / 2, 0
    return scale, good_steps + 1


# %% wrong: counts in a global | score: 1.25 | says: the number of good steps
count = 0


def next_scale(scale, good_steps, overflow, growth_interval=2000):
    global count
    count = 0 if overflow else count + 1
    if overflow:
        return scale / 2, count
    if count == growth_interval:
        count = 0
        return scale * 2, count
    return scale, count


# %% wrong: doubles each good step | score: 1.25 | says: only the last of growth_interval
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    return scale * 2, good_steps + 1


# %% right: array of two
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return np.array([scale / 2, 0])
    if good_steps + 1 == growth_interval:
        return np.array([scale * 2, 0])
    return np.array([scale, good_steps + 1])


# %% right: three cases
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    if good_steps + 1 == growth_interval:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: one step early | score: 2 | says: expected
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return scale / 2, 0
    if good_steps + 2 >= growth_interval:
        return scale * 2, 0
    return scale, good_steps + 1


# %% wrong: dict | score: 2.5 | says: 2 results
def next_scale(scale, good_steps, overflow, growth_interval=2000):
    if overflow:
        return {"scale": scale / 2, "good_steps": 0}
    if good_steps + 1 == growth_interval:
        return {"scale": scale * 2, "good_steps": 0}
    return {"scale": scale, "good_steps": good_steps + 1}
