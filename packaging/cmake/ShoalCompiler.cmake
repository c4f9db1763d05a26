# SPDX-License-Identifier: MIT
# Language level, warnings and sanitizers for every target of the house.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

add_library(shoal_compiler INTERFACE)
target_compile_options(shoal_compiler INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${SHOAL_WARNINGS_AS_ERRORS}>:-Werror>
    # errno after sqrt() keeps the compiler from vectorising; nobody here reads it.
    -fno-math-errno)
# An undefined symbol is a missing link: it fails here, not when the program starts.
target_link_options(shoal_compiler INTERFACE -Wl,-z,defs -Wl,--as-needed)

if(SHOAL_SANITIZERS)
    add_compile_options(-fsanitize=${SHOAL_SANITIZERS} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${SHOAL_SANITIZERS})
endif()
