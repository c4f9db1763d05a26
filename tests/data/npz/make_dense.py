# SPDX-License-Identifier: MIT
"""Writes columns.npz, columns_packed.npz and parts.npz beside itself (NumPy 2.4)."""
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
arrays = {
    "small": np.zeros((2, 2)),
    "X": np.asfortranarray(np.arange(18).reshape(6, 3).astype(">i2")),
    "labels": np.array(["a", "b", "a", "b", "ß", "ß"]),
    "names": np.array([b"p1", b"p2", b"p3", b"p4", b"p5", b"p6"]),
    "y": np.array([0, 1, 0, 1, 0, 1], dtype="u1"),
    "size": np.arange(6) / 4,
    "other": np.arange(5),
    "records": np.zeros(6, dtype=[("a", "f4"), ("b]", "i2")]),
    "complex": np.zeros((6, 9), dtype="c8"),
}
np.savez(here / "columns.npz", **arrays)
np.savez_compressed(here / "columns_packed.npz", **arrays)
# CSR in parts, as graph data sets come
np.savez(here / "parts.npz", attr_data=np.array([1, 2, 3], "f4"), attr_indices=np.array([1, 0, 2]),
         attr_indptr=np.array([0, 1, 1, 3]), attr_shape=np.array([3, 4]), labels=np.array([0, 1, 0]))
