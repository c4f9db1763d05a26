# SPDX-License-Identifier: MIT
"""Cuts pbmc68k-60.h5ad out of 10x_pbmc68k_reduced.anndata-0.6-b.h5ad, keeping the layout of AnnData 0.6:

    python make_small.py 10x_pbmc68k_reduced.anndata-0.6-b.h5ad

Needs h5py, numpy and scipy."""

import sys

import h5py
import numpy as np
from scipy.sparse import csr_matrix

ROWS, COLUMNS = 60, 30
GZIP = {"compression": "gzip", "shuffle": True}

with h5py.File(sys.argv[1]) as source, h5py.File("pbmc68k-60.h5ad", "w") as target:
    target.create_dataset("X", data=source["X"][:ROWS, :COLUMNS], chunks=(7, 11), **GZIP)
    target.create_dataset("obs", data=source["obs"][:ROWS], **GZIP)
    target.create_dataset("var", data=source["var"][:COLUMNS], **GZIP)
    target.create_dataset("obsm", data=source["obsm"][:ROWS], chunks=(8,), **GZIP)
    raw = source["raw.X"]
    whole = csr_matrix((raw["data"][:], raw["indices"][:], raw["indptr"][:]), shape=raw.attrs["h5sparse_shape"])
    part = whole[:ROWS, :COLUMNS]
    group = target.create_group("raw.X")
    group.attrs["h5sparse_format"] = "csr"
    group.attrs["h5sparse_shape"] = np.array(part.shape)
    for name in ("data", "indices", "indptr"):
        group.create_dataset(name, data=getattr(part, name), **GZIP)
    target.create_dataset("raw.var", data=source["raw.var"][:COLUMNS], **GZIP)
    for name in ("bulk_labels_categories", "bulk_labels_colors", "louvain_categories", "phase_categories"):
        target.create_dataset("uns/" + name, data=source["uns"][name][:])
