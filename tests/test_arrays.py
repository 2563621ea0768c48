"""What every numerical module does with its input first."""

import numpy as np
import pytest

from neuronbook.arrays import as_float


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_keep_their_dtype_and_their_memory(dtype):
    x = np.array([[1, 2.5]], dtype)
    assert as_float(x) is x


@pytest.mark.parametrize("values", [3, True, [1, 2], np.array([[1]], np.uint8)])
def test_integers_and_booleans_become_float64(values):
    result = as_float(values)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, np.asarray(values))


@pytest.mark.parametrize(
    "bad", ["abc", ["a"], None, [1j], np.longdouble(1), [np.datetime64("2020")]]
)
def test_anything_else_is_refused_by_the_name_of_its_dtype(bad):
    dtype = np.asarray(bad).dtype
    message = f"expected real numbers of 16, 32 or 64 bits.*{dtype}"
    with pytest.raises(ValueError, match=message.replace("[", r"\[")):
        as_float(bad)
