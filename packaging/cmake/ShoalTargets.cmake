# SPDX-License-Identifier: MIT
# One library per folder and one executable per test.

# shoal_library(<folder> SOURCES ... [PUBLIC ...] [PRIVATE ...] [MOC])
# Builds shoal_<folder> from the calling directory. Its headers are reached as "<folder>/name.h" through an
# include directory that holds this folder alone, so including a folder that is not linked does not compile.
function(shoal_library folder)
    cmake_parse_arguments(ARG "MOC" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    set(target shoal_${folder})
    set(include_root "${CMAKE_BINARY_DIR}/include/${folder}")
    file(MAKE_DIRECTORY "${include_root}")
    file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${include_root}/${folder}" SYMBOLIC)
    add_library(${target} SHARED ${ARG_SOURCES})
    target_include_directories(${target} PUBLIC "${include_root}")
    target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE shoal_compiler ${ARG_PRIVATE})
    if(ARG_MOC)
        set_target_properties(${target} PROPERTIES AUTOMOC ON)
        target_compile_definitions(${target} PUBLIC QT_NO_KEYWORDS)
    endif()
endfunction()

# shoal_test(<name> SOURCES ... LIBRARIES ... [WINDOW] [LABELS ...])
# A QtTest executable registered with ctest; WINDOW tests need a display (packaging/test starts one).
function(shoal_test name)
    cmake_parse_arguments(ARG "WINDOW" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    target_compile_definitions(${name} PRIVATE
        QT_NO_KEYWORDS
        SHOAL_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data"
        SHOAL_RESOURCES="${PROJECT_SOURCE_DIR}/resources")
    target_link_libraries(${name} PRIVATE shoal_compiler Qt6::Test ${ARG_LIBRARIES})
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    if(SHOAL_SANITIZERS)
        math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
    if(ARG_WINDOW)
        # One window test at a time: they share the display and its focus.
        list(APPEND ARG_LABELS window)
        set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
    endif()
    if(ARG_LABELS)
        set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
    endif()
endfunction()
