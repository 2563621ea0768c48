# ruff: noqa
# %% right: if-chain, forwards and backwards
def tape_gradients(tape, inputs):
    v = [float(x) for x in inputs]
    for step in tape:
        op, a = step[0], v[step[1]]
        if op == "add":
            v.append(a + v[step[2]])
        elif op == "sub":
            v.append(a - v[step[2]])
        elif op == "mul":
            v.append(a * v[step[2]])
        elif op == "div":
            v.append(a / v[step[2]])
        elif op == "exp":
            v.append(np.exp(a))
        elif op == "log":
            v.append(np.log(a))
        elif op == "tanh":
            v.append(np.tanh(a))
        else:
            v.append(max(a, 0.0))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in range(len(tape) - 1, -1, -1):
        op, i = tape[k][:2]
        up, out = g[len(inputs) + k], v[len(inputs) + k]
        if op in ("add", "sub"):
            g[i] += up
            g[tape[k][2]] += up if op == "add" else -up
        elif op == "mul":
            j = tape[k][2]
            g[i], g[j] = (
                (g[i] + 2 * up * v[i],) * 2
                if i == j
                else (g[i] + up * v[j], g[j] + up * v[i])
            )
        elif op == "div":
            j = tape[k][2]
            g[i] += up / v[j]
            g[j] -= up * v[i] / v[j] ** 2
        elif op == "exp":
            g[i] += up * out
        elif op == "log":
            g[i] += up / v[i]
        elif op == "tanh":
            g[i] += up * (1 - out**2)
        elif v[i] > 0:
            g[i] += up
    return g[: len(inputs)]


# %% right: closures that each push their gradient back
def tape_gradients(tape, inputs):
    values, pushes = list(map(float, inputs)), []
    grads = {}

    def give(i, amount):
        grads[i] = grads.get(i, 0.0) + amount

    for op, *args in tape:
        k, x = len(values), values[args[0]]
        i = args[0]
        if len(args) == 2:
            j, y = args[1], values[args[1]]
            value = {"add": x + y, "sub": x - y, "mul": x * y}.get(op)
            if op == "div":
                value = x / y
            di = {"add": 1, "sub": 1, "mul": y}.get(op) or (0 if op == "mul" else 1 / y)
            dj = {"add": 1, "sub": -1, "mul": x}[op] if op != "div" else -x / y**2
            pushes.append(
                lambda u, i=i, j=j, di=di, dj=dj: (give(i, u * di), give(j, u * dj))
            )
        else:
            value, slope = {
                "exp": lambda: (np.exp(x),) * 2,
                "log": lambda: (np.log(x), 1 / x),
                "tanh": lambda: (np.tanh(x), 1 / np.cosh(x) ** 2),
                "relu": lambda: (x, 1.0) if x > 0 else (0.0, 0.0),
            }[op]()
            pushes.append(lambda u, i=i, slope=slope: give(i, u * slope))
        values.append(value)
    grads[len(values) - 1] = 1.0
    for k in range(len(values) - 1, len(inputs) - 1, -1):
        if k in grads:
            pushes[k - len(inputs)](grads[k])
    return np.array([grads.get(i, 0.0) for i in range(len(inputs))])


# %% right: forward mode with one tangent vector for all inputs
def tape_gradients(tape, inputs):
    n = len(inputs)
    v = list(np.asarray(inputs, dtype=float))
    d = list(np.eye(n))
    for op, i, *rest in tape:
        j = rest[0] if rest else i
        x, y, dx, dy = v[i], v[j], d[i], d[j]
        value, tangent = {
            "add": lambda: (x + y, dx + dy),
            "sub": lambda: (x - y, dx - dy),
            "mul": lambda: (x * y, y * dx + x * dy),
            "div": lambda: (x / y, (dx - x / y * dy) / y),
            "exp": lambda: (np.exp(x), np.exp(x) * dx),
            "log": lambda: (np.log(x), dx / x),
            "tanh": lambda: (np.tanh(x), (1 - np.tanh(x) ** 2) * dx),
            "relu": lambda: (max(x, 0.0), (x > 0) * dx),
        }[op]()
        v.append(value)
        d.append(tangent)
    return np.array(d[-1])


