# ruff: noqa
# %% right: pairs in another order
def find_bugs():
    return [(10, "constant"), (5, "many"), (8, "large")]


# %% right: from the input to the line, in a dict that is filled
def find_bugs():
    found = {}
    for name, line in zip(("constant", "large", "many"), (10, 8, 5)):
        found[name] = line
    return found


# %% right: numbers and names as text
def find_bugs():
    return {"line 5": "Many", "Line 8": " large", "10": "CONSTANT"}


# %% right: read and tried
def find_bugs():
    return {5: "many", 8: "large", 10: "constant"}


# %% wrong: where the trouble surfaces | score: 1.25 | says: line 10
def find_bugs():
    return {5: "many", 8: "large", 11: "constant"}


# %% wrong: the mean is blamed | score: 1.25 | says: line 5
def find_bugs():
    return {6: "many", 8: "large", 10: "constant"}


# %% wrong: two inputs exchanged | score: 1.5 | says: a constant has that
def find_bugs():
    return {5: "many", 8: "constant", 10: "large"}


# %% wrong: lines without inputs | score: 1 | says: an input
def find_bugs():
    return [5, 8, 10]


# %% wrong: every line | score: 0 | says: three lines
def find_bugs():
    return {line: "many" for line in range(2, 12)}


# %% wrong: one line only | score: 0.75 | says: three lines
def find_bugs():
    return {10: "constant"}


# %% wrong: the deviations, and their mean | score: 0.75 | says: line 8; line 5
def find_bugs():
    return {7: "many", 9: "large", 10: "constant"}


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def find_bugs():
    print({5: "many", 8: "large", 10: "constant"})


# %% wrong: inputs in own words | score: 1 | says: one of
def find_bugs():
    return {5: "5000 numbers", 8: "400", 10: "2, 2, 2, 2"}
