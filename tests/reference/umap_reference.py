# SPDX-License-Identifier: MIT
"""Writes what the tests of UMAP are held against: umap-learn's graph of the 200 cells by exact neighbours and its
fits of a and b.

Usage: python umap_reference.py, after make_reference.py. Needs umap-learn and numpy. umap_curves.txt holds
min_dist, spread, a, b a line; pbmc3k_200_umap15.joint is an upper triangle: (row uint32, column uint32, weight
float32), little-endian.
"""
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

NEIGHBORS = 15
HERE = Path(__file__).parent


def main():
    points = np.fromfile(HERE / "pbmc3k_200x50.f32", dtype="<f4").reshape(-1, 50)
    exact = points.astype(np.float64)
    distances = np.sqrt(((exact[:, None, :] - exact[None, :, :]) ** 2).sum(axis=2))
    np.fill_diagonal(distances, 0)
    indices = np.argsort(distances, axis=1, kind="stable")[:, :NEIGHBORS]
    nearest = np.take_along_axis(distances, indices, axis=1).astype(np.float32)
    graph, _, _ = fuzzy_simplicial_set(points, NEIGHBORS, np.random.RandomState(1), "euclidean", knn_indices=indices,
                                       knn_dists=nearest)
    joint = sp.triu(graph).tocoo()
    entries = np.empty(joint.nnz, dtype=[("row", "<u4"), ("column", "<u4"), ("weight", "<f4")])
    entries["row"], entries["column"], entries["weight"] = joint.row, joint.col, joint.data
    entries.tofile(HERE / f"pbmc3k_200_umap{NEIGHBORS}.joint")

    curves = [(0.1, 1.0), (0.0, 1.0), (0.01, 1.0), (0.5, 1.0), (0.8, 1.0), (0.1, 2.0), (0.5, 3.0), (0.25, 0.5)]
    lines = [" ".join(f"{value:.9g}" for value in (*curve, *find_ab_params(curve[1], curve[0]))) for curve in curves]
    (HERE / "umap_curves.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