# %% right: a table of partial derivatives
def tape_gradients(tape, inputs):
    ops = {
        "add": (lambda a, b: a + b, lambda a, b: (1, 1)),
        "sub": (lambda a, b: a - b, lambda a, b: (1, -1)),
        "mul": (lambda a, b: a * b, lambda a, b: (b, a)),
        "div": (lambda a, b: a / b, lambda a, b: (1 / b, -a / b / b)),
        "exp": (np.exp, lambda a: (np.exp(a),)),
        "log": (np.log, lambda a: (1 / a,)),
        "tanh": (np.tanh, lambda a: (1 - np.tanh(a) ** 2,)),
        "relu": (lambda a: a * (a > 0), lambda a: (1.0 * (a > 0),)),
    }
    values = list(inputs)
    for op, *args in tape:
        values.append(ops[op][0](*[values[i] for i in args]))
    grads = [0] * (len(values) - 1) + [1]
    while len(grads) > len(inputs):
        op, *args = tape[len(grads) - len(inputs) - 1]
        seed = grads.pop()
        for i, slope in zip(args, ops[op][1](*[values[i] for i in args])):
            grads[i] += seed * slope
    return np.array(grads, dtype=float)


# %% right: gradients start as whole numbers, a list comes back
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = [0] * len(v)
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    return g[:n]


# %% right: fractions inside, floats come back
def tape_gradients(tape, inputs):
    import math
    from fractions import Fraction

    v = [Fraction(float(x)) for x in inputs]
    slopes = []
    for op, i, *rest in tape:
        a, b = v[i], v[rest[0]] if rest else None
        if op == "add":
            out, s = a + b, (1, 1)
        elif op == "sub":
            out, s = a - b, (1, -1)
        elif op == "mul":
            out, s = a * b, (b, a)
        elif op == "div":
            out, s = a / b, (1 / b, -a / b**2)
        elif op == "exp":
            out = Fraction(math.exp(a))
            s = (out,)
        elif op == "log":
            out, s = Fraction(math.log(a)), (1 / a,)
        elif op == "tanh":
            out = Fraction(math.tanh(a))
            s = (1 - out * out,)
        else:
            out, s = (a, (1,)) if a > 0 else (Fraction(0), (0,))
        v.append(Fraction(float(out)))
        slopes.append([Fraction(float(one)) for one in s])
    g = [Fraction(0)] * len(v)
    g[-1] = Fraction(1)
    for k in range(len(tape), 0, -1):
        up = g.pop()
        for i, s in zip(tape[k - 1][1:], slopes[k - 1]):
            g[i] = Fraction(float(g[i] + up * s))
    return tuple(float(one) for one in g)


# %% right: an object for each number, and an order of its own
class _Number:
    def __init__(self, value, parents=(), slopes=()):
        self.value, self.grad = value, 0.0
        self.parents, self.slopes = parents, slopes

    def push(self):
        for parent, slope in zip(self.parents, self.slopes):
            parent.grad += self.grad * slope


def tape_gradients(tape, inputs):
    nodes = [_Number(np.longdouble(x)) for x in inputs]
    for op, *places in tape:
        args = tuple(nodes[i] for i in places)
        a, b = args[0].value, args[-1].value
        value, slopes = {
            "add": lambda: (a + b, (1, 1)),
            "sub": lambda: (a - b, (1, -1)),
            "mul": lambda: (a * b, (b, a)),
            "div": lambda: (a / b, (1 / b, -a / b / b)),
            "exp": lambda: (np.exp(a), (np.exp(a),)),
            "log": lambda: (np.log(a), (1 / a,)),
            "tanh": lambda: (np.tanh(a), (1 / np.cosh(a) ** 2,)),
            "relu": lambda: (np.where(a > 0, a, 0 * a)[()], (1 if a > 0 else 0,)),
        }[op]()
        nodes.append(_Number(value, args, slopes))
    nodes[-1].grad = 1.0
    for node in nodes[::-1]:
        node.push()
    return [node.grad for node in nodes[: len(inputs)]]


