# SPDX-License-Identifier: MIT
"""Writes protocol0.pkl to protocol5.pkl, tuple.pkl and strange.pkl beside itself (Python 3.11, NumPy 2.4)."""
import collections
import pathlib
import pickle

import numpy as np

here = pathlib.Path(__file__).parent
features = np.arange(60, dtype="<f4").reshape(12, 5) / 8
cells = {
    "pca_50": features,
    "turned": np.asfortranarray(features.astype(">f8") * 2),
    "CellType1": np.array(["T", "B", "NK"] * 4, dtype=object),
    "CellType2": np.array(["naïve", "old"] * 6),
    "y": np.arange(12) % 4,
    "size": [i / 2 for i in range(12)],
    "barcodes": ["cell%d" % i for i in range(12)],
    "more": {"X": features[:, :2].astype("i2")},
    "count": 12,
    "huge": 1 << 100,
    "mean": np.float64(0.5),
    "nothing": None,
    "yes": True,
    "set": {1, 2},
    "ordered": collections.OrderedDict(a=1),
    "raw": b"\x00\xff",
}
for protocol in range(6):
    (here / f"protocol{protocol}.pkl").write_bytes(pickle.dumps(cells, protocol=protocol))
(here / "tuple.pkl").write_bytes(pickle.dumps((features, np.arange(12) % 3), protocol=4))
(here / "strange.pkl").write_bytes(pickle.dumps({"X": features, "when": __import__("datetime").date(2020, 1, 1)}, protocol=4))
