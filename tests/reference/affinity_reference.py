# SPDX-License-Identifier: MIT
"""Writes what the tests of affinities other than one perplexity are held against: openTSNE 1.0.4's P of 60 cells
by exact neighbours, and sparse matrices as SciPy saves them.

Usage: python affinity_reference.py, after make_reference.py. All .joint files are upper triangles: (row uint32,
column uint32, p float32), little-endian. Needs openTSNE 1.0.4, SciPy and numpy.
"""
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from openTSNE.affinity import FixedSigmaNN, Multiscale, MultiscaleMixture, Uniform

POINTS = 60
PERPLEXITIES = [4, 10]
NEIGHBORS = 3 * max(PERPLEXITIES)
SIGMA = 60.0
HERE = Path(__file__).parent
NPZ = HERE.parent / "data" / "npz"


class ExactIndex:
    """What openTSNE asks of an index, with neighbours that are exact and distances as Shoal keeps them."""

    def __init__(self, points, k):
        distances = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
        np.fill_diagonal(distances, np.inf)
        self.neighbors = np.argsort(distances, axis=1, kind="stable")[:, :k]
        nearest = np.take_along_axis(distances, self.neighbors, axis=1)
        self.distances = nearest.astype(np.float32).astype(np.float64)
        self.k = k
        self.n_samples = len(points)

    def build(self):
        return self.neighbors, self.distances


def save(name, joint):
    joint = sp.triu(joint).tocoo()
    kept = joint.data > 0
    entries = np.empty(kept.sum(), dtype=[("row", "<u4"), ("column", "<u4"), ("weight", "<f4")])
    entries["row"], entries["column"], entries["weight"] = joint.row[kept], joint.col[kept], joint.data[kept]
    entries.tofile(HERE / f"pbmc3k_{POINTS}_{name}.joint")


def main():
    points = np.fromfile(HERE / "pbmc3k_200x50.f32", dtype="<f4").reshape(-1, 50)[:POINTS].astype(np.float64)
    index = ExactIndex(points, NEIGHBORS)
    # openTSNE keeps the bisection's brackets from one perplexity to the next and then misses precisions below 1, and
    # adds 2e-16 to sums that are small where a point's neighbours are all far. P does not depend on the unit of
    # length: in a short one neither shows.
    short = ExactIndex(points, NEIGHBORS)
    short.distances *= 1e-13
    save("multiscale", Multiscale(perplexities=PERPLEXITIES, knn_index=short).P)
    save("mixture", MultiscaleMixture(perplexities=PERPLEXITIES, knn_index=short).P)
    save("sigma", FixedSigmaNN(sigma=SIGMA, k=NEIGHBORS, knn_index=index).P)
    save("uniform_max", Uniform(symmetrize="max", knn_index=ExactIndex(points, 15)).P)
    save("uniform_mean", Uniform(symmetrize="mean", knn_index=ExactIndex(points, 15)).P)

    NPZ.mkdir(exist_ok=True)
    matrix = sp.csr_matrix(np.array([[0, 0.5, 0, 2], [0.5, 0, 0, 0], [0, 3, 0, 0.25], [0, 0, 0, 0]]))
    for layout in ["csr", "csc", "coo"]:
        for compressed in [False, True]:
            name = f"{layout}_{'packed' if compressed else 'plain'}.npz"
            sp.save_npz(NPZ / name, matrix.asformat(layout), compressed=compressed)
    sp.save_npz(NPZ / "integers.npz", (4 * matrix).astype(np.int32))
    sp.save_npz(NPZ / "diagonals.npz", matrix.asformat("dia"))
    np.savez(NPZ / "dense.npz", X=matrix.toarray())


if __name__ == "__main__":
    main()
