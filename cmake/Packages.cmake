# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Writes the Debian package of each linked library for `--version`, because a static binary does not
# record where its libraries came from. Include after Dependencies.

# cts_package(LIBRARY FILE): FILE is the linked file, or a header if there is nothing else.
function(cts_package LIBRARY FILE)
  set(name "unknown")
  set(version "unknown")
  file(REAL_PATH "${FILE}" path)
  if(CMAKE_SYSROOT AND path MATCHES "^${CMAKE_SYSROOT}(/.*)$")
    _cts_package_in_sysroot(name version "${CMAKE_MATCH_1}")
    _cts_add_package("${LIBRARY}" "${name}" "${version}")
    return()
  endif()
  execute_process(COMMAND dpkg-query --search "${path}" OUTPUT_VARIABLE owner ERROR_QUIET)
  if(owner MATCHES "^([^:,]+)")
    set(name "${CMAKE_MATCH_1}")
    execute_process(COMMAND dpkg-query --show --showformat "\${Version}\\n" "${name}"
      OUTPUT_VARIABLE versions ERROR_QUIET)
    string(REGEX MATCH "[^\n]+" version "${versions}")
  endif()
  _cts_add_package("${LIBRARY}" "${name}" "${version}")
endfunction()

# dpkg does not know the packages that build-sysroot.sh has unpacked.
function(_cts_package_in_sysroot NAME VERSION FILE)
  file(GLOB lists "${CMAKE_SYSROOT}/.packages/*.list")
  foreach(list IN LISTS lists)
    file(STRINGS "${list}" files)
    if(FILE IN_LIST files)
      string(REGEX REPLACE "list$" "package" package "${list}")
      file(STRINGS "${package}" fields)
      string(REGEX MATCH "^([^\t]+)\t([^\t]+)" fields "${fields}")
      set(${NAME} "${CMAKE_MATCH_1}" PARENT_SCOPE)
      set(${VERSION} "${CMAKE_MATCH_2}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

function(_cts_add_package LIBRARY NAME VERSION)
  set_property(GLOBAL APPEND_STRING PROPERTY CTS_PACKAGES
    "{\"${LIBRARY}\", \"${NAME}\", \"${VERSION}\"},\n")
endfunction()

function(_cts_compilers_file OUT NAME)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}") # including -B in a cross-build
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${flags} -print-file-name=${NAME}
    OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(${OUT} "${path}" PARENT_SCOPE)
endfunction()

# In alphabetical order, as printed.
set_property(GLOBAL PROPERTY CTS_PACKAGES "")
if(CTS_STATIC)
  list(GET absl_archives 0 abseil)
else()
  find_library(abseil NAMES absl_base NO_CACHE REQUIRED)
endif()
cts_package(Abseil "${abseil}")
cts_package(c-ares "${CTS_CARES}")
cts_package(CLI11 "${CTS_CLI11_INCLUDE}/CLI/CLI.hpp")
file(STRINGS "${CTS_CURL_PREFIX}/.version" curl_version)
_cts_add_package(curl "source curl" "${curl_version}")
cts_package(expected "${CTS_EXPECTED_INCLUDE}/tl/expected.hpp")
cts_package(fmt "${fmt_include}/fmt/format.h")
_cts_compilers_file(glibc libc.a)
cts_package(glibc "${glibc}")
pkg_get_variable(grpc_libdir grpc libdir)
find_library(grpc NAMES libgrpc.a grpc PATHS "${grpc_libdir}" NO_CACHE REQUIRED)
cts_package(gRPC "${grpc}")
find_library(grpcpp NAMES libgrpc++.a grpc++ PATHS "${grpc_libdir}" NO_CACHE REQUIRED)
cts_package(gRPC++ "${grpcpp}")
_cts_compilers_file(libgcc libgcc.a)
cts_package(libgcc "${libgcc}")
_cts_compilers_file(libstdcxx libstdc++.a)
cts_package(libstdc++ "${libstdcxx}")
cts_package(nlohmann/json "${CTS_JSON_INCLUDE}/nlohmann/json.hpp")
if(CTS_OPENSSL_PREFIX)
  # The upstream release, without Debian's patches.
  file(STRINGS "${CTS_OPENSSL_PREFIX}/.version" openssl_version)
  _cts_add_package(OpenSSL "source openssl" "${openssl_version}")
else()
  cts_package(OpenSSL "${CTS_CRYPTO}")
endif()
find_library(protobuf NAMES libprotobuf-lite.a protobuf-lite NO_CACHE REQUIRED)
cts_package(Protobuf "${protobuf}")
find_library(re2 NAMES libre2.a re2 NO_CACHE REQUIRED)
cts_package(RE2 "${re2}")
cts_package(zlib "${CTS_Z}")

get_property(packages GLOBAL PROPERTY CTS_PACKAGES)
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/linked_packages.inc" CONTENT "${packages}" @ONLY)
