# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Writes the package of each linked library for `--version`, because a static binary does not record
# where its libraries came from. Include after Dependencies.

# cts_package(LIBRARY FILE [SOURCE]): FILE is the linked file, or a header if there is nothing else.
# SOURCE is Debian's source package, for a library that may have been built from it here.
function(cts_package LIBRARY FILE)
  set(name "unknown")
  set(version "unknown")
  file(REAL_PATH "${FILE}" path)
  string(REGEX REPLACE "/lib/[^/]+$" "" prefix "${path}")
  set(root "${CMAKE_SYSROOT}")
  if(NOT root)
    set(root "${CTS_CROSS_headers_PREFIX}")
  endif()
  if(root AND path MATCHES "^${root}(/.*)$")
    _cts_unpacked_package(name version "${root}" "${CMAKE_MATCH_1}")
  elseif(ARGC GREATER 2 AND EXISTS "${prefix}/.version")
    set(name "source ${ARGV2}")
    file(STRINGS "${prefix}/.version" version)
  else()
    execute_process(COMMAND dpkg-query --search "${path}" OUTPUT_VARIABLE owner ERROR_QUIET)
    if(owner MATCHES "^([^:,]+)")
      set(name "${CMAKE_MATCH_1}")
      execute_process(COMMAND dpkg-query --show --showformat "\${Version}\\n" "${name}"
        OUTPUT_VARIABLE versions ERROR_QUIET)
      string(REGEX MATCH "[^\n]+" version "${versions}")
    endif()
  endif()
  _cts_add_package("${LIBRARY}" "${name}" "${version}")
endfunction()

# dpkg does not know the packages that build-sysroot.sh and cross/build.sh have unpacked.
function(_cts_unpacked_package NAME VERSION ROOT FILE)
  file(GLOB lists "${ROOT}/.packages/*.list")
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

# LIBRARY_VERSION is for a package whose version says nothing about the library's.
function(_cts_add_package LIBRARY NAME VERSION) # [LIBRARY_VERSION]
  list(JOIN ARGV "\", \"" fields)
  set_property(GLOBAL APPEND PROPERTY CTS_PACKAGES "{\"${fields}\"},")
endfunction()

function(_cts_compilers_file OUT NAME)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}") # including -B in a cross-build
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} ${flags} -print-file-name=${NAME}
    OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(${OUT} "${path}" PARENT_SCOPE)
endfunction()

# _cts_zigs(LIBRARY [FILE MACRO...]): a library that zig has in its package and links by itself. MACROs of
# FILE have the version: both numbers, or one like 210100.
function(_cts_zigs LIBRARY)
  set(version "")
  if(ARGC GREATER 1)
    file(READ "${CTS_ZIG_PACKAGE}/lib/${ARGV1}" text)
    foreach(macro IN LISTS ARGN)
      if(text MATCHES "define +${macro} +([0-9]+)")
        list(APPEND version "${CMAKE_MATCH_1}")
      endif()
    endforeach()
    string(REPLACE ";" "." version "${version}")
    if(version MATCHES "^([0-9]+)([0-9][0-9])([0-9][0-9])$")
      string(REGEX REPLACE "\\.0([0-9])" ".\\1" version "${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3}")
    endif()
  endif()
  execute_process(COMMAND "${CTS_ZIG_PACKAGE}/zig" version OUTPUT_VARIABLE zig
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  _cts_add_package("${LIBRARY}" ziglang "${zig}" ${version})
endfunction()

set_property(GLOBAL PROPERTY CTS_PACKAGES "")
cts_package(Abseil "${CTS_FILE_Abseil}" abseil)
cts_package(c-ares "${CTS_CARES}" c-ares)
cts_package(CLI11 "${CTS_CLI11_INCLUDE}/CLI/CLI.hpp")
cts_package(curl "${CTS_CURL_PREFIX}/lib/libcurl.a" curl)
cts_package(expected "${CTS_EXPECTED_INCLUDE}/tl/expected.hpp")
cts_package(fmt "${fmt_include}/fmt/format.h")
cts_package(gRPC "${CTS_FILE_gRPC}" grpc)
cts_package(gRPC++ "${CTS_FILE_gRPC++}" grpc)
cts_package(nlohmann/json "${CTS_JSON_INCLUDE}/nlohmann/json.hpp")
cts_package(OpenSSL "${CTS_CRYPTO}" openssl)
cts_package(Protobuf "${CTS_FILE_Protobuf}" protobuf)
if(NOT CTS_TRIM)  # only gRPC's client needs it
  cts_package(RE2 "${CTS_FILE_RE2}" re2)
endif()
cts_package(zlib "${CTS_Z}" zlib)
# The compiler's own.
if(CTS_TARGET)
  _cts_zigs(compiler-rt)
  foreach(library libc++ libc++abi)
    _cts_zigs(${library} libcxx/include/__config _LIBCPP_VERSION)
  endforeach()
  if(WIN32)
    _cts_zigs(libunwind libcxx/include/__config _LIBCPP_VERSION) # of the same release
    _cts_zigs(mingw-w64 libc/include/any-windows-any/_mingw_mac.h __MINGW64_VERSION_MAJOR
      __MINGW64_VERSION_MINOR)
  endif()
else()
  _cts_compilers_file(glibc libc.a)
  cts_package(glibc "${glibc}")
  _cts_compilers_file(libgcc libgcc.a)
  cts_package(libgcc "${libgcc}")
  _cts_compilers_file(libstdcxx libstdc++.a)
  cts_package(libstdc++ "${libstdcxx}")
endif()

get_property(packages GLOBAL PROPERTY CTS_PACKAGES)
list(SORT packages CASE INSENSITIVE) # as printed
list(JOIN packages "\n" packages)
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/linked_packages.inc" CONTENT "${packages}\n" @ONLY)
