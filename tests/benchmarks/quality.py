#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Embeds real data with Shoal and with openTSNE and prints how good either map is.

    quality.py --shoal build/release/bin/shoal --data DIR [--sets pbmc3k,worm-neuron,shuttle,mnist,mouse-cns]
               [--paths standard,downsample] [--repeats 1] [--threads 2] [--work FOLDER] [--markdown OUT.md]

DIR is the folder of real data sets (mnist/, worm-neuron/, pmlb/); pbmc3k and mouse-cns are the bundled samples. Both
programs get the same features (those of the file, or their first 50 principal components) and, on the standard path,
the same start. KL is that of either final map under one P, from exact neighbours, by openTSNE's own function; KNN, KNC,
CPD and trustworthiness are `shoal score`'s for both. The downsample path is embedding a sample of at most 25,000 points,
placing all others on their nearest sampled one, 500 iterations at exaggeration 12 and 750 at 4; either program draws
its own sample there. --repeats embeds from so many starts, moved by a hundredth of their spread, and prints means and
standard deviations: how much of a difference is the luck of a run. Needs openTSNE 1.0.4, scikit-learn, h5py and numpy.
"""
import argparse
import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FEATURES = 50
STANDARD = [(12, 250), (1, 500)]
EXTENDED = [(12, 500), (4, 750)]
PERPLEXITY = 30
MEASURES = ["KNN", "KNC", "CPD", "trustworthiness"]


def principal_components(points):
    if points.shape[1] <= FEATURES:
        return np.ascontiguousarray(points, np.float32)
    points = points.astype(np.float32)
    centered = points - points.mean(axis=0)
    if points.shape[1] <= 2000:
        vectors = np.linalg.eigh(centered.T.astype(np.float64) @ centered)[1][:, ::-1][:, :FEATURES]
        return (centered @ vectors).astype(np.float32)
    from sklearn.utils.extmath import randomized_svd
    u, s, _ = randomized_svd(centered, FEATURES, n_iter=7, random_state=0)
    return (u * s).astype(np.float32)


def read_h5ad(path, matrix, label):
    import h5py
    with h5py.File(path) as file:
        column = file["obs"][label]
        labels = column["categories"].asstr()[()][column["codes"][()]]
        return file[matrix][()], labels


def read_mnist(folder):
    images, labels = [], []
    for part in ("train", "t10k"):
        images.append(np.frombuffer(gzip.open(folder / f"{part}-images-idx3-ubyte.gz").read(), np.uint8, offset=16))
        labels.append(np.frombuffer(gzip.open(folder / f"{part}-labels-idx1-ubyte.gz").read(), np.uint8, offset=8))
    return np.concatenate(images).reshape(-1, 784).astype(np.float32), np.concatenate(labels)


def read_worm(path):
    import h5py
    with h5py.File(path) as file:
        counts = file["X"][()].astype(np.float32)
        totals = counts.sum(axis=1, keepdims=True)
        return np.log1p(counts / np.maximum(totals, 1) * np.median(totals)), file["Y"][()].astype(int)


def read_shuttle(path):
    lines = gzip.open(path, "rt").read().splitlines()
    table = np.array([line.split("\t") for line in lines[1:]], float)
    target = lines[0].split("\t").index("target")
    return np.delete(table, target, axis=1), table[:, target].astype(int)


def read_set(name, data):
    samples = ROOT / "resources" / "samples"
    return {
        "pbmc3k": lambda: read_h5ad(samples / "pbmc3k.h5ad", "obsm/X_pca", "cell_type"),
        "mouse-cns": lambda: read_h5ad(samples / "mouse-cns.h5ad", "X", "population"),
        "mnist": lambda: read_mnist(data / "mnist"),
        "worm-neuron": lambda: read_worm(data / "worm-neuron" / "worm_neuron_cell.h5"),
        "shuttle": lambda: read_shuttle(data / "pmlb" / "shuttle.tsv.gz"),
    }[name]()


def write_table(path, points, labels):
    """As CSV, for Shoal: the features' shortest decimals that read back the same, then the class."""
    with open(path, "w") as file:
        file.write(",".join(f"f{i + 1}" for i in range(points.shape[1])) + ",class\n")
        for row, label in zip(points, labels):
            file.write(",".join(map(str, row)) + f",class {label}\n")


def exact_neighbors(points, k, threads):
    """Indices and distances, nearest first, without the point itself."""
    from sklearn.neighbors import NearestNeighbors
    method = "kd_tree" if points.shape[1] < 15 else "brute"
    index = NearestNeighbors(n_neighbors=k, algorithm=method, n_jobs=threads).fit(points)
    distances, indices = index.kneighbors()
    return indices, distances


def affinities(points, perplexity, threads):
    import openTSNE
    indices, distances = exact_neighbors(points, min(len(points) - 1, 3 * perplexity), threads)
    return openTSNE.affinity.PerplexityBasedNN(
        knn_index=openTSNE.nearest_neighbors.PrecomputedNeighbors(indices, distances), perplexity=perplexity,
        n_jobs=threads)


