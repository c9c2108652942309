# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Places the code that a start and a read run side by side in the binary; see order-sections.py.
#
# order_sections(TARGET LIBRARIES lib ... OPTIONS option ... ORDERFILE file)
#
# Links TARGET twice. The first link, TARGET-unordered, shows where everything is; its map is
# TARGET.map, and tests/bench/order or order_windows runs it to record the order file. LIBRARIES and
# OPTIONS are the target's own. Without Python, the target is linked once and needs more memory.

set(ORDER_SECTIONS_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/order-sections.py")
find_package(Python3 COMPONENTS Interpreter)

function(order_sections TARGET)
  cmake_parse_arguments(ARG "" "ORDERFILE" "LIBRARIES;OPTIONS" ${ARGN})
  if(NOT Python3_FOUND)
    message(WARNING "There is no Python: ${TARGET} will need more memory than it could.")
    return()
  endif()
  set(map "${CMAKE_CURRENT_BINARY_DIR}/${TARGET}.map")
  if(CMAKE_SYSTEM_NAME STREQUAL "Windows")
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${TARGET}.order")
    set(write_map "--lld-link=-map:${map}")
    set(use_order "--lld-link=-order:@${script}")
  else()
    set(script "${CMAKE_CURRENT_BINARY_DIR}/${TARGET}.order.ld")
    set(write_map "-Wl,-Map=${map}")
    set(use_order "-Wl,-T,${script}")
  endif()
  add_executable(${TARGET}-unordered EXCLUDE_FROM_ALL)
  set_target_properties(${TARGET}-unordered PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(${TARGET}-unordered PRIVATE ${ARG_LIBRARIES})
  target_link_options(${TARGET}-unordered PRIVATE ${ARG_OPTIONS} "${write_map}")
  add_custom_command(
    OUTPUT "${script}"
    COMMAND Python3::Interpreter "${ORDER_SECTIONS_SCRIPT}" "${map}" "${ARG_ORDERFILE}" "${script}"
    DEPENDS ${TARGET}-unordered "${ARG_ORDERFILE}" "${ORDER_SECTIONS_SCRIPT}"
    COMMENT "Ordering the sections of ${TARGET}"
    VERBATIM)
  add_custom_target(${TARGET}-order DEPENDS "${script}")
  add_dependencies(${TARGET} ${TARGET}-order)
  target_link_options(${TARGET} PRIVATE "${use_order}")
  set_property(TARGET ${TARGET} APPEND PROPERTY LINK_DEPENDS "${script}")
endfunction()
