#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs Shoal and openTSNE side by side on the same points and prints seconds per stage, ratios, recall, KL and memory.

    compare.py --shoal build/release/bin/shoal --data DIR --sizes 25000,100000 [--threads 2] [--repeats 2]
               [--perplexity 50] [--phases 12:250,1:500] [--without-peer] [--markdown OUT.md]

DIR holds images-N.npy as make_images.py writes them. Both programs run on the same cores (taskset), in turn, so that
a noisy machine is noisy for both; of several repeats the median counts. Run it with the Python of an environment that
has openTSNE 1.0.4 and numpy; the peer runs in a process of its own so that its peak memory is its own.
"""
import argparse
import json
import pathlib
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np


def run_shoal(arguments, path):
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log.jsonl"
        command = [arguments.shoal, "embed", path, "--perplexity", str(arguments.perplexity), "--init", "pca",
                   "--phases", arguments.phases, "--seed", "1", "--threads", str(arguments.threads), "--quiet",
                   "--npy", f"{folder}/map.npy", "--log", log]
        subprocess.run([*pinned(arguments), *map(str, command)], check=True)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
    result = {line["stage"]: line["seconds"] for line in lines if "stage" in line and "kl" not in line}
    details = {line["stage"]: line.get("detail", "") for line in lines if "stage" in line and "kl" not in line}
    kls = [line for line in lines if "kl" in line]
    return {
        "neighbors": result["neighbors"],
        "affinities": result["affinities"],
        "optimization": result["optimization"],
        "laps": laps([(line["iteration"], line["seconds"]) for line in kls]),
        "kl": kls[-1]["kl"],
        "memory": max(line.get("peak_memory_bytes", 0) for line in lines),
        "detail": details["neighbors"],
    }


def laps(marks):
    """Seconds per iteration between neighbouring marks (iteration, seconds since the stage began)."""
    marks = [(0, 0.0), *marks]
    return [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(marks, marks[1:]) if b[0] > a[0]]


def peer_main(arguments):
    """Runs in a process of its own: openTSNE on one file, the result as one line of JSON."""
    import openTSNE
    from openTSNE import nearest_neighbors

    points = np.load(arguments.peer)
    k = min(len(points) - 1, 3 * arguments.perplexity)
    begin = time.perf_counter()
    index = nearest_neighbors.Annoy(data=points, k=k, metric="euclidean", n_jobs=arguments.threads, random_state=1)
    indices, distances = index.build()
    built = time.perf_counter()
    affinities = openTSNE.affinity.PerplexityBasedNN(
        knn_index=openTSNE.nearest_neighbors.PrecomputedNeighbors(indices, distances),
        perplexity=arguments.perplexity, n_jobs=arguments.threads)
    calibrated = time.perf_counter()
    start = openTSNE.initialization.pca(points, random_state=1)
    embedding = openTSNE.TSNEEmbedding(start, affinities, negative_gradient_method="fft", n_jobs=arguments.threads,
                                       random_state=1)
    marks, done = [], 0
    optimizing = time.perf_counter()
    for part in arguments.phases.split(","):
        exaggeration, iterations = float(part.split(":")[0]), int(part.split(":")[1])

        def callback(iteration, error, _):
            marks.append((done + iteration, time.perf_counter() - optimizing, error))

        embedding.optimize(n_iter=iterations, exaggeration=exaggeration, inplace=True, callbacks=callback,
                           callbacks_every_iters=50)
        done += iterations
    rows = np.random.default_rng(0).choice(len(points), min(2000, len(points)), replace=False)
    truth = exact_neighbors(points, rows, k)
    recall = np.mean([len(np.intersect1d(indices[row], true)) / k for row, true in zip(rows, truth)])
    print(json.dumps({
        "neighbors": built - begin, "affinities": calibrated - built,
        "optimization": time.perf_counter() - optimizing, "laps": laps([m[:2] for m in marks]),
        "kl": marks[-1][2], "detail": f"recall {recall:.4f}",
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def exact_neighbors(points, rows, k):
    norms = np.einsum("ij,ij->i", points, points)
    for row in rows:
        distances = norms - 2 * (points @ points[row])
        distances[row] = np.inf
        yield np.argpartition(distances, k)[:k]


def run_peer(arguments, path):
    command = [sys.executable, __file__, "--peer", path, "--threads", arguments.threads,
               "--perplexity", arguments.perplexity, "--phases", arguments.phases]
    output = subprocess.run([*pinned(arguments), *map(str, command)], check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def pinned(arguments):
    return ["taskset", "-c", f"0-{arguments.threads - 1}"]


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def table(size, shoal, peer):
    def row(name, ours, theirs, unit="s"):
        ratio = f"{theirs / ours:.1f}×" if theirs and ours else "–"
        return f"| {size:,} | {name} | {ours:.4g} {unit} | {f'{theirs:.4g} {unit}' if theirs else '–'} | {ratio} |"

    def mean_lap(runs):
        return 1000 * statistics.median(statistics.mean(run["laps"]) for run in runs)

    yield row("neighbours", median(shoal, "neighbors"), peer and median(peer, "neighbors"))
    yield row("affinities", median(shoal, "affinities"), peer and median(peer, "affinities"))
    yield row("iteration, mean", mean_lap(shoal), peer and mean_lap(peer), "ms")
    slowest = max(max(run["laps"][1:] or run["laps"]) / run["laps"][0] for run in shoal)
    yield f"| {size:,} | slowest 50 iterations over the first 50 | {slowest:.2f} | – | |"
    yield row("all iterations", median(shoal, "optimization"), peer and median(peer, "optimization"))
    yield row("peak memory", median(shoal, "memory") / 2**30, peer and median(peer, "memory") / 2**30, "GiB")
    yield (f"| {size:,} | final KL; neighbours | {shoal[0]['kl']:.4f}; {shoal[0]['detail']} | "
           f"{peer[0]['kl']:.4f}; {peer[0]['detail']} | |" if peer else
           f"| {size:,} | final KL; neighbours | {shoal[0]['kl']:.4f}; {shoal[0]['detail']} | – | |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoal", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--sizes", default="25000,100000")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--perplexity", type=int, default=50)
    parser.add_argument("--phases", default="12:250,1:500")
    parser.add_argument("--without-peer", action="store_true")
    parser.add_argument("--markdown", type=pathlib.Path)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return peer_main(arguments)
    lines = [f"{platform.processor() or platform.machine()}, {arguments.threads} threads, "
             f"perplexity {arguments.perplexity}, phases {arguments.phases}", "",
             "| points | stage | Shoal | openTSNE 1.0.4 | ratio |", "|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for size in map(int, arguments.sizes.split(",")):
        path = arguments.data / f"images-{size}.npy"
        shoal, peer = [], []
        for _ in range(arguments.repeats):
            shoal.append(run_shoal(arguments, path))
            if not arguments.without_peer:
                peer.append(run_peer(arguments, path))
        for line in table(size, shoal, peer):
            lines.append(line)
            print(line, flush=True)
    if arguments.markdown:
        arguments.markdown.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
