# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Cross-builds for linux_arm64 on amd64, for the preset release-arm64 and for build-curl.sh. Uses
# Debian's cross compiler and the libraries in the folder that build-sysroot.sh unpacks. Programs
# (protoc) are the host's.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

if(NOT CMAKE_SYSROOT)
  set(toolchain_cache "$ENV{XDG_CACHE_HOME}")
  if(NOT toolchain_cache)
    set(toolchain_cache "$ENV{HOME}/.cache")
  endif()
  execute_process(
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/build-sysroot.sh" "${toolchain_cache}/terraform-provider-cts"
      arm64
    OUTPUT_VARIABLE CMAKE_SYSROOT OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()

# -B: otherwise the cross compiler prefers its own glibc, which gets no security fixes. The prefix
# map keeps the folder's path out of what headers' macros leave behind through __FILE__.
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_INIT "-B${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/ \
-ffile-prefix-map=${CMAKE_SYSROOT}=")
endforeach()

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_DIR} "")
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${CMAKE_SYSROOT}")
set(ENV{PKG_CONFIG_LIBDIR}
  "${CMAKE_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig")
