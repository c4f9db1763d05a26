# SPDX-License-Identifier: MIT
# What Shoal needs of Debian 12, by purpose. Sourced by packaging/run and packaging/test.
build_packages=(
    g++ cmake ninja-build pkg-config
    qt6-base-dev libqt6opengl6-dev qt6-svg-dev qt6-base-dev-tools
    libvtk9-dev libeigen3-dev libfftw3-dev libtbb-dev libhwy-dev libhdf5-dev zlib1g-dev
    libhnswlib-dev nlohmann-json3-dev libcli11-dev
)
run_packages=(libgl1-mesa-dri libqt6svg6 fontconfig fonts-inter)
test_packages=(xvfb xauth)
