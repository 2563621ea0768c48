# ruff: noqa
# %% right: read and tried
def find_bugs():
    return {3: "alarm", 7: "missed", 9: "share"}


# %% right: pairs in another order
def find_bugs():
    return [(9, "share"), (3, "alarm"), (7, "missed")]


# %% right: from the symptom to the line
def find_bugs():
    return {"missed": 7, "share": 9, "alarm": 3}


# %% right: lines in words, tried in the cell
plt.plot([3, 7, 9])
plt.close()
print("three lines")


def find_bugs():
    return {"line 3": "Alarm", "line 7": "MISSED", "Line 9": " share"}


# %% right: an array of pairs
find_bugs = lambda: np.array([[3, "alarm"], [7, "missed"], [9, "share"]])


# %% wrong: where the second one surfaces | score: 1.25 | says: line 7
def find_bugs():
    return {3: "alarm", 8: "missed", 9: "share"}


# %% wrong: the strength is blamed | score: 1.25 | says: example 101
def find_bugs():
    return {6: "alarm", 7: "missed", 9: "share"}


# %% wrong: every line | score: 0.25 | says: three lines
def find_bugs():
    return {line: "share" for line in range(3, 11)}


# %% wrong: two symptoms exchanged | score: 1.5 | says: fewer examples
def find_bugs():
    return {3: "missed", 7: "alarm", 9: "share"}


# %% wrong: lines without symptoms | score: 1 | says: a symptom
def find_bugs():
    return [3, 7, 9]


# %% wrong: only what warns | score: 0.75 | says: three lines
def find_bugs():
    return {7: "missed"}


# %% wrong: symptoms in own words | score: 1 | says: one of alarm
def find_bugs():
    return {3: "cuts rows", 7: "0 / 0", 9: "wrong length"}


# %% wrong: printed | score: 0 | says: is there a `return`
def find_bugs():
    print({3: "alarm", 7: "missed", 9: "share"})


# %% wrong: counted from 0 | score: 0.25 | says: line 3
def find_bugs():
    return {2: "alarm", 6: "missed", 8: "share"}


# %% wrong: a mended function | score: 0 | says: a dict from line number
def find_bugs():
    return "line 3, line 7 and line 9"


# %% right: lines as L3, or as numbers with a point
def find_bugs():
    return {"L3": "alarm", 7.0: "missed", "line 9:": "share"}
