#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the benchmark's data: images of MNIST and Fashion-MNIST, moved, turned and scaled, as 50 principal components.

Half the points of each size come from either set, 20 classes in all. The first use of an image is the image itself;
further uses are turned by up to 12 degrees, scaled by 0.88 to 1.12 and moved by up to 2 pixels, so that neighbours
are those of real images and not of a toy mixture. The same arguments give the same files.

    make_images.py --mnist DIR --fashion DIR --out DIR [--sizes 25000,100000,300000,1306127]

DIRs hold the four IDX files of each set, gzipped or not (Debian's dataset-fashion-mnist installs the second).
Writes images-N.npy (N x 50, float32) and images-N-labels.npy (N, uint8). Needs numpy.
"""
import argparse
import gzip
import pathlib

import numpy as np

SIDE = 28


def read_idx(folder, stem):
    for path in (folder / f"{stem}.gz", folder / stem):
        if path.exists():
            data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
            dims = data[3]
            shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(dims)]
            return np.frombuffer(data, np.uint8, offset=4 + 4 * dims).reshape(shape)
    raise SystemExit(f"{folder}/{stem}[.gz] is missing")


def read_set(folder):
    images = [read_idx(folder, f"{part}-images-idx3-ubyte") for part in ("train", "t10k")]
    labels = [read_idx(folder, f"{part}-labels-idx1-ubyte") for part in ("train", "t10k")]
    return np.concatenate(images).astype(np.float32) / 255, np.concatenate(labels)


def moved(images, rng):
    """Each image under its own random similarity, bilinear, black outside."""
    n = len(images)
    angle = np.deg2rad(rng.uniform(-12, 12, n))
    scale = rng.uniform(0.88, 1.12, n)
    shift = rng.uniform(-2, 2, (n, 2))
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - (SIDE - 1) / 2
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    r = cos[:, None, None] * rows - sin[:, None, None] * columns + shift[:, 0, None, None] + (SIDE - 1) / 2
    c = sin[:, None, None] * rows + cos[:, None, None] * columns + shift[:, 1, None, None] + (SIDE - 1) / 2
    r0, c0 = np.floor(r).astype(np.int32), np.floor(c).astype(np.int32)
    fr, fc = (r - r0).astype(np.float32), (c - c0).astype(np.float32)
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    r0, c0 = np.clip(r0 + 1, 0, SIDE + 1), np.clip(c0 + 1, 0, SIDE + 1)
    image = np.arange(n)[:, None, None]
    top = padded[image, r0, c0] * (1 - fc) + padded[image, r0, c0 + 1] * fc
    bottom = padded[image, r0 + 1, c0] * (1 - fc) + padded[image, r0 + 1, c0 + 1] * fc
    return top * (1 - fr) + bottom * fr


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=pathlib.Path, required=True)
    parser.add_argument("--fashion", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--sizes", default="25000,100000,300000,1306127")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)

    sets = [read_set(arguments.mnist), read_set(arguments.fashion)]
    images = np.concatenate([s[0] for s in sets])
    labels = np.concatenate([sets[0][1], sets[1][1] + 10])
    flat = images.reshape(len(images), -1)
    mean = flat.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(flat.T))
    components = vectors[:, ::-1][:, :50].astype(np.float32)

    for size in map(int, arguments.sizes.split(",")):
        rng = np.random.default_rng(size)
        order = np.concatenate([rng.permutation(len(images)) for _ in range(-(-size // len(images)))])[:size]
        points = np.empty((size, 50), np.float32)
        for begin in range(0, size, 5000):
            end = min(begin + 5000, size)
            block = images[order[begin:end]]
            again = max(0, len(images) - begin)  # from here on images are used a second time
            if again < end - begin:
                block[again:] = moved(block[again:], rng)
            points[begin:end] = (block.reshape(end - begin, -1) - mean) @ components
        np.save(arguments.out / f"images-{size}.npy", points)
        np.save(arguments.out / f"images-{size}-labels.npy", labels[order])
        print(f"images-{size}.npy: {size} x 50")


if __name__ == "__main__":
    main()
