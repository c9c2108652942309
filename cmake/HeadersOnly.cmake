# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Takes the place of Dependencies.cmake with CTS_HEADERS: what a source needs to compile for Windows or
# macOS, and no library for these systems. The headers are Debian's, because theirs are the same on each
# system, and curl's those of the build for Linux. Nothing can be linked with it.

set(CTS_CACHE_HOME "$ENV{XDG_CACHE_HOME}")
if(NOT CTS_CACHE_HOME)
  set(CTS_CACHE_HOME "$ENV{HOME}/.cache")
endif()
execute_process(
  COMMAND "${CMAKE_SOURCE_DIR}/cmake/build-curl.sh" "${CTS_CACHE_HOME}/terraform-provider-cts"
  OUTPUT_VARIABLE curl OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

# Not /usr/include itself, which has the headers of glibc. OpenSSL has some in the folder of the machine.
set(headers "${CMAKE_BINARY_DIR}/headers")
file(GLOB machine_headers /usr/include/*-linux-gnu/openssl)
file(REMOVE_RECURSE "${headers}")
file(MAKE_DIRECTORY "${headers}/machine")
file(CREATE_LINK "${machine_headers}" "${headers}/machine/openssl" SYMBOLIC)
file(GLOB ares RELATIVE /usr/include /usr/include/ares*.h) # which there are depends on the version
foreach(name absl ${ares} ares.h CLI fmt gmock google grpc grpcpp gtest
    httplib.h nlohmann openssl tl zconf.h zlib.h)
  if(NOT EXISTS "/usr/include/${name}")
    message(FATAL_ERROR "There is no /usr/include/${name}. Run `tools/setup build` first.")
  endif()
  file(CREATE_LINK "/usr/include/${name}" "${headers}/${name}" SYMBOLIC)
endforeach()
if(WIN32)  # Debian's was made by a configure script
  file(REMOVE "${headers}/ares_build.h")
  file(WRITE "${headers}/ares_build.h" "#include <winsock2.h>
#include <ws2tcpip.h>
#define CARES_TYPEOF_ARES_SOCKLEN_T socklen_t
#define CARES_TYPEOF_ARES_SSIZE_T ssize_t
typedef CARES_TYPEOF_ARES_SOCKLEN_T ares_socklen_t;
typedef CARES_TYPEOF_ARES_SSIZE_T ares_ssize_t;
")
endif()
include_directories(SYSTEM "${headers}" "${headers}/machine" "${curl}/include")

foreach(library absl cares crypto curl fmt grpc)
  add_library(cts_${library} INTERFACE)
endforeach()
# zig's clang does not accept the consteval constructor of fmt 10 (Debian 13). With an empty FMT_CONSTEVAL, fmt
# checks format strings at run time. Builds that link something still check them at compile time.
target_compile_definitions(cts_fmt INTERFACE FMT_CONSTEVAL=)
target_compile_definitions(cts_crypto INTERFACE OPENSSL_NO_FILENAMES)
target_compile_definitions(cts_curl INTERFACE CURL_STATICLIB)
target_compile_definitions(cts_cares INTERFACE CARES_STATICLIB)
add_library(Threads::Threads INTERFACE IMPORTED)

# Else what is generated for a folder waits until the folders below it compile.
set(CMAKE_OPTIMIZE_DEPENDENCIES ON)

if(CTS_GRPC)
  find_program(CTS_PROTOC protoc REQUIRED)
  find_program(CTS_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
  # The packages that `--version` prints, which Packages.cmake would find.
  file(WRITE "${CMAKE_BINARY_DIR}/generated/linked_packages.inc" "{\"name\", \"package\", \"version\"},\n")
endif()

if(CTS_TESTS)
  add_library(GTest::gmock INTERFACE IMPORTED)
  add_library(GTest::gtest_main INTERFACE IMPORTED)
  include(GoogleTest)
endif()
