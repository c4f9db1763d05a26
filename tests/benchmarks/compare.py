#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs Shoal, openTSNE and FIt-SNE side by side on the same points: seconds per stage, ratios, recall, KL, memory.

    compare.py --shoal build/release/bin/shoal --data DIR --sizes 25000,100000 [--threads 2] [--repeats 2]
               [--perplexity 50] [--phases 12:250,1:500] [--peer-phases 12:20,1:20] [--fit-sne DIR] [--without-peer]
               [--markdown OUT.md]

DIR holds images-N.npy as make_images.py writes them. The programs run on the same cores (taskset), in turn, so that
a noisy machine is noisy for all; of several repeats the median counts. Run it with the Python of an environment that
has openTSNE 1.0.4 and numpy; the peers run in processes of their own so that their peak memory is their own.
--peer-phases cuts openTSNE's iterations short where all of them would take hours; its KL is then left out. --fit-sne
names a folder with fast_tsne.py and bin/fast_tsne of FIt-SNE (https://github.com/KlugerLab/FIt-SNE).

Shares of the machine: of the floating-point rate that all pairs would take in the time of the neighbours, of numpy's
matrix product; of the bytes of P that an iteration reads in its time, of numpy's copying.
"""
import argparse
import json
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
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
        "entries": int(re.search(r"([\d,]+) entr", details["affinities"])[1].replace(",", "")),
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
    for part in (arguments.peer_phases or arguments.phases).split(","):
        exaggeration, iterations = float(part.split(":")[0]), int(part.split(":")[1])

        def callback(iteration, error, _):
            marks.append((done + iteration, time.perf_counter() - optimizing, error))

        embedding.optimize(n_iter=iterations, exaggeration=exaggeration, inplace=True, callbacks=callback,
                           callbacks_every_iters=min(50, iterations))
        done += iterations
    rows = np.random.default_rng(0).choice(len(points), min(2000, len(points)), replace=False)
    truth = exact_neighbors(points, rows, k)
    recall = np.mean([len(np.intersect1d(indices[row], true)) / k for row, true in zip(rows, truth)])
    print(json.dumps({
        "neighbors": built - begin, "affinities": calibrated - built,
        "optimization": time.perf_counter() - optimizing, "laps": laps([m[:2] for m in marks]),
        "kl": None if arguments.peer_phases else marks[-1][2], "detail": f"recall {recall:.4f}",
        "memory": peak_memory()}))


def peak_memory():
    """Of this process since it was started (getrusage counts what its parent held as well)."""
    return 1024 * int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path("/proc/self/status").read_text())[1])


def exact_neighbors(points, rows, k):
    norms = np.einsum("ij,ij->i", points, points)
    for row in rows:
        distances = norms - 2 * (points @ points[row])
        distances[row] = np.inf
        yield np.argpartition(distances, k)[:k]


def run_fit_sne(arguments, path):
    """Seconds per iteration between every two reports of FIt-SNE, which times nothing else by itself."""
    script = ("import sys; sys.path.insert(0, sys.argv[1]); import numpy; from fast_tsne import fast_tsne; "
              "fast_tsne(numpy.load(sys.argv[2]).astype(float), perplexity=int(sys.argv[3]), seed=1, "
              "nthreads=int(sys.argv[4]))")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", script, arguments.fit_sne.resolve(), path.resolve(), arguments.perplexity,
                   arguments.threads]
        output = subprocess.run([*pinned(arguments), *map(str, command)], check=True, capture_output=True, text=True,
                                cwd=folder).stdout
    reports = re.findall(r"50 iterations in ([\d.]+) seconds\), cost ([\d.]+)", output)
    return {"laps": [float(seconds) / 50 for seconds, _ in reports], "kl": float(reports[-1][1])}


def run_peer(arguments, path):
    command = [sys.executable, __file__, "--peer", path, "--threads", arguments.threads,
               "--perplexity", arguments.perplexity, "--phases", arguments.phases]
    if arguments.peer_phases:
        command += ["--peer-phases", arguments.peer_phases]
    output = subprocess.run([*pinned(arguments), *map(str, command)], check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def pinned(arguments):
    return ["taskset", "-c", f"0-{arguments.threads - 1}"]


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def median(runs, key):
    return statistics.median(run[key] for run in runs)


def in_threads(threads, work):
    """Seconds that `work(thread)` takes, run by so many threads at once; the least of five times."""
    def once():
        workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
        begin = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - begin

    return min(once() for _ in range(5))


def machine(threads):
    """Bytes a second of copying and floating-point operations a second of numpy's matrix product."""
    sources = [np.ones(1 << 26, np.float32) for _ in range(threads)]
    targets = [np.empty_like(source) for source in sources]
    copied = in_threads(threads, lambda number: np.copyto(targets[number], sources[number]))
    square = np.ones((3000, 3000), np.float32)
    multiplied = in_threads(1, lambda _: square @ square)
    return 2 * sum(source.nbytes for source in sources) / copied, 2 * 3000**3 / multiplied


def table(size, dimensions, rates, shoal, peer, fit_sne):
    def cell(value, unit):
        return f"{value:.4g} {unit}" if value else "–"

    def ratio(ours, theirs):
        return f"{theirs / ours:.1f}×" if theirs and ours else "–"

    def row(name, ours, theirs=None, unit="s", third=None, share="–"):
        return (f"| {size:,} | {name} | {cell(ours, unit)} | {cell(theirs, unit)} | {ratio(ours, theirs)} | "
                f"{cell(third, unit)} | {ratio(ours, third)} | {share} |")

    def mean_lap(runs):
        return runs and 1000 * statistics.median(statistics.mean(run["laps"]) for run in runs)

    def of_peer(key):
        return peer and median(peer, key)

    bandwidth, flops = rates
    neighbors = median(shoal, "neighbors")
    pairs = 2 * dimensions * size**2 / neighbors
    yield row("neighbours", neighbors, of_peer("neighbors"), share=f"{pairs / flops:.0%} of matrix products")
    yield row("affinities", median(shoal, "affinities"), of_peer("affinities"))
    lap = mean_lap(shoal)
    read = 8 * shoal[0]["entries"] / (lap / 1000)
    yield row("iteration, mean", lap, mean_lap(peer), "ms", mean_lap(fit_sne), f"{read / bandwidth:.0%} of copying")
    slowest = max(max(run["laps"][1:] or run["laps"]) / run["laps"][0] for run in shoal)
    yield f"| {size:,} | slowest 50 iterations over the first 50 | {slowest:.2f} | – | – | – | – | – |"
    yield row("all iterations", median(shoal, "optimization"))
    yield row("peak memory", median(shoal, "memory") / 2**30, peer and median(peer, "memory") / 2**30, "GiB")

    def last(runs):
        return f"{runs[0]['kl']:.4f}" if runs and runs[0]["kl"] else "–"

    yield f"| {size:,} | final KL | {last(shoal)} | {last(peer)} | – | {last(fit_sne)} | – | – |"
    yield f"| {size:,} | recall | {shoal[0]['detail']} | {peer[0]['detail'] if peer else '–'} | – | – | – | – |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shoal", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--sizes", default="25000,100000")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--perplexity", type=int, default=50)
    parser.add_argument("--phases", default="12:250,1:500")
    parser.add_argument("--peer-phases")
    parser.add_argument("--fit-sne", type=pathlib.Path)
    parser.add_argument("--without-peer", action="store_true")
    parser.add_argument("--markdown", type=pathlib.Path)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        return peer_main(arguments)
    rates = machine(arguments.threads)
    lines = [f"{processor()}, {arguments.threads} threads, {rates[0] / 1e9:.1f} GB/s copied, {rates[1] / 1e9:.0f} Gflop/s "
             f"in matrix products; {time.strftime('%Y-%m-%d')}; perplexity {arguments.perplexity}, phases "
             f"{arguments.phases}" + (f", openTSNE {arguments.peer_phases}" if arguments.peer_phases else "") + ".", "",
             "| Points | Stage | Shoal | openTSNE 1.0.4 | Ratio | FIt-SNE | Ratio | Share of the machine |",
             "|---|---|---|---|---|---|---|---|"]
    print("\n".join(lines), flush=True)
    for size in map(int, arguments.sizes.split(",")):
        path = arguments.data / f"images-{size}.npy"
        shoal, peer, fit_sne = [], [], []
        for _ in range(arguments.repeats):
            shoal.append(run_shoal(arguments, path))
            if not arguments.without_peer:
                peer.append(run_peer(arguments, path))
            if arguments.fit_sne:
                fit_sne.append(run_fit_sne(arguments, path))
        dimensions = np.load(path, mmap_mode="r").shape[1]
        for line in table(size, dimensions, rates, shoal, peer, fit_sne):
            lines.append(line)
            print(line, flush=True)
    if arguments.markdown:
        arguments.markdown.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
