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


# %% wrong: hooks stay | score: 1 | says: no hook is left; call remove() on each
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


# %% wrong: every module | score: 0.5 | says: register a hook on each nn.relu
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


# %% wrong: the input instead of the output | score: 0.5 | says: the output of 1
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


# %% wrong: every leaf | score: 0.5 | says: the sorted names
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


# %% wrong: only the last hook is removed | score: 1.5 | says: the number of hooks left
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
