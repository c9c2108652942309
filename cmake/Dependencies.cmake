# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Makes a target of each library, which means the same on every system. DebianLibraries.cmake or
# CrossLibraries.cmake finds the files and sets these variables:
#
#   CTS_SSL, CTS_CRYPTO, CTS_CARES, CTS_Z   one file each
#   CTS_CURL_PREFIX                         the folder with libcurl.a and its headers
#   CTS_CURL_NEEDS                          what else libcurl.a needs besides OpenSSL
#   CTS_ABSL, CTS_GRPC_LIBRARIES            what to link, in order
#   CTS_SYSTEM                              libraries of the system that OpenSSL and others need
#   CTS_FILE_Abseil, _gRPC, _gRPC++, _Protobuf, _RE2   a file of each, for Packages.cmake

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_path(CTS_JSON_INCLUDE nlohmann/json.hpp REQUIRED)
find_path(CTS_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)
find_path(CTS_CLI11_INCLUDE CLI/CLI.hpp REQUIRED)

if(CTS_GRPC)
  find_program(CTS_PROTOC protoc REQUIRED)
  find_program(CTS_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
endif()
if(CTS_TRIM AND NOT CTS_STATIC)
  message(FATAL_ERROR "CTS_TRIM needs CTS_STATIC: what it replaces must be in archives.")
endif()
# The variable is the toolchain file's.
if(CTS_TARGET)
  include(CrossLibraries)
else()
  include(DebianLibraries)
endif()
if(CTS_TRIM AND CTS_GRPC AND NOT CTS_GRPCPP_VERSION VERSION_EQUAL 1.51.1)
  message(FATAL_ERROR "CTS_TRIM replaces internal functions of gRPC 1.51.1, and this is "
    "${CTS_GRPCPP_VERSION}. Configure with -DCTS_TRIM=OFF, which builds with any gRPC and starts "
    "more slowly. To keep the quick start, compare provider/static/grpc_*.cc with "
    "BuildCoreConfiguration of the new version and with what its server asks an event engine for, run the "
    "labels integration and windows, and change the version here.")
endif()

add_library(cts_crypto INTERFACE)
# OpenSSL's macros would leave the path of the build folder in the binary, through __FILE__.
target_compile_definitions(cts_crypto INTERFACE OPENSSL_NO_FILENAMES)
target_link_libraries(cts_crypto INTERFACE ${CTS_CRYPTO} Threads::Threads ${CMAKE_DL_LIBS} ${CTS_SYSTEM})

add_library(cts_curl INTERFACE)
target_include_directories(cts_curl SYSTEM INTERFACE "${CTS_CURL_PREFIX}/include")
target_compile_definitions(cts_curl INTERFACE CURL_STATICLIB)
target_link_libraries(cts_curl INTERFACE "${CTS_CURL_PREFIX}/lib/libcurl.a" ${CTS_SSL} ${CTS_CRYPTO}
  ${CTS_CURL_NEEDS} ${CMAKE_DL_LIBS} ${CTS_SYSTEM})

add_library(cts_cares INTERFACE)
# Debian 12 lacks what c-ares 1.34 has in place of the functions that it deprecates.
target_compile_definitions(cts_cares INTERFACE CARES_STATICLIB CARES_NO_DEPRECATED)
target_link_libraries(cts_cares INTERFACE ${CTS_CARES} ${CTS_SYSTEM})

add_library(cts_absl INTERFACE)
target_link_libraries(cts_absl INTERFACE ${CTS_ABSL} ${CTS_SYSTEM})

# Uses the same flags in every preset, so that ccache compiles it once.
add_library(cts_fmt STATIC "${CMAKE_SOURCE_DIR}/cmake/fmt.cc")
get_target_property(fmt_include fmt::fmt-header-only INTERFACE_INCLUDE_DIRECTORIES)
target_include_directories(cts_fmt SYSTEM PUBLIC "${fmt_include}")
target_compile_options(cts_fmt PRIVATE -O2 -g0 ${CTS_FORTIFY})
target_link_libraries(cts_fmt PRIVATE provider_options)

if(CTS_GRPC)
  add_library(cts_grpc INTERFACE)
  target_link_libraries(cts_grpc INTERFACE ${CTS_GRPC_LIBRARIES} Threads::Threads ${CTS_SYSTEM})
endif()

if(CTS_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
  if(CMAKE_CROSSCOMPILING)
    # ctest lists the cases: the build cannot run the programs.
    set(CMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE PRE_TEST)
  endif()
  if(NOT CTS_TARGET)
    find_path(CTS_HTTPLIB_INCLUDE httplib.h REQUIRED)
    find_library(CTS_HTTPLIB cpp-httplib REQUIRED)
  endif()
endif()
