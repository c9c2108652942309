// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/machine_limit.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace provider::base {

std::string_view MachineLimitOf(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const std::bad_alloc&) {
    return kNoMemory;
  } catch (const std::filesystem::filesystem_error&) {
    return {};
  } catch (const std::system_error& error) {
    // EPERM comes from a sandbox that refuses clone.
    const bool thread = error.code() == std::errc::resource_unavailable_try_again ||
                        error.code() == std::errc::operation_not_permitted;
    return thread ? kNoThread : std::string_view();
  } catch (...) {
    return {};
  }
}

}  // namespace provider::base