# %% wrong: overwrites instead of adding | score: 2.25 | says: add to the gradient with +=
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    v = list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        at = len(inputs) + k
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            g[i] = g[at] * s
    return g[: len(inputs)]


# %% wrong: minus forgotten for sub | score: 3 | says: the slopes of a - b are 1 and -1; look at your slopes of sub
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, 1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    v = list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        at = len(inputs) + k
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            g[i] += g[at] * s
    return g[: len(inputs)]


# %% wrong: derivative of a / b without the square | score: 2.75 | says: -a / b²; look at your slopes of div
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -a / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    v = list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        at = len(inputs) + k
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            g[i] += g[at] * s
    return g[: len(inputs)]


# %% wrong: tanh's derivative at its value instead of its argument | score: 3 | says: of tanh 1 - tanh²; look at your slope of tanh
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - np.tanh(v) ** 2,),
        "relu": lambda v, a: (float(a > 0),),
    }
    v = list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        at = len(inputs) + k
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            g[i] += g[at] * s
    return g[: len(inputs)]


# %% wrong: recursion over all paths | score: 3.75 | says: recursion ends at a depth of about 1000
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(n)

    def back(at, seed):
        if at < n:
            g[at] += seed
            return
        op, *args = tape[at - n]
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            back(i, seed * s)

    back(len(v) - 1, 1.0)
    return g


# %% wrong: the sum of all results is differentiated | score: 1 | says: give the last value gradient 1
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.ones(len(v))
    g[:n] = 0
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    return g[:n]


# %% wrong: walks the tape forwards | score: 1.5 | says: walk the tape backwards
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k, (op, *args) in enumerate(tape):
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    return g[:n]


# %% wrong: instructions numbered without the inputs | score: 1.5 | says: instruction k makes value n + k
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        at = len(v) - 1 if k == len(tape) - 1 else k + 1
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            g[i] += g[at] * s
    return g[:n]


# %% wrong: only two-argument operations | score: 1.75 | says: exp, log, tanh and relu; not enough values to unpack
def tape_gradients(tape, inputs):
    d = {
        "add": lambda a, b: (a + b, 1, 1),
        "sub": lambda a, b: (a - b, 1, -1),
        "mul": lambda a, b: (a * b, b, a),
        "div": lambda a, b: (a / b, 1 / b, -a / b**2),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, i, j in tape:
        v.append(d[op](v[i], v[j])[0])
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, i, j = tape[k]
        _, di, dj = d[op](v[i], v[j])
        g[i] += g[n + k] * di
        g[j] += g[n + k] * dj
    return g[:n]


# %% wrong: gradients of all values | score: 3.5 | says: expected shape (3,)
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    return g


# %% wrong: ReLU's derivative is 1 at 0 | score: 3.75 | says: the slope of relu at 0 is 0; not with >= 0
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a >= 0),),
    }
    v = list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        at = len(inputs) + k
        for i, s in zip(args, d[op](v[at], *[v[i] for i in args])):
            g[i] += g[at] * s
    return g[: len(inputs)]


# %% wrong: both arguments set at once | score: 3.25 | says: one after the other
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = [0.0] * len(v)
    g[-1] = 1.0
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        s = d[op](v[n + k], *[v[i] for i in args])
        if len(args) == 2:
            i, j = args
            g[i], g[j] = g[i] + g[n + k] * s[0], g[j] + g[n + k] * s[1]
        else:
            g[args[0]] += g[n + k] * s[0]
    return g[:n]


# %% wrong: buffers of whole numbers | score: 3.75 | says: cuts off fractions
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n = len(inputs)
    v = np.zeros(n + len(tape), dtype=inputs.dtype)
    v[:n] = inputs
    for k, (op, *args) in enumerate(tape):
        v[n + k] = f[op](*[v[i] for i in args])
    g = np.zeros(n + len(tape))
    g[-1] = 1
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    return g[:n]


# %% wrong: difference quotients | score: 1.25 | says: look at your slope
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }

    def last(point):
        v = list(map(float, point))
        for op, *args in tape:
            v.append(f[op](*[v[i] for i in args]))
        return v[-1]

    h = 1e-6
    eye = np.eye(len(inputs)) * h
    with np.errstate(all="ignore"):
        return [(last(inputs + e) - last(inputs - e)) / (2 * h) for e in eye]


