# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# CMake's toolchain file for Windows and macOS. Set CTS_TARGET to windows_amd64, darwin_arm64 or
# darwin_amd64. The compiler is zig's, and programs (protoc) are the host's. The libraries are those
# that build.sh builds, unless CTS_CROSS_PREFIXES names their folders. Sets CTS_CROSS_NAME_PREFIX for
# each of them, such as CTS_CROSS_curl_PREFIX.

# try_compile reads this file again, without the variables of the command line.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES CTS_TARGET CTS_CROSS_PREFIXES CTS_ZIG)

if(CTS_TARGET STREQUAL "windows_amd64")
  set(CMAKE_SYSTEM_NAME Windows)
  set(CMAKE_SYSTEM_PROCESSOR AMD64)
  # Without them, <windows.h> defines min and max as macros, and includes the older sockets. zig itself
  # sets the oldest version to Windows 10, which its C library, the UCRT, is part of.
  set(flags "-DNOMINMAX -DWIN32_LEAN_AND_MEAN")
elseif(CTS_TARGET MATCHES "^darwin_(arm64|amd64)$")
  set(CMAKE_SYSTEM_NAME Darwin)
  set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_MATCH_1})
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "amd64")
    set(CMAKE_SYSTEM_PROCESSOR x86_64)
  endif()
  # The architecture, the minimum version and the headers are part of zig's target.
  set(CMAKE_OSX_ARCHITECTURES "" CACHE STRING "")
  set(CMAKE_OSX_DEPLOYMENT_TARGET "" CACHE STRING "")
  set(CMAKE_OSX_SYSROOT "" CACHE STRING "")
  # CMake does not go on without this tool, which static libraries do not need. If it runs, it fails.
  set(CMAKE_INSTALL_NAME_TOOL /bin/false CACHE FILEPATH "")
  # Apple's headers warn about themselves.
  set(flags "-Wno-nullability-completeness")
else()
  message(FATAL_ERROR "CTS_TARGET is \"${CTS_TARGET}\", not windows_amd64, darwin_arm64 or darwin_amd64")
endif()

if(NOT CTS_ZIG)
  execute_process(COMMAND "${CMAKE_CURRENT_LIST_DIR}/zig.sh" ${CTS_TARGET}
    OUTPUT_VARIABLE CTS_ZIG OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
set(CMAKE_C_COMPILER "${CTS_ZIG}/cc")
set(CMAKE_CXX_COMPILER "${CTS_ZIG}/c++")
set(CMAKE_AR "${CTS_ZIG}/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "${CTS_ZIG}/ranlib" CACHE FILEPATH "")
set(CMAKE_RC_COMPILER "${CTS_ZIG}/rc")

if(NOT DEFINED CTS_CROSS_PREFIXES)
  execute_process(COMMAND "${CMAKE_CURRENT_LIST_DIR}/build.sh" ${CTS_TARGET}
    OUTPUT_VARIABLE prefixes OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" CTS_CROSS_PREFIXES "${prefixes}")
endif()
# Each is NAME=FOLDER.
set(CMAKE_FIND_ROOT_PATH "")
foreach(prefix IN LISTS CTS_CROSS_PREFIXES)
  string(REGEX MATCH "^([^=]+)=(.+)$" prefix "${prefix}")
  set(CTS_CROSS_${CMAKE_MATCH_1}_PREFIX "${CMAKE_MATCH_2}")
  list(APPEND CMAKE_FIND_ROOT_PATH "${CMAKE_MATCH_2}")
  # Headers' macros leave the folder's path in the binary, through __FILE__.
  string(APPEND flags " -ffile-prefix-map=${CMAKE_MATCH_2}=${CMAKE_MATCH_1}")
endforeach()
set(CMAKE_C_FLAGS_INIT "${flags}")
set(CMAKE_CXX_FLAGS_INIT "${flags}")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
