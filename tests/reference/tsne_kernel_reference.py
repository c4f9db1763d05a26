#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Writes what openTSNE 1.0.4 computes with other degrees of freedom and with a tree, from the points and P that
# tsne_reference.py left in tests/data/tsne. Needs numpy, scipy and openTSNE 1.0.4:
#   tsne_kernel_reference.py tests/data/tsne
import sys
from pathlib import Path

import numpy as np
import openTSNE
import scipy.sparse as sp
from openTSNE import _tsne
from openTSNE.quad_tree import QuadTree
from openTSNE.tsne import kl_divergence_bh

DEGREES = (0.5, 1, 2, 10)
STEPPED = (0.5, 2)
SPANS = (2e-4, 10, 50, 150)
THETA = 0.5


def exact_repulsion(points, dof):
    forces = np.empty_like(points)
    z = 0.0
    for begin in range(0, len(points), 250):
        delta = points[begin : begin + 250, None, :] - points[None]
        base = 1 / (1 + (delta**2).sum(2) / dof)
        z += (base**dof).sum() - len(base)
        forces[begin : begin + 250] = ((base ** (dof + 1))[:, :, None] * delta).sum(1)
    return forces, z


def kernel_errors(out):
    """repulsion_dof.txt: dof, span, relative L2 error of openTSNE's FFT repulsion on embedding.f32 times the span, that
    of Z, and the same two of its Barnes-Hut repulsion at theta 0.5."""
    unit = np.fromfile(out / "embedding.f32", "<f4").reshape(-1, 2)
    lines = []
    for dof in DEGREES:
        for span in SPANS:
            points = (unit * np.float32(span)).astype(np.float64)
            forces, z = exact_repulsion(points, dof)
            size = np.linalg.norm(forces)
            line = f"{dof} {span}"
            for method in ("fft", "tree"):
                approximate = np.zeros_like(points)
                if method == "fft":
                    own = _tsne.estimate_negative_gradient_fft_2d(points, approximate, dof=dof)
                    approximate *= own  # divided by Z there
                else:
                    own = _tsne.estimate_negative_gradient_bh(QuadTree(points), points, approximate, theta=THETA, dof=dof)
                    approximate *= own
                line += f" {np.linalg.norm(-approximate - forces) / size:.3e} {abs(own / z - 1):.3e}"
            lines.append(line)
            print(line, flush=True)
    (out / "repulsion_dof.txt").write_text("\n".join(lines) + "\n")


class Given(openTSNE.affinity.Affinities):
    def __init__(self, matrix):
        super().__init__()
        self.P = matrix


def trajectories(out):
    """after_10_dof*.f32: positions after ten steps at 12 from start.f32. kl_dof.txt, a line per dof of STEPPED: KL at
    every 50th of 250 iterations at 12 and 500 at 1, least and most of two runs whose starts differ by parts in 1e9.
    kl_fixed.txt: dof and KL of start.f32 times 20,000."""
    pairs = np.fromfile(out / "graph.bin", dtype=[("row", "<u2"), ("column", "<u2"), ("p", "<f4")])
    start = np.fromfile(out / "start.f32", "<f4").reshape(-1, 2)
    half = sp.coo_matrix((pairs["p"].astype(float), (pairs["row"], pairs["column"])), shape=(len(start), len(start)))
    p = (half + half.T).tocsr()
    p /= p.sum()

    wide = start.astype(np.float64) * 2e4
    fixed = []
    for dof in DEGREES:
        divergence, _ = kl_divergence_bh(wide, p, dof, {"theta": 0}, reference_embedding=None, n_jobs=2, should_eval_error=True)
        fixed.append(f"{dof} {divergence:.8f}")
    (out / "kl_fixed.txt").write_text("\n".join(fixed) + "\n")

    lines = []
    for dof in STEPPED:
        runs = []
        for nudge in range(2):
            divergences = []
            embedding = openTSNE.TSNEEmbedding(
                start.astype(np.float64) * (1 + 1e-9 * nudge),
                Given(p.copy()),
                negative_gradient_method="fft",
                dof=dof,
                momentum=0.8,
                n_jobs=2,
                learning_rate="auto",
                callbacks=lambda iteration, error, positions: divergences.append(error),
                callbacks_every_iters=50,
            )
            if nudge == 0:
                stepped = embedding.optimize(10, exaggeration=12)
                np.asarray(stepped).astype("<f4").tofile(out / f"after_10_dof{dof}.f32")
            embedding.optimize(250, exaggeration=12, inplace=True)
            embedding.optimize(500, exaggeration=1, inplace=True)
            runs.append(divergences[-15:])
        print(dof, runs[0], flush=True)
        lines += [f"{low:.6f} {high:.6f}" for low, high in zip(np.min(runs, 0), np.max(runs, 0))]
    (out / "kl_dof.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    kernel_errors(folder)
    trajectories(folder)
