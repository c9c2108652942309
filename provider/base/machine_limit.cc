// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/machine_limit.h"

#include <algorithm>
#include <filesystem>
#include <new>
#include <system_error>

namespace provider::base {

std::string_view MachineLimitOf(const std::exception_ptr& exception, const MachineLimits& limits) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::bad_alloc&) {
    return limits.no_memory;
  } catch (const std::filesystem::filesystem_error&) {
    return {};
  } catch (const std::system_error& error) {
    // Other categories, such as that of streams, have numbers of their own.
    const auto& category = error.code().category();
    const bool of_system =
        category == std::system_category() || category == std::generic_category();
    const bool thread =
        of_system && std::ranges::count(limits.thread_codes, error.code().value()) > 0;
    return thread ? limits.no_thread : std::string_view();
  } catch (...) {
    return {};
  }
}

}  // namespace provider::base
