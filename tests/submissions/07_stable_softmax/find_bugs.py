# ruff: noqa
# %% right: read and tried
def find_bugs():
    return {3: "nan", 7: "inf", 8: "silent"}


# %% right: pairs in another order
def find_bugs():
    return [(8, "silent"), (3, "nan"), (7, "inf")]


# %% right: names as in the table, numbers as text
def find_bugs():
    found = {}
    found["7"] = "INF"
    found["8"] = " silent"
    found["3"] = "NaN"
    return found


# %% wrong: where the first one surfaces | score: 1.25 | says: line 3
def find_bugs():
    return {6: "nan", 7: "inf", 8: "silent"}


# %% wrong: every line | score: 0.5 | says: three lines
def find_bugs():
    return {line: "nan" for line in range(3, 10)}


# %% wrong: the first two symptoms exchanged | score: 1.5 | says: log(0)
def find_bugs():
    return {3: "inf", 7: "nan", 8: "silent"}


# %% wrong: lines without symptoms | score: 1 | says: a symptom
def find_bugs():
    return [3, 7, 8]


# %% wrong: the mean is blamed | score: 1.25 | says: line 8
def find_bugs():
    return {3: "nan", 7: "inf", 9: "silent"}


# %% wrong: only what stops with a warning | score: 1.25 | says: three lines
def find_bugs():
    return {3: "nan", 7: "inf"}


# %% wrong: symptoms in own words | score: 1 | says: one of
def find_bugs():
    return {3: "0 / 0", 7: "log of zero", 8: "mixes the examples"}


# %% wrong: printed | score: 0 | says: is there a `return`
def find_bugs():
    print({3: "nan", 7: "inf", 8: "silent"})


# %% wrong: one line only | score: 0.75 | says: three lines
def find_bugs():
    return {7: "inf"}


# %% right: an array of pairs
def find_bugs():
    return np.array([[3, "nan"], [7, "inf"], [8, "silent"]])


# %% right: from the symptom to the line
def find_bugs():
    return {"nan": 3, "inf": 7, "silent": 8}


# %% right: lines in words, symptoms as numbers
def find_bugs():
    return {"line 3": np.nan, "line 7": np.inf, "Line 8": "silent"}


# %% wrong: from the symptom to the line, one line too early | score: 1.25 | says: line 3
def find_bugs():
    return {"nan": 4, "inf": 7, "silent": 8}
