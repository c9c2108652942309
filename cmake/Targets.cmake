# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# One library per folder, so that the link graph matches the diagram in docs/design/architecture.md.

add_library(provider_options INTERFACE)
target_include_directories(provider_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(provider_options INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(provider_options INTERFACE
  -fstack-protector-strong -ffunction-sections -fdata-sections
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wimplicit-fallthrough -Wformat=2
  # In a unity build, sources shadow each other's names; see compile_at_once.
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>)
if(CTS_WERROR)
  target_compile_options(provider_options INTERFACE -Werror)
endif()
if(CTS_COVERAGE)
  # Atomic, because several threads update the counters.
  target_compile_options(provider_options INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(provider_options INTERFACE --coverage)
endif()

set(CTS_FORTIFY -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
if(CTS_TARGET)
  # What _GLIBCXX_ASSERTIONS is for GNU's C++ library. zig sets it too, to none.
  list(APPEND CTS_FORTIFY -U_LIBCPP_HARDENING_MODE
    -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST)
endif()

add_library(provider_sanitizers INTERFACE)
if(CTS_SANITIZE)
  target_compile_options(provider_sanitizers INTERFACE
    -fsanitize=${CTS_SANITIZE} -fno-omit-frame-pointer)
  if(CTS_SANITIZE MATCHES "undefined")
    target_compile_options(provider_sanitizers INTERFACE -fno-sanitize-recover=undefined)
  endif()
  target_link_options(provider_sanitizers INTERFACE -fsanitize=${CTS_SANITIZE})
else()
  target_compile_options(provider_sanitizers INTERFACE ${CTS_FORTIFY})
endif()

# compile_at_once(TARGET [SEPARATE b.cc ...])
#
# With CTS_UNITY, compiles all sources of TARGET as one file, so that their headers are read once.
# List sources under SEPARATE if their names in anonymous namespaces clash with those of others.
function(compile_at_once TARGET)
  cmake_parse_arguments(ARG "" "" "SEPARATE" ${ARGN})
  if(CTS_UNITY)
    set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
    set_source_files_properties(${ARG_SEPARATE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    # GCC takes a source for a header.
    target_compile_options(${TARGET} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# provider_library(NAME SOURCES a.cc ... [SEPARATE b.cc ...] [DEPS lib ...] [PRIVATE_DEPS lib ...])
#
# Adds the static library provider_NAME with the alias provider::NAME. DEPS are libraries whose
# headers ours include. For SEPARATE, see compile_at_once.
function(provider_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;SEPARATE;DEPS;PRIVATE_DEPS" ${ARGN})
  if(NOT ARG_SOURCES)  # only headers
    add_library(provider_${NAME} INTERFACE)
    add_library(provider::${NAME} ALIAS provider_${NAME})
    target_link_libraries(provider_${NAME} INTERFACE provider_options ${ARG_DEPS})
    return()
  endif()
  add_library(provider_${NAME} STATIC ${ARG_SOURCES} ${ARG_SEPARATE})
  add_library(provider::${NAME} ALIAS provider_${NAME})
  target_link_libraries(provider_${NAME} PUBLIC provider_options provider_sanitizers ${ARG_DEPS}
    PRIVATE ${ARG_PRIVATE_DEPS})
  compile_at_once(provider_${NAME} SEPARATE ${ARG_SEPARATE})
endfunction()

# Tests link it last, because clang takes the last option about a warning. Designated initialisers omit members on
# purpose. gcc 12 reports array bounds falsely, in the concatenation of long strings.
add_library(provider_test_options INTERFACE)
target_compile_options(provider_test_options INTERFACE
  -Wno-sign-conversion -Wno-conversion -Wno-missing-field-initializers -Wno-array-bounds)
# UndefinedBehaviorSanitizer checks the libraries under test. In the tests themselves it would take a third
# of the time that the sanitized build needs.
if(CTS_SANITIZE MATCHES "undefined")
  target_compile_options(provider_test_options INTERFACE -fno-sanitize=undefined)
endif()

# provider_unit_test(MODULE SOURCES a_test.cc ... [SEPARATE b_test.cc ...] [DEPS lib ...])
#
# Adds one test binary per module, tests/unit/MODULE. ctest runs its cases one by one, under the
# label unit. For SEPARATE, see compile_at_once.
function(provider_unit_test MODULE)
  cmake_parse_arguments(ARG "" "" "SOURCES;SEPARATE;DEPS" ${ARGN})
  add_executable(${MODULE}_test ${ARG_SOURCES} ${ARG_SEPARATE})
  compile_at_once(${MODULE}_test SEPARATE ${ARG_SEPARATE})
  target_link_libraries(${MODULE}_test PRIVATE provider_options provider_sanitizers ${ARG_DEPS}
    test_system GTest::gmock GTest::gtest_main provider_test_options)
  target_precompile_headers(${MODULE}_test REUSE_FROM test_headers)
  set(timeout 30)
  if(CTS_COVERAGE)
    set(timeout 180)  # unoptimised with counters: seconds become a minute
  endif()
  gtest_discover_tests(${MODULE}_test TEST_PREFIX "${MODULE}." PROPERTIES LABELS unit
    TIMEOUT ${timeout} DISCOVERY_TIMEOUT 30)
endfunction()
