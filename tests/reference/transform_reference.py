#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Writes transform.f32 beside this file: a map of 150 of the cells and the way of the other 50 into it, by openTSNE
# 1.0.4 with exact neighbours and exact sums. Needs numpy, scipy and openTSNE 1.0.4.
from pathlib import Path

import numpy as np
import openTSNE
import scipy.sparse as sp
from scipy.optimize import brentq


def gaussian(distances, perplexity):
    def weights(log_precision):
        p = np.exp(-np.exp(log_precision) * (distances**2 - distances[0] ** 2) / 2)
        return p / p.sum()

    def excess(log_precision):
        p = weights(log_precision)
        return -(p * np.log(p + 1e-300)).sum() - np.log(perplexity)

    return weights(brentq(excess, -30, 30, xtol=1e-13))


HERE = Path(__file__).parent
cells = np.fromfile(HERE / "pbmc3k_200x50.f32", "<f4").reshape(200, 50).astype(np.float64)
is_new = np.arange(200) % 4 == 3
known, new = cells[~is_new], cells[is_new]

affinities = openTSNE.affinity.PerplexityBasedNN(known, perplexity=20, method="exact")
start = openTSNE.initialization.pca(known, random_state=1)
exact = {"negative_gradient_method": "bh", "theta": 0}
embedding = openTSNE.TSNEEmbedding(start, affinities, **exact)
embedding.optimize(250, exaggeration=12, inplace=True)
embedding.optimize(250, exaggeration=1, inplace=True)
# The map as float32 holds it.
embedding = openTSNE.TSNEEmbedding(np.asarray(embedding).astype("<f4").astype(np.float64), affinities, **exact)

placed = embedding.prepare_partial(new, initialization="median", k=15, perplexity=5)
parts = [np.asarray(embedding), np.asarray(placed)]
# Its sums leave out a reference that a point lies upon, and the grid that it takes for larger maps does not: a
# thousandth beside, both are the same.
beside = np.asarray(placed).astype("<f4") + np.float32(1e-3)
# Its search for the rows' precisions leaves one row at a perplexity of 5.19.
_, neighbors, distances = affinities.to_new(new, perplexity=5, return_distances=True)
rows = sp.csr_matrix(
    (np.concatenate([gaussian(row, 5) for row in distances]), neighbors.ravel(), range(0, neighbors.size + 1, 15)),
    shape=(len(new), len(known)),
)
placed = openTSNE.tsne.PartialTSNEEmbedding(beside.astype(np.float64), embedding, P=rows, **exact)
for iterations in (1, 10, 250):
    moved = placed.optimize(
        iterations, learning_rate=0.1, exaggeration=1.5, momentum=0.8, max_grad_norm=0.25, max_step_norm=None
    )
    parts.append(np.asarray(moved))
np.concatenate(parts).astype("<f4").tofile(HERE / "transform.f32")
print([np.abs(p - parts[1]).max() for p in parts[2:]], np.ptp(parts[0], axis=0))
