# SPDX-License-Identifier: MIT
# Every library the house stands on, found once, as imported targets.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(FFTW3F REQUIRED IMPORTED_TARGET fftw3f)
pkg_check_modules(FFTW3 REQUIRED IMPORTED_TARGET fftw3)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)
find_path(HNSWLIB_INCLUDE_DIR hnswlib/hnswlib.h REQUIRED)
add_library(hnswlib INTERFACE)
target_include_directories(hnswlib SYSTEM INTERFACE "${HNSWLIB_INCLUDE_DIR}")

add_library(hdf5 INTERFACE)
target_include_directories(hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(hdf5 INTERFACE ${HDF5_C_LIBRARIES})

set(CMAKE_AUTOMOC OFF)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
if(NOT SHOAL_ENGINE_ONLY)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets OpenGL OpenGLWidgets Svg)
    find_package(CLI11 REQUIRED)
    find_package(VTK 9.1 REQUIRED COMPONENTS CommonCore CommonDataModel RenderingCore RenderingOpenGL2
                 RenderingUI InteractionStyle RenderingFreeType IOImage)
endif()
