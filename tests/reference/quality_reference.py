# SPDX-License-Identifier: MIT
"""Writes quality.txt, the values that the measures of quality are held against: scikit-learn's and SciPy's.

Usage: python quality_reference.py. Reads the 200 cells and their principal components that make_reference.py left
here; the embedding measured is the first two components as float32. A line is a name and a value. Needs
scikit-learn, SciPy and numpy.
"""
from pathlib import Path

import numpy as np
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

POINTS = 200
COMPONENTS = 5
HERE = Path(__file__).parent


def overlap(data, embedding, k):
    """Mean share of the k nearest that data and embedding have in common."""
    lists = [NearestNeighbors(n_neighbors=k).fit(points).kneighbors(return_distance=False)
             for points in (data, embedding)]
    return np.mean([len(np.intersect1d(*pair)) / k for pair in zip(*lists)])


def class_means(points, size):
    """Of classes of `size` consecutive points."""
    return points.reshape(-1, size, points.shape[1]).mean(axis=1)


def main():
    cells = np.fromfile(HERE / "pbmc3k_200x50.f32", "<f4").reshape(POINTS, -1).astype(np.float64)
    scores = np.fromfile(HERE / "pbmc3k_200_pca5.f64", "<f8")[COMPONENTS:].reshape(POINTS, COMPONENTS)
    scores = scores.astype(np.float32).astype(np.float64)
    embedding = scores[:, :2]
    padded = np.pad(embedding, ((0, 0), (0, cells.shape[1] - 2)))
    values = {
        "knn_10": overlap(cells, embedding, 10),
        "trustworthiness_10": trustworthiness(cells, embedding, n_neighbors=10),
        "trustworthiness_15": trustworthiness(cells, embedding, n_neighbors=15),
        # 10 classes, the 4 nearest; 25 classes, the 10 nearest
        "knc_10_classes": overlap(class_means(cells, 20), class_means(embedding, 20), 4),
        "knc_25_classes": overlap(class_means(cells, 8), class_means(embedding, 8), 10),
        "cpd": spearmanr(pdist(cells), pdist(embedding)).statistic,
        "procrustes_first_and_later_components": procrustes(embedding, scores[:, 1:3])[2],
        "procrustes_of_the_data": procrustes(cells, padded)[2],
    }
    (HERE / "quality.txt").write_text("".join(f"{name} {float(value)!r}\n" for name, value in values.items()))


if __name__ == "__main__":
    main()
