# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# The libraries for Linux, for Dependencies.cmake. All but one come from Debian's packages: Debian's
# libcurl.a needs GSS-API, which has no archive, so build-curl.sh builds ours from Debian's own source
# package. The CMake config of Debian's gRPC has only the shared libraries, so the static ones are
# read from pkg-config.

find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)

set(CTS_CACHE_HOME "$ENV{XDG_CACHE_HOME}")
if(NOT CTS_CACHE_HOME)
  set(CTS_CACHE_HOME "$ENV{HOME}/.cache")
endif()
set(CTS_DEPS_DIR "${CTS_CACHE_HOME}/terraform-provider-cts" CACHE PATH
  "Where libraries built from Debian source packages are kept between builds")

# When cross-building, the architecture for which libraries are built from source.
set(CTS_CROSS "")
set(CTS_CROSS_SYSROOT "${CMAKE_SYSROOT}" CACHE INTERNAL "For the bill of materials")
if(CMAKE_CROSSCOMPILING)
  set(CTS_CROSS arm64)
  if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    message(FATAL_ERROR "Of Linux, only arm64 is cross-built; see docs/design/porting.md.")
  endif()
endif()

# All presets use the same curl, so that what is tested is what ships. Debian's libcrypto spends
# most of a start on algorithms that are not used here, so a static binary has its own OpenSSL; see
# build-openssl.sh. The two are built side by side, because half of the time of each is a single
# process (downloads, configuring).
set(libraries curl)
if(CTS_STATIC)
  list(APPEND libraries openssl)
endif()
execute_process(
  COMMAND "${CMAKE_SOURCE_DIR}/cmake/build-libraries.sh" "${CTS_DEPS_DIR}" "${libraries}"
    ${CTS_CROSS} ${CMAKE_TOOLCHAIN_FILE}
  OUTPUT_VARIABLE prefixes OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "curl=([^\n]*)" prefix "${prefixes}")
set(CTS_CURL_PREFIX "${CMAKE_MATCH_1}")
message(STATUS "curl: ${CTS_CURL_PREFIX}")
string(REGEX MATCH "openssl=([^\n]*)" prefix "${prefixes}")
set(CTS_OPENSSL_PREFIX "${CMAKE_MATCH_1}")

function(cts_archive_or_shared OUT NAME)
  if(CTS_STATIC)
    find_library(CTS_LIB_${NAME} NAMES lib${NAME}.a REQUIRED)
  else()
    find_library(CTS_LIB_${NAME} NAMES ${NAME} REQUIRED)
  endif()
  set(${OUT} "${CTS_LIB_${NAME}}" PARENT_SCOPE)
endfunction()

set(CTS_SYSTEM "")
if(CTS_OPENSSL_PREFIX)
  message(STATUS "OpenSSL: ${CTS_OPENSSL_PREFIX}")
  set(CTS_SSL "${CTS_OPENSSL_PREFIX}/lib/libssl.a")
  set(CTS_CRYPTO "${CTS_OPENSSL_PREFIX}/lib/libcrypto.a")
else()
  cts_archive_or_shared(CTS_SSL ssl)
  cts_archive_or_shared(CTS_CRYPTO crypto)
  if(CTS_STATIC)
    # What Debian's archive needs: of Debian 13 zlib and zstd, of Debian 12 nothing more.
    pkg_check_modules(CTS_LIBCRYPTO REQUIRED libcrypto)
    set(CTS_SYSTEM ${CTS_LIBCRYPTO_STATIC_LIBRARIES})
    list(REMOVE_ITEM CTS_SYSTEM crypto)
  endif()
endif()
cts_archive_or_shared(CTS_CARES cares)
cts_archive_or_shared(CTS_Z z)
set(CTS_CURL_NEEDS ${CTS_CARES})

if(CTS_STATIC)
  # Lists all of them: gRPC needs most, and the linker takes only what is used.
  cts_archive_or_shared(absl_strings absl_strings)
  get_filename_component(absl_directory "${absl_strings}" DIRECTORY)
  file(GLOB absl_archives "${absl_directory}/libabsl_*.a")
  set(CTS_ABSL -Wl,--start-group ${absl_archives} -Wl,--end-group)
  list(GET absl_archives 0 CTS_FILE_Abseil)
else()
  pkg_check_modules(CTS_ABSL REQUIRED absl_strings)
  set(CTS_ABSL ${CTS_ABSL_LINK_LIBRARIES})
  find_library(CTS_FILE_Abseil NAMES absl_base NO_CACHE REQUIRED)
endif()

if(CTS_GRPC)
  pkg_check_modules(CTS_GRPCPP REQUIRED grpc++)
  if(CTS_STATIC)
    set(archives "")
    set(names grpc++ grpc gpr address_sorting upb protobuf-lite)
    if(NOT CTS_TRIM)  # only gRPC's client needs it
      list(APPEND names re2)
    endif()
    foreach(name IN LISTS names)
      find_library(CTS_ARCHIVE_${name} NAMES lib${name}.a REQUIRED)
      list(APPEND archives "${CTS_ARCHIVE_${name}}")
    endforeach()
    set(CTS_GRPC_LIBRARIES -Wl,--start-group ${archives} ${absl_archives} -Wl,--end-group
      ${CTS_SSL} ${CTS_CRYPTO} ${CTS_CARES} ${CTS_Z})
  else()
    set(CTS_GRPC_LIBRARIES ${CTS_GRPCPP_LINK_LIBRARIES} protobuf-lite)
  endif()
  pkg_get_variable(grpc_libdir grpc libdir)
  find_library(CTS_FILE_gRPC NAMES libgrpc.a grpc PATHS "${grpc_libdir}" NO_CACHE REQUIRED)
  find_library(CTS_FILE_gRPC++ NAMES libgrpc++.a grpc++ PATHS "${grpc_libdir}" NO_CACHE REQUIRED)
  find_library(CTS_FILE_Protobuf NAMES libprotobuf-lite.a protobuf-lite NO_CACHE REQUIRED)
  find_library(CTS_FILE_RE2 NAMES libre2.a re2 NO_CACHE REQUIRED)
endif()
