// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Text that stands where a secret belongs: a template that nobody filled in, a variable that no
// shell expanded, the asterisks of a log.

#pragma once

#include <string_view>

namespace provider::configure {

struct Placeholder {
  // What a message says of it, which shows nothing of the text: "has the form ${…}". Empty: the
  // text is no placeholder.
  std::string_view form;
  // A person may have chosen a password that looks like this.
  bool may_be_password = false;
};

[[nodiscard]] Placeholder FindPlaceholder(std::string_view text);

}  // namespace provider::configure