def optimized(start, p, phases, threads):
    import openTSNE
    embedding = openTSNE.TSNEEmbedding(start, p, negative_gradient_method="fft", n_jobs=threads, random_state=1)
    for exaggeration, iterations in phases:
        embedding.optimize(n_iter=iterations, exaggeration=exaggeration, inplace=True)
    return np.array(embedding)


def peer_map(points, start, p, path, seed, threads):
    if path == "standard":
        return optimized(start, p, STANDARD, threads)
    import openTSNE
    size = sample_size(len(points))
    rows = np.random.default_rng(seed).choice(len(points), size, replace=False)
    sample = points[rows]
    sample_start = openTSNE.initialization.pca(sample, random_state=1)
    embedded = optimized(sample_start, affinities(sample, sample_perplexity(size), threads), STANDARD, threads)
    from sklearn.neighbors import NearestNeighbors
    nearest = NearestNeighbors(n_neighbors=1, n_jobs=threads).fit(sample).kneighbors(points, return_distance=False)
    return optimized(openTSNE.initialization.rescale(embedded[nearest[:, 0]]), p, EXTENDED, threads)


def sample_size(points):
    return min(25_000, points // 2)


def sample_perplexity(size):
    return min(500, max(PERPLEXITY, size // 50))


def divergence(embedding, p, threads):
    """KL by openTSNE of a map under P."""
    from openTSNE import tsne
    parameters = {"n_interpolation_points": 3, "min_num_intervals": 50, "ints_in_interval": 1}
    kl, _ = tsne.kl_divergence_fft(np.ascontiguousarray(embedding, np.float64), p.P, 1, parameters,
                                   should_eval_error=True, n_jobs=threads)
    return kl


def shoal_map(arguments, table, start, path, seed, size, out):
    command = [arguments.shoal, "embed", table, "--labels", "class", "--perplexity", PERPLEXITY, "--threads",
               arguments.threads, "--seed", seed, "--npy", out, "--quiet"]
    if path == "standard":
        command += ["--init-from", start, "--no-rescale"]
    else:
        command += ["--init", "downsample", "--sample", sample_size(size), "--sample-perplexity",
                    sample_perplexity(sample_size(size))]
    subprocess.run(list(map(str, command)), check=True)
    return np.load(out)


def score(arguments, table, embedding):
    command = [arguments.shoal, "score", table, embedding, "--labels", "class", "--json", "--quiet"]
    output = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout
    return {name: value["value"] for name, value in json.loads(output)["scores"].items()}


def start_of(points, seed):
    import openTSNE
    start = openTSNE.initialization.pca(points, random_state=1)
    if seed > 1:
        start += np.random.default_rng(seed).standard_normal(start.shape) * start.std() / 100
    return start.astype(np.float32)


def measured_maps(name, points, table, p, path, seed, arguments, folder):
    """KL and `shoal score`'s measures of either program's map, by program."""
    start = folder / f"{name}-start.npy"
    np.save(start, start_of(points, seed))
    maps = {"Shoal": folder / f"{name}-{path}-shoal.npy", "openTSNE": folder / f"{name}-{path}-opentsne.npy"}
    shoal_map(arguments, table, start, path, seed, len(points), maps["Shoal"])
    np.save(maps["openTSNE"], peer_map(points, np.load(start).astype(np.float64), p, path, seed, arguments.threads)
            .astype(np.float32))
    for program, file in maps.items():
        scores = score(arguments, table, file)
        yield program, [divergence(np.load(file), p, arguments.threads)] + [scores[measure] for measure in MEASURES]


def rows_of(name, arguments, folder):
    points, labels = read_set(name, arguments.data)
    points = principal_components(points)
    table = folder / f"{name}.csv"
    write_table(table, points, labels)
    p = affinities(points, PERPLEXITY, arguments.threads)
    for path in arguments.paths.split(","):
        runs = [dict(measured_maps(name, points, table, p, path, seed, arguments, folder))
                for seed in range(1, arguments.repeats + 1)]
        for program in runs[0]:
            values = np.array([run[program] for run in runs])
            spread = [f" ± {deviation:.4f}" if len(runs) > 1 else "" for deviation in values.std(axis=0)]
            yield (f"| {name} | {len(points):,} × {points.shape[1]} | {path} | {program} | "
                   + " | ".join(f"{mean:.4f}{part}" for mean, part in zip(values.mean(axis=0), spread)) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoal", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--sets", default="pbmc3k,worm-neuron,shuttle,mnist,mouse-cns")
    parser.add_argument("--paths", default="standard,downsample")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=pathlib.Path, help="keep tables and maps here")
    parser.add_argument("--markdown", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.work or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        lines = ["| Data | Points × features | Path | Program | KL | KNN | KNC | CPD | Trustworthiness |",
                 "|---|---|---|---|---|---|---|---|---|"]
        print("\n".join(lines), flush=True)
        for name in arguments.sets.split(","):
            for line in rows_of(name, arguments, folder):
                lines.append(line)
                print(line, flush=True)
    if arguments.markdown:
        arguments.markdown.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