# %% wrong: the value instead of the gradient | score: 0 | says: expected
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    return v[-1]


# %% wrong: a value too many | score: 3.5 | says: expected
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = [0.0] * len(v)
    g[-1] = 1.0
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    return v[-1], np.array(g[:n])


# %% wrong: prints instead of returning | score: 0 | says: returned None
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = [0.0] * len(v)
    g[-1] = 1.0
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    print(g[:n])


# %% wrong: inputs that are not used are left out | score: 3.75 | says: expected shape (2,)
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = {len(v) - 1: 1.0}
    for k in reversed(range(len(tape))):
        if n + k not in g:
            continue
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] = g.get(i, 0.0) + g[n + k] * s
    return [g[i] for i in sorted(g) if i < n]


# %% wrong: yields the gradients | score: 3.5 | says: an iterator over
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = [0.0] * len(v)
    g[-1] = 1.0
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    for i in range(n):
        yield g[i]


# %% wrong: the visible examples, written down | score: 1 | says: look at your slopes of add
def tape_gradients(tape, inputs):
    return [3.0, 2.0, 1.0] if len(inputs) == 3 else [4.0, 2.0]


# %% wrong: writes into the inputs | score: 3.75 | says: changed its second argument
def tape_gradients(tape, inputs):
    f = {
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "exp": np.exp,
        "log": np.log,
        "tanh": np.tanh,
        "relu": lambda a: max(a, 0.0),
    }
    d = {
        "add": lambda v, a, b: (1, 1),
        "sub": lambda v, a, b: (1, -1),
        "mul": lambda v, a, b: (b, a),
        "div": lambda v, a, b: (1 / b, -v / b),
        "exp": lambda v, a: (v,),
        "log": lambda v, a: (1 / a,),
        "tanh": lambda v, a: (1 - v * v,),
        "relu": lambda v, a: (float(a > 0),),
    }
    n, v = len(inputs), list(map(float, inputs))
    for op, *args in tape:
        v.append(f[op](*[v[i] for i in args]))
    g = np.zeros(len(v))
    g[-1] = 1.0
    for k in reversed(range(len(tape))):
        op, *args = tape[k]
        for i, s in zip(args, d[op](v[n + k], *[v[i] for i in args])):
            g[i] += g[n + k] * s
    inputs[:] = 0
    return g[:n]


# %% wrong: a dict by number | score: 3.5 | says: expected
def _run(
    tape,
    inputs,
    tanh=lambda v, a: 1 - v * v,
    relu=lambda v, a: float(a > 0),
    log=lambda v, a: 1 / a,
    exp=lambda v, a: v,
    seed=1.0,
    fl=float,
):
    v = [fl(x) for x in inputs]
    n = len(v)
    f = dict(
        add=lambda a, b: a + b,
        sub=lambda a, b: a - b,
        mul=lambda a, b: a * b,
        div=lambda a, b: a / b,
        exp=np.exp,
        log=np.log,
        tanh=np.tanh,
        relu=lambda a: max(a, 0),
    )
    for op, *p in tape:
        v.append(f[op](*[v[i] for i in p]))
    d = dict(
        add=lambda v, a, b: (1, 1),
        sub=lambda v, a, b: (1, -1),
        mul=lambda v, a, b: (b, a),
        div=lambda v, a, b: (1 / b, -a / b**2),
    )
    one = dict(tanh=tanh, relu=relu, log=log, exp=exp)
    g = [0.0] * len(v)
    g[-1] = seed
    for k in range(len(tape) - 1, -1, -1):
        op, *p = tape[k]
        a = [v[i] for i in p]
        s = d[op](v[n + k], *a) if op in d else (one[op](v[n + k], *a),)
        for i, q in zip(p, s):
            g[i] += q * g[n + k]
    return g, v


def tape_gradients(tape, inputs):
    g, v = _run(tape, inputs)
    return dict(enumerate(g[: len(inputs)]))
