# SPDX-License-Identifier: MIT
"""Makes the bundled samples pbmc3k.h5ad and mouse-cns.h5ad, and samples.json, beside this file.

Needs Python with numpy, anndata, h5py and tiledb. The input files and where they come from stand in README.md:

    python make_samples.py --pbmc3k FOLDER --pbmc3k-cells FOLDER --mouse-cns FOLDER

  --pbmc3k        holds pca.csv and clusters.txt
  --pbmc3k-cells  the TileDB array pbmc3k.cxg/obs
  --mouse-cns     holds the twelve .fcs files and populations.tsv
"""

import argparse
import json
import re
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import tiledb

HERE = Path(__file__).resolve().parent
COMPRESSION = {"compression": "gzip", "compression_opts": 9, "shuffle": True}
MARKERS = ["NK11", "CD3", "CD45", "Ly6G", "CD11b", "B220", "CD8a", "Ly6C", "CD4"]


def write(data, path):
    """anndata's encoding, gzip with shuffle, and the cells' names at fixed width: HDF5 does not compress names of
    variable length. Copied out of a draft in memory, since a file keeps the room of what was deleted from it."""
    with h5py.File("draft", "w", driver="core", backing_store=False) as draft, h5py.File(path, "w") as file:
        anndata.io.write_elem(draft, "/", data, dataset_kwargs=COMPRESSION)
        for table in (draft["obs"], draft["var"]):
            key = table.attrs["_index"]
            names = table[key].asstr()[:]
            if len(names) > 0:
                attributes = dict(table[key].attrs)
                del table[key]
                table.create_dataset(key, data=np.array([name.encode() for name in names]), **COMPRESSION)
                table[key].attrs.update(attributes)
        for name in draft:
            draft.copy(draft[name], file, name)
        file.attrs.update(draft.attrs)
    print(f"{path.name}: {data.n_obs} cells, {path.stat().st_size / 1e6:.2f} MB")


def pbmc3k(folder, cells_folder):
    lines = (folder / "pca.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines[1:]]
    barcodes = [row[0].strip('"') for row in rows]
    components = np.array([[float.fromhex(value) for value in row[1:]] for row in rows], np.float32)
    with tiledb.open(str(cells_folder)) as array:
        cells = pd.DataFrame(array[:])
    cells.index = [name.split("-")[0] for name in cells["name_0"]]
    cells = cells.reindex(barcodes)
    obs = pd.DataFrame(index=pd.Index(barcodes, name="barcode"))
    obs["cell_type"] = pd.Categorical(cells["louvain"])
    obs["cluster"] = pd.Categorical((folder / "clusters.txt").read_text().split())
    for name in ("n_counts", "n_genes", "percent_mito"):
        obs[name] = cells[name].astype(np.float32)
    return anndata.AnnData(obs=obs, obsm={"X_pca": components})


def read_fcs(path):
    """Columns of an FCS 3.0 file of big-endian 32-bit floats, by name."""
    content = path.read_bytes()
    text_begin, text_end, data_begin, data_end = (int(content[at : at + 8]) for at in (10, 18, 26, 34))
    text = content[text_begin : text_end + 1].decode()
    parts = text[1:].split(text[0])
    keys = dict(zip(parts[::2], parts[1::2]))
    assert (keys["$DATATYPE"], keys["$BYTEORD"]) == ("F", "4,3,2,1"), path
    names = [keys[f"$P{i + 1}N"] for i in range(int(keys["$PAR"]))]
    values = np.frombuffer(content[data_begin : data_end + 1], ">f4").reshape(int(keys["$TOT"]), len(names))
    return {name: values[:, i].astype(np.float32) for i, name in enumerate(names)}


def rounded(values, bits=12):
    """Keeps so many bits of the mantissa: a part in 8,192, far below the noise of the instrument, in half the bytes."""
    drop = 23 - bits
    raw = values.astype(np.float32).view(np.uint32)
    return ((raw + np.uint32(1 << (drop - 1))) & np.uint32(~((1 << drop) - 1) & 0xFFFFFFFF)).view(np.float32)


def mouse_cns(folder):
    populations = pd.read_csv(folder / "populations.tsv", sep="\t").set_index("FlowSOM_metacluster")
    tables = []
    for path in sorted(folder.glob("*.fcs")):
        sample = re.search(r"Sample_\d+_(\w+)\.fcs$", path.name).group(1)
        table = pd.DataFrame(read_fcs(path))
        table["sample"] = sample
        table.index = [f"{sample}:{row}" for row in range(1, len(table) + 1)]
        tables.append(table)
    cells = pd.concat(tables)
    metacluster = cells["FlowSOM_metacluster"].astype(int)
    assert (metacluster.map(populations["Population"]) == cells["Population"].astype(int)).all()
    obs = pd.DataFrame(index=cells.index.rename("cell"))
    obs["population"] = pd.Categorical(metacluster.map(populations["name"]))
    obs["metacluster"] = pd.Categorical(metacluster.astype(str))
    obs["sample"] = pd.Categorical(cells["sample"])
    obs["group"] = pd.Categorical(cells["Group"].astype(int).map({1: "Mock", 2: "WNV"}))
    features = rounded(cells[[f"{marker}_asinh" for marker in MARKERS]].to_numpy())
    return anndata.AnnData(X=features, obs=obs, var=pd.DataFrame(index=pd.Index(MARKERS, name="marker")))


def describe(file, title, description, data, matrix, labels, origin, licence):
    return {
        "file": file,
        "title": title,
        "description": description,
        "points": data.n_obs,
        "features": matrix.shape[1],
        "labels": labels,
        "origin": origin,
        "licence": licence,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pbmc3k", type=Path, required=True)
    parser.add_argument("--pbmc3k-cells", type=Path, required=True)
    parser.add_argument("--mouse-cns", type=Path, required=True)
    options = parser.parse_args()

    blood = pbmc3k(options.pbmc3k, options.pbmc3k_cells)
    write(blood, HERE / "pbmc3k.h5ad")
    brain = mouse_cns(options.mouse_cns)
    write(brain, HERE / "mouse-cns.h5ad")
    samples = [
        describe(
            "pbmc3k.h5ad",
            "Human blood cells",
            "Peripheral blood mononuclear cells of a healthy donor (10x Genomics), single-cell RNA sequencing, "
            "50 principal components, 8 cell types",
            blood, blood.obsm["X_pca"], "cell_type",
            "single-cell-data/TileDB-SOMA (components, clusters), chanzuckerberg/cellxgene (cell types)",
            "MIT",
        ),
        describe(
            "mouse-cns.h5ad",
            "Mouse brain immune cells",
            "Cells of mouse brains, half of them infected with West Nile virus, flow cytometry, 9 markers, "
            "6 populations",
            brain, brain.X, "population",
            "ImmuneDynamics/Spectre",
            "MIT",
        ),
    ]
    (HERE / "samples.json").write_text(json.dumps(samples, indent=4) + "\n")


if __name__ == "__main__":
    main()
