# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# windows_resources(TARGET): links the version and the manifest of windows/ into TARGET. `zig rc` compiles
# them. Its options are those of Microsoft's compiler, which CMake does not expect beside clang.

function(windows_resources TARGET)
  # Windows wants four numbers.
  set(CTS_VERSION_DOTTED "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}.${PROJECT_VERSION_PATCH}.0")
  string(REPLACE "." "," CTS_VERSION_NUMBERS "${CTS_VERSION_DOTTED}")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${TARGET}-resources")
  set(CTS_MANIFEST "${TARGET}.manifest")
  set(templates "${CMAKE_SOURCE_DIR}/cmake/windows")
  configure_file("${templates}/provider.manifest.in" "${folder}/${CTS_MANIFEST}" @ONLY)
  configure_file("${templates}/provider.rc.in" "${folder}/${TARGET}.rc" @ONLY)
  add_custom_command(
    OUTPUT "${folder}/${TARGET}.res"
    COMMAND "${CMAKE_RC_COMPILER}" /:no-preprocess /fo "${folder}/${TARGET}.res" "${folder}/${TARGET}.rc"
    DEPENDS "${folder}/${TARGET}.rc" "${folder}/${CTS_MANIFEST}"
    WORKING_DIRECTORY "${folder}"
    COMMENT "Compiling the resources of ${TARGET}"
    VERBATIM)
  add_custom_target(${TARGET}-resources DEPENDS "${folder}/${TARGET}.res")
  add_dependencies(${TARGET} ${TARGET}-resources)
  target_link_options(${TARGET} PRIVATE "${folder}/${TARGET}.res")
  set_property(TARGET ${TARGET} APPEND PROPERTY LINK_DEPENDS "${folder}/${TARGET}.res")
endfunction()
