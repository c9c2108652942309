# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# The libraries for Windows and macOS, for Dependencies.cmake: those of cross/build.sh, whose folders
# cross/toolchain.cmake has in CTS_CROSS_NAME_PREFIX. Their linkers find what an archive needs in any
# order.

# In place of /usr/include, which has the headers of all of them on Linux.
foreach(prefix IN LISTS CMAKE_FIND_ROOT_PATH)
  include_directories(SYSTEM "${prefix}/include")
endforeach()

set(CTS_SSL "${CTS_CROSS_openssl_PREFIX}/lib/libssl.a")
set(CTS_CRYPTO "${CTS_CROSS_openssl_PREFIX}/lib/libcrypto.a")
set(CTS_CARES "${CTS_CROSS_c-ares_PREFIX}/lib/libcares.a")
set(CTS_Z "${CTS_CROSS_zlib_PREFIX}/lib/libz.a")
set(CTS_CURL_PREFIX "${CTS_CROSS_curl_PREFIX}")
set(CTS_CURL_NEEDS "")  # the system's resolver in place of c-ares
file(GLOB CTS_ABSL "${CTS_CROSS_abseil_PREFIX}/lib/libabsl_*.a")
set(CTS_SYSTEM "")
if(WIN32)
  set(CTS_SYSTEM ws2_32 dbghelp bcrypt advapi32 crypt32 iphlpapi user32 ntdll)
endif()

set(CTS_FILE_Abseil "${CTS_CROSS_abseil_PREFIX}/lib/libabsl_base.a")
set(CTS_FILE_gRPC "${CTS_CROSS_grpc_PREFIX}/lib/libgrpc.a")
set(CTS_FILE_gRPC++ "${CTS_CROSS_grpc_PREFIX}/lib/libgrpc++.a")
set(CTS_FILE_Protobuf "${CTS_CROSS_protobuf_PREFIX}/lib/libprotobuf-lite.a")
set(CTS_FILE_RE2 "${CTS_CROSS_re2_PREFIX}/lib/libre2.a")
set(CTS_GRPC_LIBRARIES ${CTS_FILE_gRPC++} ${CTS_FILE_gRPC})
foreach(name gpr address_sorting upb)
  list(APPEND CTS_GRPC_LIBRARIES "${CTS_CROSS_grpc_PREFIX}/lib/lib${name}.a")
endforeach()
if(NOT CTS_TRIM)  # only gRPC's client needs it
  list(APPEND CTS_GRPC_LIBRARIES ${CTS_FILE_RE2})
endif()
list(APPEND CTS_GRPC_LIBRARIES ${CTS_FILE_Protobuf} ${CTS_ABSL} ${CTS_SSL} ${CTS_CRYPTO} ${CTS_CARES} ${CTS_Z})

# Debian's version without its revision.
file(STRINGS "${CTS_CROSS_grpc_PREFIX}/.version" CTS_GRPCPP_VERSION)
string(REGEX REPLACE "-.*" "" CTS_GRPCPP_VERSION "${CTS_GRPCPP_VERSION}")

# The compiler's folder, and names for it in what __FILE__ of its headers leaves in the binary.
file(GLOB CTS_ZIG_PACKAGE "${CTS_ZIG}/../lib/python3*/site-packages/ziglang")
file(REAL_PATH "${CTS_ZIG_PACKAGE}" CTS_ZIG_PACKAGE)
add_compile_options("-ffile-prefix-map=${CTS_ZIG_PACKAGE}=zig")

# zig builds its C++ library when something is linked for the first time, and reports much.
set(CMAKE_CXX_LINKER_LAUNCHER "${CMAKE_SOURCE_DIR}/cmake/cross/link.sh")
