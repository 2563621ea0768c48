# ruff: noqa
# %% right: read and tried
def find_bugs():
    return {3: "first", 5: "sure", 6: "mixed"}


# %% right: pairs in another order
def find_bugs():
    return [(6, "mixed"), (3, "first"), (5, "sure")]


# %% right: from the input to the line, in a dict that is filled
def find_bugs():
    found = {}
    found["sure"] = 5
    found["first"] = 3
    found["mixed"] = 6
    print(found)
    return found


# %% right: numbers and names as text
def find_bugs():
    return {"line 3": "First", "Line 5": " sure", "6": "MIXED"}


# %% right: an array of pairs, from a class
class Reader:
    def __call__(self):
        return np.array([[3, "first"], [5, "sure"], [6, "mixed"]])


find_bugs = Reader()


# %% wrong: where the trouble surfaces | score: 1.25 | says: line 5
def find_bugs():
    return {3: "first", 8: "sure", 6: "mixed"}


# %% wrong: the absolute sum is blamed | score: 1.25 | says: line 6
def find_bugs():
    return {3: "first", 5: "sure", 9: "mixed"}


# %% wrong: two inputs exchanged | score: 1.5 | says: that the loop never visits
def find_bugs():
    return {3: "first", 5: "mixed", 6: "sure"}


# %% wrong: lines without inputs | score: 1 | says: an input
def find_bugs():
    return [3, 5, 6]


# %% wrong: every line | score: 0 | says: three lines
def find_bugs():
    return {line: "mixed" for line in range(2, 11)}


# %% wrong: one line only | score: 0.75 | says: three lines
def find_bugs():
    return {5: "sure"}


# %% wrong: two of three | score: 1.25 | says: three lines
def find_bugs():
    return {3: "first", 5: "sure"}


# %% wrong: correct is blamed | score: 1.25 | says: line 3
def find_bugs():
    return {4: "first", 5: "sure", 6: "mixed"}


# %% wrong: inputs in own words | score: 1 | says: one of
def find_bugs():
    return {3: "class 0 wins", 5: "p = 1", 6: "right and wrong ones"}


# %% wrong: one line too low | score: 0.25 | says: line 6
def find_bugs():
    return {4: "first", 7: "mixed", 8: "sure"}


# %% wrong: printed, not returned | score: 0 | says: is there a `return`
def find_bugs():
    print({3: "first", 5: "sure", 6: "mixed"})


# %% wrong: one input for all lines | score: 1 | says: each of them once; for no other
def find_bugs():
    return {3: "mixed", 5: "mixed", 6: "mixed"}


# %% wrong: the lines that could be, too | score: 0 | says: three lines; only wrong lines
def find_bugs():
    return {3: "first", 4: "first", 5: "sure", 6: "mixed", 8: "sure", 9: "mixed"}


# %% wrong: one line too many | score: 1.5 | says: three lines
def find_bugs():
    return [(3, "first"), (5, "sure"), (6, "mixed"), (9, "mixed")]


# %% wrong: three inputs exchanged | score: 1.25 | says: that the loop never visits
def find_bugs():
    return {3: "mixed", 5: "first", 6: "sure"}
