# SPDX-License-Identifier: MIT
"""Writes the values that the engine's tests are held against: openTSNE 1.0.4's P and scikit-learn's PCA.

Usage: python make_reference.py PCA_CSV, where PCA_CSV is the pbmc3k table that README.md names. All files are
little-endian. Needs openTSNE 1.0.4, scikit-learn and numpy.
"""
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from openTSNE.affinity import joint_probabilities_nn
from sklearn.decomposition import PCA

POINTS = 200
PERPLEXITY = 20
COMPONENTS = 5
HERE = Path(__file__).parent


def read_table(path):
    """R's table of hexadecimal floats: a header, then a row name and the values."""
    lines = Path(path).read_text().splitlines()[1:]
    rows = [line.replace('"', "").split(",")[1:] for line in lines]
    return np.array([[float.fromhex(value) for value in row] for row in rows])


def main():
    table = read_table(sys.argv[1])
    picked = np.linspace(0, len(table) - 1, POINTS).astype(int)
    features = table[picked].astype(np.float32)
    features.tofile(HERE / "pbmc3k_200x50.f32")

    exact = features.astype(np.float64)
    distances = np.sqrt(((exact[:, None, :] - exact[None, :, :]) ** 2).sum(axis=2))
    np.fill_diagonal(distances, np.inf)
    neighbors = np.argsort(distances, axis=1, kind="stable")[:, : 3 * PERPLEXITY]
    nearest = np.take_along_axis(distances, neighbors, axis=1).astype(np.float32)
    joint = sp.triu(joint_probabilities_nn(neighbors, nearest, [PERPLEXITY])).tocoo()
    entries = np.empty(joint.nnz, dtype=[("row", "<u4"), ("column", "<u4"), ("weight", "<f4")])
    entries["row"], entries["column"], entries["weight"] = joint.row, joint.col, joint.data
    entries.tofile(HERE / "pbmc3k_200_perplexity20.joint")

    pca = PCA(n_components=COMPONENTS, svd_solver="full").fit(exact)
    scores = pca.transform(exact)
    loadings = pca.components_[np.arange(COMPONENTS), np.abs(pca.components_).argmax(axis=1)]
    scores *= np.sign(loadings)
    np.concatenate([pca.explained_variance_, scores.ravel()]).astype("<f8").tofile(HERE / "pbmc3k_200_pca5.f64")


if __name__ == "__main__":
    main()
