#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Writes tests/data/tsne: what openTSNE 1.0.4 computes on real points, for tests/engine/tsne. Needs numpy, scipy,
# scikit-learn and openTSNE 1.0.4:
#   tsne_reference.py embedding_mnist_fitsne1.csv pca.csv tests/data/tsne     (both: see tests/data/tsne/README.md)
import sys
from pathlib import Path

import numpy as np
import openTSNE
import scipy.sparse as sp
from openTSNE import _tsne
from sklearn.neighbors import NearestNeighbors

EMBEDDING_POINTS = 5000
SPANS = (2e-4, 1, 5, 10, 20, 30, 50, 100, 150, 300)
GRAPH_POINTS = 1000
PERPLEXITY = 8


def exact_repulsion(points):
    forces = np.empty_like(points)
    z = 0.0
    for begin in range(0, len(points), 250):
        delta = points[begin : begin + 250, None, :] - points[None]
        q = 1 / (1 + (delta**2).sum(2))
        z += q.sum() - len(q)
        forces[begin : begin + 250] = ((q**2)[:, :, None] * delta).sum(1)
    return forces, z


def repulsion_errors(path, out):
    """embedding.f32: 5,000 points of a t-SNE map of MNIST, float32 x and y, scaled to a span of 1 and centred.
    repulsion.txt: span, relative L2 error of openTSNE's FFT repulsion on those points times the span, that of Z."""
    table = np.genfromtxt(path, delimiter=",", skip_header=1, usecols=(1, 2))
    rows = np.sort(np.random.default_rng(1).permutation(len(table))[:EMBEDDING_POINTS])
    unit = table[rows] - table[rows].mean(0)
    unit = (unit / np.ptp(unit, axis=0).max()).astype("<f4")
    unit.tofile(out / "embedding.f32")
    lines = []
    for span in SPANS:
        points = (unit * np.float32(span)).astype(np.float64)
        forces, z = exact_repulsion(points)
        approximate = np.zeros_like(points)
        approximate_z = _tsne.estimate_negative_gradient_fft_2d(points, approximate)
        # openTSNE's are divided by Z and point the other way.
        error = np.linalg.norm(-approximate * approximate_z - forces) / np.linalg.norm(forces)
        lines.append(f"{span} {error:.3e} {abs(approximate_z / z - 1):.3e}")
    (out / "repulsion.txt").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def trajectory(path, out):
    """graph.bin: P of 1,000 cells from exact neighbours, each pair once: uint16 row, uint16 column > row, float32 p.
    start.f32, after_10.f32: positions. kl.txt: KL at every 50th of 250 iterations at 12 and 500 at 1, least and most
    of eight runs of openTSNE, FFT and exact, whose starts differ by parts in 1e9: that much is chance."""
    with open(path) as lines:
        next(lines)
        cells = np.array([[float.fromhex(v) if "x" in v else float(v) for v in line.strip().split(",")[1:]] for line in lines])
    cells = cells[:GRAPH_POINTS]
    k = 3 * PERPLEXITY
    distances, neighbors = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(cells).kneighbors(cells)
    given = openTSNE.nearest_neighbors.PrecomputedNeighbors(neighbors[:, 1:], distances[:, 1:])
    p = openTSNE.affinity.PerplexityBasedNN(perplexity=PERPLEXITY, knn_index=given).P
    upper = sp.triu(p, 1).tocoo()
    pairs = np.zeros(upper.nnz, dtype=[("row", "<u2"), ("column", "<u2"), ("p", "<f4")])
    pairs["row"], pairs["column"], pairs["p"] = upper.row, upper.col, upper.data
    pairs.tofile(out / "graph.bin")
    half = sp.coo_matrix((pairs["p"].astype(float), (upper.row, upper.col)), shape=p.shape)
    p = (half + half.T).tocsr()
    p /= p.sum()

    class Given(openTSNE.affinity.Affinities):
        def __init__(self, matrix):
            super().__init__()
            self.P = matrix

    start = cells[:, :2] / (cells[:, 0].std() * 1e4)
    start = (start + np.random.default_rng(2).normal(0, 1e-6, start.shape)).astype("<f4")
    start.tofile(out / "start.f32")
    common = dict(momentum=0.8, n_jobs=2, learning_rate="auto")
    embedding = openTSNE.TSNEEmbedding(start.astype(np.float64), Given(p.copy()), negative_gradient_method="fft", **common)
    embedding.optimize(10, exaggeration=12, inplace=True)
    np.asarray(embedding).astype("<f4").tofile(out / "after_10.f32")

    runs = []
    for method in ("fft", "bh"):  # with theta 0, Barnes-Hut is exact
        for nudge in range(4):
            divergences = []
            embedding = openTSNE.TSNEEmbedding(
                start.astype(np.float64) * (1 + 1e-9 * nudge),
                Given(p.copy()),
                negative_gradient_method=method,
                theta=0,
                callbacks=lambda iteration, error, positions: divergences.append(error),
                callbacks_every_iters=50,
                **common,
            )
            embedding.optimize(250, exaggeration=12, inplace=True)
            embedding.optimize(500, exaggeration=1, inplace=True)
            runs.append(divergences)
            print(method, divergences)
    table = [f"{low:.6f} {high:.6f}" for low, high in zip(np.min(runs, 0), np.max(runs, 0))]
    (out / "kl.txt").write_text("\n".join(table) + "\n")


if __name__ == "__main__":
    folder = Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    repulsion_errors(sys.argv[1], folder)
    trajectory(sys.argv[2], folder)
