# ruff: noqa
# %% right: partial instead of a default argument
def record_relus(model, X):
    from functools import partial

    outputs = {}

    def keep(name, module, inputs, output):
        outputs[name] = output.detach().clone().numpy()

    handles = [
        module.register_forward_hook(partial(keep, name))
        for name, module in model.named_modules()
        if isinstance(module, nn.ReLU)
    ]
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% right: a factory and no_grad
def record_relus(model, X):
    outputs, handles = {}, []

    def hook_for(name):
        def hook(module, args, output):
            outputs[name] = output.cpu().numpy()

        return hook

    for name, module in model.named_modules():
        if type(module) is nn.ReLU:
            handles.append(module.register_forward_hook(hook_for(name)))
    with torch.no_grad():
        model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% right: one hook that looks the name up
def record_relus(model, X):
    names = {m: n for n, m in model.named_modules() if isinstance(m, nn.ReLU)}
    outputs = {}

    def hook(module, inputs, output):
        outputs[names[module]] = np.array(output.tolist())

    handles = [module.register_forward_hook(hook) for module in names]
    try:
        model(X)
    finally:
        [handle.remove() for handle in handles]
    return outputs


# %% right: hooks on the inputs of the ReLUs
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):

            def before(module, inputs, name=name):
                outputs[name] = inputs[0].detach().clamp(min=0).numpy()

            handles.append(module.register_forward_pre_hook(before))
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: hooks stay | score: 2.5 | says: no hook is left; call remove() on each
def record_relus(model, X):
    outputs = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(
                lambda m, i, o, name=name: outputs.__setitem__(name, o.detach().numpy())
            )
    model(X)
    return outputs


# %% wrong: the loop's last name | score: 1.5 | says: bind it as a default argument
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            last = name

            def hook(m, i, o):
                outputs[last] = o.detach().numpy()

            handles.append(module.register_forward_hook(hook))
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: only the children | score: 2.25 | says: named_children() does not
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_children():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: outputs.update(
                        {name: o.detach().numpy()}
                    )
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: every module | score: 2.25 | says: register a hook on each nn.relu
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        handles.append(
            module.register_forward_hook(
                lambda m, i, o, name=name: outputs.update({name: o.detach().numpy()})
            )
        )
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: the input instead of the output | score: 1 | says: the output of 1
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: outputs.update(
                        {name: i[0].detach().numpy()}
                    )
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: every leaf | score: 2.25 | says: the sorted names
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if not list(module.children()):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: outputs.update(
                        {name: o.detach().numpy()}
                    )
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: the model never runs | score: 0.5 | says: expected ['1']
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: outputs.update(
                        {name: o.detach().numpy()}
                    )
                )
            )
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: only the last hook is removed | score: 2.75 | says: the number of hooks left
def record_relus(model, X):
    outputs = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handle = module.register_forward_hook(
                lambda m, i, o, name=name: outputs.update({name: o.detach().numpy()})
            )
    model(X)
    handle.remove()
    return outputs


# %% wrong: a tensor that needs a gradient | score: 0 | says: detach
def record_relus(model, X):
    outputs, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: outputs.update({name: o.numpy()})
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return outputs


# %% wrong: nothing is returned | score: 0 | says: is there a `return`
def record_relus(model, X):
    found, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):

            def keep(module, inputs, output, name=name):
                found[name] = output.detach().numpy()

            handles.append(module.register_forward_hook(keep))
    model(X)
    for handle in handles:
        handle.remove()


# %% right: a callable class as the hook, under inference mode
class Keep:
    def __init__(self, store, name):
        self.store, self.name = store, name

    def __call__(self, module, inputs, output):
        self.store[self.name] = output.detach().cpu().numpy().copy()


def record_relus(model, X):
    store = {}
    handles = [
        m.register_forward_hook(Keep(store, n))
        for n, m in model.named_modules()
        if isinstance(m, nn.ReLU)
    ]
    with torch.inference_mode():
        print(model(X).shape)
    for h in handles:
        h.remove()
    return store


# %% right: tensors in the dict
def record_relus(model, X):
    found, handles = {}, []

    def attach(name, module):
        def hook(module, inputs, output):
            found[name] = output.detach()

        handles.append(module.register_forward_hook(hook))

    for name, module in model.named_modules():
        if module.__class__.__name__ == "ReLU":
            attach(name, module)
    model(X)
    while handles:
        handles.pop().remove()
    return found


# %% right: an exit stack of handles
from contextlib import ExitStack


def record_relus(model, X):
    found = {}
    with ExitStack() as stack:
        for name, module in model.named_modules():
            if isinstance(module, nn.ReLU):
                stack.enter_context(
                    module.register_forward_hook(
                        lambda m, i, o, name=name: found.update(
                            {name: o.detach().numpy()}
                        )
                    )
                )
        model(X)
    return found


# %% wrong: the modules are run one after another | score: 2.25 | says: do not run the modules
def record_relus(model, X):
    found, A = {}, X
    for name, module in model.named_modules():
        if not list(module.children()):
            A = module(A)
            if isinstance(module, nn.ReLU):
                found[name] = A.detach().numpy()
    return found


# %% wrong: the model runs once for each ReLU | score: 2.75 | says: a single time
def record_relus(model, X):
    found = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handle = module.register_forward_hook(
                lambda m, i, o: found.update({name: o.detach().numpy()})
            )
            model(X)
            handle.remove()
    return found


# %% wrong: a list of outputs | score: 0.75 | says: the sorted names
def record_relus(model, X):
    found, handles = [], []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o: found.append(o.detach().numpy())
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return found


# %% wrong: the model's output is returned, too | score: 2.5 | says: one hidden layer
def record_relus(model, X):
    found, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: found.update({name: o.detach().numpy()})
                )
            )
    out = model(X)
    for handle in handles:
        handle.remove()
    return found, out


# %% wrong: the first example only | score: 1 | says: shape
def record_relus(model, X):
    found, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, nn.ReLU):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: found.update(
                        {name: o[0].detach().numpy()}
                    )
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return found


# %% wrong: numbers instead of names | score: 0.75 | says: the sorted names
def record_relus(model, X):
    found, handles = {}, []
    relus = [m for m in model.modules() if isinstance(m, nn.ReLU)]
    for k, module in enumerate(relus):
        handles.append(
            module.register_forward_hook(
                lambda m, i, o, k=k: found.update({k: o.detach().numpy()})
            )
        )
    model(X)
    for handle in handles:
        handle.remove()
    return found


# %% wrong: leaky and tanh count, too | score: 2.75 | says: neither linear layers nor tanh
def record_relus(model, X):
    found, handles = {}, []
    for name, module in model.named_modules():
        if isinstance(module, (nn.ReLU, nn.LeakyReLU, nn.Tanh)):
            handles.append(
                module.register_forward_hook(
                    lambda m, i, o, name=name: found.update({name: o.detach().numpy()})
                )
            )
    model(X)
    for handle in handles:
        handle.remove()
    return found


# %% wrong: printed | score: 0 | says: is there a `return`
def record_relus(model, X):
    with torch.no_grad():
        print(model(X))
